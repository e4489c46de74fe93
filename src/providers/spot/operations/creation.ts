import {
  type NextNameRequest,
  nextServerGroupName,
  parseName,
  requireValidCluster,
} from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { OperationResult } from '../../../services/clouddriver/provider.ts'
import type { Document, ElastigroupDriver, Group } from '../driver/index.ts'
import { createOnce } from './create-once.ts'
import type { SpotContext } from './operation.ts'

const mostNames = 6

export type Named = Pick<NextNameRequest, 'application' | 'stack' | 'details'>

/**
 * Creates the group under the cluster's next free name, once. One list call tells all: a group that carries this request's
 * mark is the one that was asked for; the others of the cluster tell which names are taken. A name is remembered before it
 * is used; when somebody else took it meanwhile, the next is.
 */
export function createUnderNextName(naming: Named, document: Document, context: SpotContext): Promise<OperationResult> {
  const { driver } = context.account
  const request: NextNameRequest = { ...naming, region: driver.regionOf(document) }
  const cluster = requireValidCluster(request)
  // Two creations at once must not find the same name free: Spot takes it twice.
  return context.alone(`${request.region} ${cluster}`, async () => {
    // One that nobody can read has no name that could be in the way.
    const groups = await driver.list({}, () => {})
    const ours = groups.find((group) => driver.requestOf(group) === context.requestId)
    const members = groups.filter((group) => group !== ours && isMember(driver, group, cluster, request.region))
    const ancestor = await context.remember('ancestor', () => youngest(driver, members)?.name ?? null)
    if (ours) return alreadyThere(ours, context, ancestor)
    for (let attempt = 0; attempt < mostNames; attempt += 1) {
      const name = await context.remember(`name ${attempt}`, () => nextName(request, driver, members))
      if (members.some((group) => group.name === name)) {
        context.status(`${name} was taken meanwhile; another name is tried`)
        continue
      }
      context.status(`The next server group of cluster ${cluster} in ${request.region} is ${name}`)
      return resultOf(await create(name, document, context), context, ancestor)
    }
    throw problem('conflict', `All server group names for cluster ${cluster} in ${request.region} are taken.`)
  })
}

/** Creates the group under exactly this name, once; undefined when somebody else's has it. */
export function createUnderName(
  name: string,
  document: Document,
  context: SpotContext,
): Promise<OperationResult | undefined> {
  const { driver } = context.account
  const region = driver.regionOf(document)
  return context.alone(`${region} ${parseName(name).cluster ?? name}`, async () => {
    const there = (await driver.list({ name })).filter((group) => driver.describe(group).region === region)
    const ours = there.find((group) => driver.requestOf(group) === context.requestId)
    if (ours) return alreadyThere(ours, context)
    return there.length > 0 ? undefined : resultOf(await create(name, document, context), context)
  })
}

function alreadyThere(group: Group, context: SpotContext, ancestor?: string | null): OperationResult {
  context.status(`Elastigroup ${group.name} (${group.id}) was created already`)
  return resultOf(group, context, ancestor)
}

async function create(name: string, document: Document, context: SpotContext): Promise<Group> {
  context.status(`Creating Elastigroup ${name}`)
  const group = await createOnce(name, document, context)
  context.status(`Created Elastigroup ${name} (${group.id})`)
  return group
}

const createdAt = (driver: ElastigroupDriver, group: Group) => driver.describe(group).createdAt

const youngest = (driver: ElastigroupDriver, members: readonly Group[]) =>
  members.toSorted((a, b) => (createdAt(driver, b) ?? 0) - (createdAt(driver, a) ?? 0))[0]

/** The next name of a cluster whose groups are these. */
export function nextName(request: NextNameRequest, driver: ElastigroupDriver, members: readonly Group[]): string {
  const slots = members.map((group) => ({
    serverGroupName: group.name,
    sequence: parseName(group.name).sequence ?? null,
    createdTime: createdAt(driver, group) ?? null,
  }))
  return nextServerGroupName(request, slots)
}

export const isMember = (driver: ElastigroupDriver, group: Group, cluster: string, region: string) =>
  (parseName(group.name).cluster ?? group.name) === cluster && driver.describe(group).region === region

export function resultOf(group: Group, { account }: SpotContext, ancestor?: string | null): OperationResult {
  const { region } = account.driver.describe(group)
  return {
    resultObjects: [
      {
        serverGroupNames: [`${region}:${group.name}`],
        serverGroupNameByRegion: { [region]: group.name },
        ...(ancestor ? { ancestorServerGroupNameByRegion: { [region]: ancestor } } : {}),
        elastigroupId: group.id,
        account: account.name,
      },
    ],
    touched: [{ region, name: group.name, id: group.id }],
  }
}
