import { problem } from '../../../../platform/errors/index.ts'
import { parseTime } from '../../model/time.ts'
import type { Document, ElastigroupDriver, Group, GroupFacts } from '../driver.ts'
import { type Documents, launchOf, withLaunch, withoutOwnFields } from '../launch.ts'
import { isObject } from '../merge.ts'
import { objectAt, objectsAt, pairs, textOf, textsAt } from '../read.ts'
import { imageOfText, imageText } from './image.ts'
import { override } from './settings.ts'
import { toWire } from './wire.ts'

type Json = Record<string, unknown>

/** The tag that says which request made a group: so a creation whose answer was lost is found again, and never mistaken. */
const requestTag = 'gennaker:request'

/** What is read from and written into the document of a group on Azure. Documents are never changed: each is a new one. */
export const azureDocuments: Documents & Pick<ElastigroupDriver, 'present' | 'override' | 'toWire'> = {
  describe,
  present,
  template(group) {
    const own = withoutOwnFields(group)
    const { tags } = launchOf(own)
    // The request that made that group made no other.
    if (!Array.isArray(tags) || !tags.some(isMark)) return own
    return withLaunch(own, (launch) => ({ ...launch, tags: tags.filter((tag) => !isMark(tag)) }))
  },
  imageOf: (document) => imageText(imageIn(document)),
  withImage: (document, image) =>
    withLaunch(document, (launch) => ({ ...launch, image: imageOfText(image, imageIn(document)) })),
  // The kinds exclude each other: an update must take away the one that was there.
  imagePatch: (group, image) => {
    const present = imageIn(group)
    const others = Object.fromEntries(Object.keys(present ?? {}).map((kind) => [kind, null]))
    return { compute: { launchSpecification: { image: { ...others, ...imageOfText(image, present) } } } }
  },
  withRegion: (document, region) => (document.region === undefined ? { ...document, region } : document),
  withCapacity: (document, capacity) => ({
    ...document,
    capacity: { ...(document.capacity as Json | undefined), ...capacity },
  }),
  override,
  toWire,
  withRequest: (document, requestId) =>
    withLaunch(document, (launch) => {
      const tags = (Array.isArray(launch.tags) ? launch.tags : []).filter((tag) => !isMark(tag))
      return { ...launch, tags: [...tags, { tagKey: requestTag, tagValue: requestId }] }
    }),
  requestOf: (group) => tagsOf(group)[requestTag],
  regionOf(document) {
    const region = textOf(document.region)
    if (region) return region
    throw problem('invalid', 'The group names no region: give `region`')
  },
}

function describe(group: Group): GroupFacts {
  const launch = launchOf(group)
  const createdAt = parseTime(group.createdAt)
  const updatedAt = parseTime(group.updatedAt)
  const image = azureDocuments.imageOf(group)
  const interfaces = objectsAt(launch, 'network', 'networkInterfaces')
  return {
    region: textOf(group.region) ?? 'unknown',
    zones: textsAt(group, 'compute', 'zones'),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(image === undefined ? {} : { image }),
    loadBalancers: objectsAt(launch, 'loadBalancersConfig', 'loadBalancers').flatMap((balancer) => {
      const [name, type] = [textOf(balancer.name), textOf(balancer.type)]
      return name === undefined ? [] : [{ name, ...(type === undefined ? {} : { type }) }]
    }),
    securityGroups: [...new Set(interfaces.flatMap((one) => textOf(objectAt(one, 'securityGroup').name) ?? []))],
    tags: tagsOf(group),
    stateful: false,
  }
}

/** Where the Decks with a Spot provider look for sizes and image, beside the wire's own words. */
function present(group: Group): Document {
  const copy = structuredClone(group) as Json
  const compute = objectAt(copy, 'compute')
  const sizes = { onDemand: textsAt(compute, 'vmSizes', 'odSizes')[0], spot: textsAt(compute, 'vmSizes', 'spotSizes') }
  const image = azureDocuments.imageOf(group)
  return {
    ...copy,
    createdAt: parseTime(group.createdAt) ?? group.createdAt,
    updatedAt: parseTime(group.updatedAt) ?? group.updatedAt,
    compute: {
      ...compute,
      instanceTypes: sizes,
      launchSpecification: {
        ...launchOf(copy),
        ...(image === undefined ? {} : { imageId: image }),
        securityGroupIds: describe(group).securityGroups,
      },
    },
  }
}

const imageIn = (document: Document): Json | undefined => {
  const { image } = launchOf(document)
  return isObject(image) ? image : undefined
}

const isMark = (tag: unknown): boolean => isObject(tag) && tag.tagKey === requestTag

const tagsOf = (group: Document) => pairs(objectsAt(launchOf(group), 'tags'), 'tagKey', 'tagValue')
