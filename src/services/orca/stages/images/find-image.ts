import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseName } from '../../../../lib/moniker/index.ts'
import { matchWhole } from '../../../../lib/spel/index.ts'
import type { ClouddriverClient, ImageSummary } from '../../../clouddriver/client.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import { allDownstreamOf } from '../../engine/graph.ts'
import type { Json, Stage } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { isTrue, json, objects, present, text, texts } from '../../values.ts'
import { running, seconds, succeeded } from '../results.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { type Location, providerOf } from '../server-groups/location.ts'

interface Search {
  readonly application: string
  readonly account: string
  readonly cluster: string
  readonly provider: string
  readonly strategy: string
  readonly onlyEnabled: boolean
  readonly locations: readonly Location[]
  readonly inferredRegions: readonly string[]
}

type Found = { readonly location: Location; readonly summaries: readonly ImageSummary[] | undefined }

function searchOf(stage: StageView): Search {
  const { context } = stage
  const provider = providerOf(context)
  const cluster = text(context.cluster) ?? text(json(context.moniker).cluster)
  const application = text(json(context.moniker).app) ?? (cluster && parseName(cluster).app)
  if (cluster === undefined || !application) throw new Error('The stage names no cluster: set `cluster` or `moniker`.')
  const written = texts(context.regions)
  const detects = provider === 'aws' && !isTrue(context.skipRegionDetection)
  const inferredRegions = detects ? deployRegions(stage, provider).filter((region) => !written.includes(region)) : []
  const at = (type: Location['type'], values: readonly string[]) => values.map((value): Location => ({ type, value }))
  const kinds = [
    at('REGION', [...written, ...inferredRegions]),
    at('ZONE', texts(context.zones)),
    at('NAMESPACE', texts(context.namespaces)),
  ]
  return {
    application,
    account: requireAccount(context),
    cluster,
    provider,
    strategy: text(context.selectionStrategy) ?? 'NEWEST',
    onlyEnabled: context.onlyEnabled === undefined || isTrue(context.onlyEnabled),
    locations: kinds.find(({ length }) => length > 0) ?? [],
    inferredRegions,
  }
}

/** Where later stages deploy to: the image is needed there too (orca: RegionCollector). */
function deployRegions({ execution, stage, context }: StageView, provider: string): string[] {
  const wanted = text(context.cloudProviderType) ?? provider
  const zonesOf = (cluster: Json) => Object.keys(json(cluster.availabilityZones))
  const later = allDownstreamOf(execution as never, stage as Stage)
  const regions = later.flatMap(({ type, context: other }) => {
    if (type === 'canary')
      return objects(other.clusterPairs).flatMap(({ baseline, canary }) => [
        ...zonesOf(json(baseline)),
        ...zonesOf(json(canary)),
      ])
    if (type !== 'deploy') return []
    const clusters = [...objects(other.clusters), json(other.cluster)]
    return clusters.filter(({ cloudProvider }) => cloudProvider === wanted).flatMap(zonesOf)
  })
  return [...new Set(regions)]
}

/** The images of the cluster at a place; undefined when it is not there and may be missing. */
async function imagesAt(
  location: Location,
  search: Search,
  mayBeMissing: boolean,
  clouddriver: ClouddriverClient,
): Promise<Found> {
  const { application, account, cluster, provider, strategy, onlyEnabled } = search
  const at = { application, account, cluster, provider, scope: location.value, target: strategy }
  try {
    const { summaries } = await clouddriver.targetImageSummaries(at, { onlyEnabled })
    return { location, summaries: summaries ?? [] }
  } catch (error) {
    const { status, message, attributes } = error as { status?: number; message: string; attributes?: unknown }
    if (status !== 404) throw error
    if (`${message}${JSON.stringify(attributes)}`.includes('target.fail.strategy'))
      throw new Error(`Multiple possible server groups present in ${location.value}`)
    if (mayBeMissing) return { location, summaries: undefined }
    throw new Error(`Could not find cluster '${cluster}' for '${account}' in '${location.value}'.`)
  }
}

/** Two bakes at once get a counter at the ends of their names: the name before it is what they have in common. */
const baseName = (name: string) => /^(.*(?:-ebs|-s3)).*$/.exec(name)?.[1] ?? name

