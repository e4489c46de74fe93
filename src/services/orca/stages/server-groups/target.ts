import { z } from 'zod'
import { parseName } from '../../../../lib/moniker/index.ts'
import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, objects, present, text } from '../../values.ts'
import { running, seconds, succeeded } from '../results.ts'
import { isAt, requireGroup } from './cluster.ts'
import { requireAccount } from './deployment.ts'
import { clusterOf, type Location, locationsOf, providerOf } from './location.ts'

/** The server group that a stage acts upon. */
export interface Target {
  readonly name: string
  readonly account: string
  readonly provider: string
  readonly location: Location
  /** Where Deck looks for the group, when that is not its location. */
  readonly region?: string
}

/** How a stage without `serverGroupName` names its group, e.g. `ancestor_asg_dynamic`. */
export const targetWord = (context: Json): string | undefined => text(context.target)

/** Whether the target is only decided when the stage runs. */
export const isDynamic = (context: Json): boolean => targetWord(context)?.endsWith('_dynamic') === true

export const groupName = (context: Json): string | undefined => text(context.serverGroupName) ?? text(context.asgName)

/** The groups that the context means, one for each of its places. @throws an error that says what was looked for and where */
export function findTargets(clouddriver: ClouddriverClient, context: Json): Promise<ServerGroupView[]> {
  return Promise.all(locationsOf(context).map((location) => findTargetAt(clouddriver, context, location)))
}

/**
 * The one group that the context means. @throws when there is none, or several
 * @param described how the errors name it, e.g. `server groups named web` for `server groups`
 */
export async function onlyTarget(
  clouddriver: ClouddriverClient,
  context: Json,
  described: (noun: string) => string,
): Promise<ServerGroupView> {
  const [group, another] = await findTargets(clouddriver, context)
  if (group === undefined) throw new Error(`Could not find a ${described('server group')}`)
  if (another !== undefined) throw new Error(`Found multiple ${described('server groups')}`)
  return group
}

async function findTargetAt(
  clouddriver: ClouddriverClient,
  context: Json,
  location: Location,
): Promise<ServerGroupView> {
  const [word, name] = [targetWord(context), groupName(context)]
  if (word === undefined && name === undefined)
    throw new Error('The stage names no server group: set `target` or `serverGroupName`.')
  const account = requireAccount(context)
  const named = clusterOf(context)
  if (named === undefined) throw new Error('A target needs its cluster: set `cluster` or `moniker`.')
  const { application, cluster } = named
  const found =
    word === undefined
      ? (await clouddriver.clusterServerGroups(application, account, cluster, providerOf(context), name ?? '')).find(
          (group) => isAt(group, location) || group.region === location.value,
        )
      : await clouddriver.targetServerGroup(application, account, cluster, providerOf(context), location.value, word)
  if (found === undefined) throw new NotFound(word ?? name, account, location, cluster)
  return found
}

class NotFound extends Error {
  constructor(wanted: string | undefined, account: string, location: Location, cluster: string) {
    super(`Unable to locate ${wanted} in ${account}/${location.value}/${cluster}`)
  }
}

/**
 * The group that the stage acts upon: the one that it names, the one that an earlier stage chose for its place, or what
 * its target means just now (orca: TargetServerGroupResolver).
 */
export async function resolveTarget(stage: StageView, clouddriver: ClouddriverClient): Promise<Target> {
  const { context } = stage
  const account = requireAccount(context)
  const provider = providerOf(context)
  const location = locationOfStage(context)
  if (!isDynamic(context)) {
    const name = groupName(context) ?? (await findTargetAt(clouddriver, context, location)).name
    const region = text(context.deployServerGroupsRegion)
    return { name, account, provider, location, ...(region === undefined ? {} : { region }) }
  }
  const chosen = chosenBefore(stage, location)
  const name = text(chosen?.name) ?? (await findTargetAt(clouddriver, context, location)).name
  const region = text(chosen?.region)
  return { name, account, provider, location, ...(region === undefined ? {} : { region }) }
}

/** The resolved group in full, as the inventory knows it. @throws when it is not there */
export function readTarget(clouddriver: ClouddriverClient, { name, account, location, region }: Target) {
  return requireGroup(clouddriver, { account, region: region ?? location.value, name })
}

/** The place that a stage for one group acts at. @throws without one */
export function locationOfStage(context: Json): Location {
  const given = json(context.targetLocation)
  const value = text(given.value)
  if (value !== undefined) return { type: (text(given.type) ?? 'REGION') as Location['type'], value }
  const [first] = locationsOf(context)
  if (first === undefined) throw new Error('The stage names no place: set `regions` (or `region`).')
  return first
}

function chosenBefore(stage: StageView, location: Location): Json | undefined {
  const chooser = stage.ancestors().find(({ type }) => type === 'determineTargetServerGroup') ?? ownChooser(stage)
  if (chooser === undefined) return undefined
  const references = objects(chooser.context.targetReferences)
  const found = references.find(
    (reference) =>
      text(json(reference.location).value) === location.value ||
      text(reference.region) === location.value ||
      text(reference.zone) === location.value,
  )
  if (found !== undefined) return found
  const names = references.map(({ name }) => name).join(', ')
  throw new Error(`No targets found on matching any location in [${location.value}] in target server groups: ${names}`)
}

/** What chose the group for a stage that acts itself, or for a part of it in another place. */
function ownChooser({ stage, execution }: StageView) {
  const owners = [stage.id, stage.parentStageId]
  return execution.stages.find(
    ({ type, parentStageId }) =>
      type === 'determineTargetReference' && parentStageId !== undefined && owners.includes(parentStageId),
  )
}

/** How long a group may take to appear. */
const patienceMs = seconds(15)

/** Decides which groups the stage's target means, and keeps that as `targetReferences`. */
export const determine = defineTask<'clouddriver' | 'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.support.DetermineTargetServerGroupTask',
  needs: ['clouddriver', 'clock'],
  backoffMs: seconds(1),
  async run(stage, { clouddriver, clock }) {
    try {
      const groups = await findTargets(clouddriver, stage.context)
      const locations = locationsOf(stage.context)
      return succeeded({ targetReferences: groups.map((group, index) => reference(group, locations[index])) })
    } catch (error) {
      const startedAt = stage.stage.tasks.find(({ status }) => status === 'RUNNING')?.startTime ?? 0
      if (error instanceof NotFound && clock.now() - startedAt < patienceMs) return running()
      throw error
    }
  },
})

/** What later stages know of the chosen group: all but its instances, which change and are many. */
function reference(group: ServerGroupView, location: Location | undefined): Json {
  const { name, region, zones, capacity, createdTime, disabled, moniker, cloudProvider } = group
  const suspended = objects(json(group.asg).suspendedProcesses).flatMap(({ processName }) => text(processName) ?? [])
  return present({
    name,
    serverGroupName: name,
    asgName: name,
    region,
    location,
    zones,
    capacity: { min: capacity.min, max: capacity.max, desired: capacity.desired },
    createdTime,
    disabled,
    moniker,
    cluster: moniker?.cluster ?? parseName(name).cluster,
    cloudProvider,
    ...(group.asg === undefined ? {} : { suspendedProcesses: suspended }),
  })
}

/** Decides which groups a target means, once, for the stages that act upon them (orca: DetermineTargetServerGroupStage). */
export const determineTargetServerGroup: StageDefinition = {
  type: 'determineTargetServerGroup',
  label: 'Determine Target Server Group',
  schema: z.looseObject({}),
  tasks: () => [{ name: 'determineTargetServerGroup', task: determine }],
}
