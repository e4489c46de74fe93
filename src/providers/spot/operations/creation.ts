import {
  type NextNameRequest,
  nextServerGroupName,
  parseName,
  requireValidCluster,
} from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { OperationResult } from '../../../services/clouddriver/provider.ts'
import type { Group } from '../client/index.ts'
import { parseTime, regionOf } from '../model/index.ts'
import type { SpotContext } from './operation.ts'

type Json = Record<string, unknown>

/** The tag that says which request made a group: so a creation whose answer was lost is found again, and never mistaken. */
const requestTag = 'gennaker:request'
const mostNames = 6

export type Named = Pick<NextNameRequest, 'application' | 'stack' | 'details'>

/**
 * Creates the group under the cluster's next free name, once: each name is remembered before it is used, and before a
 * creation the name is looked up. One that carries this request's mark is the group that was asked for; one without was
 * made by somebody else meanwhile, and the next name is taken.
 */
export async function createUnderNextName(
  naming: Named,
  document: Json,
  context: SpotContext,
): Promise<OperationResult> {
  const region = regionOfDocument(document)
  const request: NextNameRequest = { ...naming, region }
  const cluster = requireValidCluster(request)
  const ancestor = await context.remember('ancestor', async () => {
    const members = (await context.account.client.listGroups()).filter((group) => isMember(group, cluster, region))
    return members.toSorted((a, b) => (parseTime(b.createdAt) ?? 0) - (parseTime(a.createdAt) ?? 0))[0]?.name ?? null
  })
  for (let attempt = 0; attempt < mostNames; attempt += 1) {
    const name = await context.remember(`name ${attempt}`, () => nextFreeName(request, cluster, context))
    context.status(`The next server group of cluster ${cluster} in ${region} is ${name}`)
    const made = await createOnce(name, document, context)
    if (made) return resultOf(made, context, ancestor ?? undefined)
    context.status(`${name} was taken meanwhile; another name is tried`)
  }
  throw problem('conflict', `All server group names for cluster ${cluster} in ${region} are taken.`)
}

/** Creates the group under exactly this name, once. A group of that name that somebody else made is an error. */
export async function createUnderName(name: string, document: Json, context: SpotContext): Promise<OperationResult> {
  const made = await createOnce(name, document, context)
  if (made) return resultOf(made, context)
  throw problem(
    'conflict',
    `There already is an Elastigroup named ${name} in account ${context.account.name}; choose another name, or leave out its version to get the next one`,
  )
}

async function createOnce(name: string, document: Json, context: SpotContext): Promise<Group | undefined> {
  const { account, requestId } = context
  const region = regionOfDocument(document)
  const there = (await account.client.listGroups({ name })).filter((group) => regionOf(group) === region)
  const ours = there.find((group) => markOf(group) === requestId)
  if (ours) {
    context.status(`Elastigroup ${name} (${ours.id}) was created already`)
    return ours
  }
  if (there.length > 0) return undefined
  context.status(`Creating Elastigroup ${name}`)
  const group = await account.client.create(marked({ ...document, name }, requestId))
  context.status(`Created Elastigroup ${name} (${group.id})`)
  return group
}

async function nextFreeName(request: NextNameRequest, cluster: string, { account }: SpotContext): Promise<string> {
  const members = (await account.client.listGroups()).filter((group) => isMember(group, cluster, request.region))
  const slots = members.map((group) => ({
    serverGroupName: group.name,
    sequence: parseName(group.name).sequence ?? null,
    createdTime: parseTime(group.createdAt) ?? null,
  }))
  return nextServerGroupName(request, slots)
}

const isMember = (group: Group, cluster: string, region: string) =>
  (parseName(group.name).cluster ?? group.name) === cluster && regionOf(group) === region

function resultOf(group: Group, { account }: SpotContext, ancestor?: string): OperationResult {
  const region = regionOf(group)
  return {
    resultObjects: [
      {
        serverGroupNames: [`${region}:${group.name}`],
        serverGroupNameByRegion: { [region]: group.name },
        ...(ancestor === undefined ? {} : { ancestorServerGroupNameByRegion: { [region]: ancestor } }),
        elastigroupId: group.id,
        account: account.name,
      },
    ],
    touched: [{ region, name: group.name }],
  }
}

export function regionOfDocument(document: Json): string {
  const compute = document.compute as { availabilityZones?: { name?: string }[] } | undefined
  const region = (document.region as string | undefined) ?? compute?.availabilityZones?.[0]?.name?.replace(/[a-z]$/, '')
  if (region) return region
  throw problem('invalid', "The group names no region: give `region`, or `availabilityZones` in the group's compute")
}

/** What Spot itself writes into a group: not part of a new one. */
const serverFields = ['id', 'createdAt', 'updatedAt', 'name', 'autoTagsApplied']

/** Another group's document as the beginning of a new one. */
export function asTemplate(group: Group): Json {
  return Object.fromEntries(Object.entries(structuredClone(group)).filter(([key]) => !serverFields.includes(key)))
}

export interface Overrides {
  readonly imageId?: string | null | undefined
  readonly region?: string | null | undefined
  readonly capacity?:
    | { readonly min?: number | null; readonly max?: number | null; readonly desired?: number | null }
    | null
    | undefined
}

/** The document with what the request says itself; everything else stays as it is. */
export function withOverrides(document: Json, { imageId, region, capacity }: Overrides): Json {
  const compute = (document.compute ?? {}) as Json
  const launch = (compute.launchSpecification ?? {}) as Json
  const given = (document.capacity ?? {}) as Json
  const counts = capacity
    ? {
        minimum: capacity.min ?? given.minimum ?? capacity.desired,
        maximum: capacity.max ?? given.maximum ?? capacity.desired,
        target: capacity.desired ?? given.target ?? capacity.min,
      }
    : {}
  return {
    ...document,
    ...(region && document.region === undefined ? { region } : {}),
    ...(capacity ? { capacity: { unit: 'instance', ...given, ...counts } } : {}),
    compute: { ...compute, launchSpecification: { ...launch, ...(imageId ? { imageId } : {}) } },
  }
}

function marked(document: Json, requestId: string): Json {
  const compute = (document.compute ?? {}) as Json
  const launch = (compute.launchSpecification ?? {}) as Json
  const tags = ((launch.tags ?? []) as Json[]).filter(({ tagKey }) => tagKey !== requestTag)
  const mark = { tagKey: requestTag, tagValue: requestId }
  return { ...document, compute: { ...compute, launchSpecification: { ...launch, tags: [...tags, mark] } } }
}

function markOf(group: Group): string | undefined {
  const tags = (
    group.compute?.launchSpecification as { tags?: { tagKey?: string; tagValue?: string }[] | null } | null | undefined
  )?.tags
  return tags?.find(({ tagKey }) => tagKey === requestTag)?.tagValue
}
