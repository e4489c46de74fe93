import { problem } from '../../../../platform/errors/index.ts'
import { parseTime } from '../../model/time.ts'
import type { Document, ElastigroupDriver, Group, GroupFacts } from '../driver.ts'
import { type Documents, launchOf, withLaunch, withoutOwnFields } from '../launch.ts'
import { isObject } from '../merge.ts'
import { objectAt, objectsAt, pairs, textOf, textsAt } from '../read.ts'
import { override } from './settings.ts'
import { toWire } from './wire.ts'

type Json = Record<string, unknown>

/** The metadata key that says which request made a group; labels take too few signs for that. */
const requestKey = 'gennaker-request'

/** What is read from and written into the document of a group on Google Cloud. Documents are never changed: each is a new one. */
export const gcpDocuments: Documents & Pick<ElastigroupDriver, 'present' | 'override' | 'toWire'> = {
  describe,
  present,
  template(group) {
    const own = withoutOwnFields(group)
    const { metadata } = launchOf(own)
    // The request that made that group made no other.
    if (!Array.isArray(metadata) || !metadata.some(isMark)) return own
    return withLaunch(own, (launch) => ({ ...launch, metadata: metadata.filter((entry) => !isMark(entry)) }))
  },
  imageOf: (document) => textOf(objectAt(bootDisk(disksOf(document)), 'initializeParams').sourceImage),
  withImage: (document, image) =>
    withLaunch(document, (launch) => ({ ...launch, disks: withSource(disksOf(document), image) })),
  // An array is replaced as a whole: all disks of the group go along.
  imagePatch: (group, image) => ({ compute: { launchSpecification: { disks: withSource(disksOf(group), image) } } }),
  // A group says its zones; their region follows.
  withRegion: (document) => document,
  withCapacity: (document, capacity) => ({
    ...document,
    capacity: { ...((document.capacity as Json | undefined) ?? { unit: 'instance' }), ...capacity },
  }),
  override,
  toWire,
  withRequest: (document, requestId) =>
    withLaunch(document, (launch) => {
      const metadata = (Array.isArray(launch.metadata) ? launch.metadata : []).filter((entry) => !isMark(entry))
      return { ...launch, metadata: [...metadata, { key: requestKey, value: requestId }] }
    }),
  requestOf: (group) => pairs(objectsAt(launchOf(group), 'metadata'), 'key', 'value')[requestKey],
  regionOf(document) {
    const region = regionIn(document)
    if (region) return region
    throw problem('invalid', "The group names no region: give `availabilityZones` in the group's compute")
  },
}

/** `us-central1-a` is in `us-central1`. */
function regionIn(document: Document): string | undefined {
  const [zone] = textsAt(document, 'compute', 'availabilityZones')
  const [subnet] = objectsAt(document, 'compute', 'subnets')
  return textOf(zone?.replace(/-[a-z]$/, '')) ?? textOf(subnet?.region)
}

function describe(group: Group): GroupFacts {
  const launch = launchOf(group)
  const createdAt = parseTime(group.createdAt)
  const updatedAt = parseTime(group.updatedAt)
  const image = gcpDocuments.imageOf(group)
  return {
    region: regionIn(group) ?? 'unknown',
    zones: textsAt(group, 'compute', 'availabilityZones'),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(image === undefined ? {} : { image }),
    loadBalancers: objectsAt(launch, 'backendServiceConfig', 'backendServices').flatMap(({ backendServiceName }) => {
      const name = textOf(backendServiceName)
      return name === undefined ? [] : [{ name, type: 'BACKEND_SERVICE' }]
    }),
    // Firewalls find machines by network tags; a group names none of them.
    securityGroups: [],
    tags: pairs(objectsAt(launch, 'labels'), 'key', 'value'),
    stateful: false,
  }
}

/** Where the Decks with a Spot provider look for types and image, beside the wire's own words. */
function present(group: Group): Document {
  const copy = structuredClone(group) as Json
  const compute = objectAt(copy, 'compute')
  const types = objectAt(compute, 'instanceTypes')
  const strategy = objectAt(copy, 'strategy')
  const image = gcpDocuments.imageOf(group)
  return {
    ...copy,
    createdAt: parseTime(group.createdAt) ?? group.createdAt,
    updatedAt: parseTime(group.updatedAt) ?? group.updatedAt,
    strategy: {
      ...strategy,
      ...(strategy.preemptiblePercentage == null ? {} : { spotPercentage: strategy.preemptiblePercentage }),
    },
    compute: {
      ...compute,
      instanceTypes: { ...types, onDemand: types.ondemand, spot: types.preemptible },
      launchSpecification: { ...launchOf(copy), ...(image === undefined ? {} : { imageId: image }) },
    },
  }
}

const isMark = (entry: unknown): boolean => isObject(entry) && entry.key === requestKey

const disksOf = (document: Document): readonly unknown[] => {
  const { disks } = launchOf(document)
  return Array.isArray(disks) ? disks : []
}

/** Machines start from the disk that says so, or from the first; undefined without any. */
function bootDisk(disks: readonly unknown[]): Json | undefined {
  const described = disks.filter(isObject)
  return described.find(({ boot }) => boot === true) ?? described[0]
}

function withSource(disks: readonly unknown[], sourceImage: string): unknown[] {
  const boot = bootDisk(disks)
  if (boot === undefined) return [...disks, { boot: true, autoDelete: true, initializeParams: { sourceImage } }]
  const changed = { ...boot, initializeParams: { ...objectAt(boot, 'initializeParams'), sourceImage } }
  return disks.map((disk) => (disk === boot ? changed : disk))
}
