import { problem } from '../../../../platform/errors/index.ts'
import { parseTime } from '../../model/time.ts'
import type { Document, Group, GroupFacts } from '../driver.ts'
import { type Documents, launchOf, withLaunch, withoutOwnFields } from '../launch.ts'
import { loadBalancersOf } from './load-balancers.ts'
import type { AwsGroup } from './shapes.ts'
import { standbyTag } from './standby.ts'
import { tagsOf } from './tags.ts'

type Json = Record<string, unknown>

/** The tag that says which request made a group: so a creation whose answer was lost is found again, and never mistaken. */
const requestTag = 'gennaker:request'

/** What is read from and written into the document of a group on AWS. Documents are never changed: each is a new one. */
export const awsDocuments: Documents = {
  describe,
  template(group) {
    const own = withoutOwnFields(group)
    // What is noted of that group's own life is not true of the new one.
    const tags = launchOf(own).tags
    if (!Array.isArray(tags)) return own
    const theirs = tags.filter((tag) => tag?.tagKey !== requestTag && tag?.tagKey !== standbyTag)
    return theirs.length === tags.length ? own : withLaunch(own, (launch) => ({ ...launch, tags: theirs }))
  },
  imageOf: (document) => {
    const { imageId, images } = launchOf(document)
    const [first] = Array.isArray(images) ? (images as { id?: unknown }[]) : []
    return text(imageId) ?? text(first?.id)
  },
  // One image takes the place of several: the two exclude each other.
  withImage: (document, imageId) => withLaunch(document, ({ images: _several, ...rest }) => ({ ...rest, imageId })),
  imagePatch: (group, imageId) => {
    const several = launchOf(group).images ? { images: null } : {}
    return { compute: { launchSpecification: { imageId, ...several } } }
  },
  withRegion: (document, region) => (document.region === undefined ? { ...document, region } : document),
  withCapacity: (document, capacity) => ({
    ...document,
    capacity: { ...((document.capacity as Json | undefined) ?? { unit: 'instance' }), ...capacity },
  }),
  withRequest: (document, requestId) =>
    withLaunch(document, (launch) => {
      const tags = (Array.isArray(launch.tags) ? launch.tags : []).filter((tag) => tag?.tagKey !== requestTag)
      return { ...launch, tags: [...tags, { tagKey: requestTag, tagValue: requestId }] }
    }),
  requestOf: (group) => tagsOf(launchOf(group).tags)[requestTag],
  regionOf(document) {
    const region = regionIn(document)
    if (region) return region
    throw problem('invalid', "The group names no region: give `region`, or `availabilityZones` in the group's compute")
  },
}

/** Answers may lack the region: then it is the first zone without the letter. */
function regionIn(document: Document): string | undefined {
  const { compute, region } = document as Partial<AwsGroup>
  return text(region) ?? text(compute?.availabilityZones?.[0]?.name?.replace(/[a-z]$/, ''))
}

function describe(group: Group): GroupFacts {
  const { compute, strategy } = group as AwsGroup
  const launch = launchOf(group)
  const createdAt = parseTime(group.createdAt)
  const updatedAt = parseTime(group.updatedAt)
  const image = awsDocuments.imageOf(group)
  const keyPair = text(launch.keyPair)
  // An object, which Spot's description draws as a list.
  const persistence = [strategy?.persistence ?? {}].flat().flatMap((each) => Object.entries(each ?? {}))
  return {
    region: regionIn(group) ?? 'unknown',
    zones: (compute?.availabilityZones ?? []).map(({ name }) => name),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(image === undefined ? {} : { image }),
    ...(keyPair === undefined ? {} : { keyPair }),
    loadBalancers: loadBalancersOf(group),
    securityGroups: Array.isArray(launch.securityGroupIds) ? launch.securityGroupIds.map(String) : [],
    tags: tagsOf(launch.tags),
    stateful: persistence.some(([key, value]) => key.startsWith('shouldPersist') && value === true),
  }
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