/** Looks for the image by its name where the cluster is missing: the account's images, then those of bakes. */
async function resolveMissing(
  found: readonly Found[],
  search: Search,
  bakeAccount: string,
  clouddriver: ClouddriverClient,
) {
  const there = found.flatMap(({ summaries }) => summaries ?? [])
  const names = [...new Set(there.flatMap(({ imageName }) => (imageName === undefined ? [] : baseName(imageName))))]
  const missing = found.flatMap(({ location, summaries }) => (summaries === undefined ? [location.value] : []))
  const [name, another] = names
  if (name === undefined || another !== undefined)
    throw new Error(
      `Request to resolve images for missing locations requires exactly one image. (Found [${names.join(', ')}], missing locations: ${missing.join(',')})`,
    )
  const [template] = there
  let resolved = [...found]
  for (const account of search.provider === 'aws' ? [search.account, bakeAccount] : [search.account]) {
    const images = await clouddriver.images(search.provider, { q: `${name}*`, account })
    resolved = resolved.map((each) => (each.summaries === undefined ? foundIn(each, images, template!, search) : each))
  }
  const left = resolved.flatMap(({ location, summaries }) => (summaries === undefined ? [location.value] : []))
  if (left.length === 0) return resolved
  const inferred = search.inferredRegions.filter((region) => left.includes(region))
  const because = inferred.length > 0 ? `; [${inferred.join(', ')}] were inferred from subsequent deploy stages` : ''
  throw new Error(`Missing image '${name}' in regions: [${left.join(', ')}]${because}`)
}

function foundIn({ location }: Found, images: readonly Json[], template: ImageSummary, { cluster }: Search): Found {
  for (const { amis, imageName, repository, tag } of images) {
    const [imageId] = texts(json(amis)[location.value])
    const container = text(repository) && text(tag) ? `${text(repository)}:${text(tag)}` : undefined
    const [id, name] = imageId === undefined ? [container, container] : [imageId, text(imageName)]
    if (id === undefined || name === undefined) continue
    const image = { ...json(template.image), imageId: id, name }
    return {
      location,
      summaries: [
        { imageId: id, imageName: name, serverGroupName: cluster, image, buildInfo: json(template.buildInfo) },
      ],
    }
  }
  return { location, summaries: undefined }
}

/** An image that the stage found, for a place. */
interface Chosen {
  readonly location: Location
  readonly summary: ImageSummary
  readonly provider: string
  readonly refId: string | undefined
}

function detailOf({ location, summary, provider, refId }: Chosen): Json {
  const { imageId, imageName, serverGroupName, image, buildInfo } = summary
  const place =
    location.type === 'REGION' ? { region: location.value } : location.type === 'ZONE' ? { zone: location.value } : {}
  const own = { ami: imageId, imageId, imageName, cloudProvider: provider, refId, sourceServerGroup: serverGroupName }
  return present({ ...own, ...place, ...json(image), ...json(buildInfo) })
}

function artifactOf({ location, summary, provider, refId }: Chosen): Json {
  return {
    type: `${provider}/image`,
    name: summary.imageName,
    reference: `${provider}/image`,
    location: location.type === 'NAMESPACE' ? 'global' : location.value,
    metadata: present({
      sourceServerGroup: summary.serverGroupName,
      refId,
      ...json(summary.image),
      ...json(summary.buildInfo),
    }),
    uuid: randomUUID(),
  }
}

const find = defineTask<'clouddriver' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.cluster.FindImageFromClusterTask',
  needs: ['clouddriver', 'settings'],
  backoffMs: seconds(10),
  timeoutMs: (_stage, { settings }) => cloudSettings(settings).limits.imageOfClusterMs,
  async run(stage, { clouddriver, settings }) {
    const { context } = stage
    const { resolvesMissingLocations, deploy } = cloudSettings(settings)
    const search = searchOf(stage)
    const { provider } = search
    const asked = context.resolveMissingLocations
    const mayBeMissing = asked === undefined || asked === null ? resolvesMissingLocations : isTrue(asked)
    const found = await Promise.all(
      search.locations.map((location) => imagesAt(location, search, mayBeMissing, clouddriver)),
    )
    // A group that was just made may not show what it was made of.
    if (found.some(({ summaries }) => summaries?.some(({ imageId }) => !imageId))) return running()
    const isMissing = found.some(({ summaries }) => summaries === undefined)
    const all = isMissing ? await resolveMissing(found, search, deploy.bakeAccount, clouddriver) : found
    const pattern = text(context.imageNamePattern)
    const chosen = all.flatMap(({ location, summaries = [] }) =>
      summaries
        .filter(({ imageName }) => pattern === undefined || matchWhole(pattern, imageName ?? ''))
        .map((summary) => ({ location, summary, provider, refId: stage.stage.refId })),
    )
    const deploymentDetails = chosen.map(detailOf)
    const regions = [...texts(context.regions), ...search.inferredRegions]
    return succeeded(
      {
        amiDetails: deploymentDetails,
        artifacts: chosen.map(artifactOf),
        ...(provider === 'aws' && context.regions !== undefined ? { regions } : {}),
      },
      { deploymentDetails, inferredRegions: search.inferredRegions },
    )
  },
})

/** Finds the image that a cluster runs, for deploys that follow (orca: FindImageFromClusterStage). */
export const findImage: StageDefinition = {
  type: 'findImage',
  aliases: ['findAmi'],
  label: 'Find Image from Cluster',
  schema: z.looseObject({}),
  tasks: () => [{ name: 'findImage', task: find }],
}
