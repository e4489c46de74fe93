import { z } from 'zod'
import type { ClouddriverClient } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { json, objects, text } from '../values.ts'
import { requireAccount } from './deployment.ts'
import { clusterOf, type Location, locationsOf, providerOf } from './location.ts'

/** The server group that a stage acts upon. */
export interface Target {
  readonly name: string
  readonly account: string
  readonly provider: string
  readonly location: Location
}

/** How a stage without `serverGroupName` names its group, e.g. `ancestor_asg_dynamic`. */
export function targetWord(context: Json): string | undefined {
  return text(context.target)
}

export function groupName(context: Json): string | undefined {
  return text(context.serverGroupName) ?? text(context.asgName)
}

/**
 * The group that the stage acts upon: the one that it names, the one that an earlier stage of it chose, or the one that
 * its target means just now (orca: TargetServerGroupResolver).
 */
export async function resolveTarget(stage: StageView, clouddriver: ClouddriverClient): Promise<Target> {
  const { context } = stage
  const account = requireAccount(context)
  const provider = providerOf(context)
  const location = locationOfChild(context)
  const word = targetWord(context)
  const name =
    word === undefined
      ? groupName(context)
      : (chosenBefore(stage, location) ?? (await findTarget(clouddriver, context, location)))
  if (name === undefined) throw new Error('The stage names no server group: set `target` or `serverGroupName`.')
  return { name, account, provider, location }
}

function locationOfChild(context: Json): Location {
  const given = json(context.targetLocation)
  const value = text(given.value)
  if (value !== undefined) return { type: (text(given.type) ?? 'REGION') as Location['type'], value }
  const [first] = locationsOf(context)
  if (first === undefined) throw new Error('The stage names no place: set `regions` (or `region`).')
  return first
}

function chosenBefore(stage: StageView, location: Location): string | undefined {
  const chooser = stage.ancestors().find(({ type }) => type === 'determineTargetServerGroup')
  const sameTarget = chooser !== undefined && chooser.context.target === stage.context.target
  if (!sameTarget) return undefined
  return objects(chooser.context.targetReferences).flatMap((reference) =>
    text(json(reference.location).value) === location.value ? (text(reference.serverGroupName) ?? []) : [],
  )[0]
}

/** @throws an error that names target, account, place and cluster, when nothing fits */
async function findTarget(clouddriver: ClouddriverClient, context: Json, location: Location): Promise<string> {
  const named = clusterOf(context)
  const word = targetWord(context)
  if (named === undefined || word === undefined)
    throw new Error('A target needs its cluster: set `cluster` or `moniker`.')
  const account = requireAccount(context)
  const found = await clouddriver.targetServerGroup(
    named.application,
    account,
    named.cluster,
    providerOf(context),
    location.value,
    // The older, planned names mean the same groups.
    word.endsWith('_dynamic') ? word : `${word}_dynamic`,
  )
  if (found === undefined) {
    throw new Error(`Unable to locate ${word} in ${account}/${location.value}/${named.cluster}`)
  }
  return found.name
}

const determine = defineTask<'clouddriver'>({
  implementingClass:
    'com.netflix.spinnaker.orca.clouddriver.pipeline.servergroup.support.DetermineTargetServerGroupTask',
  needs: ['clouddriver'],
  backoffMs: seconds(5),
  timeoutMs: minutes(5),
  async run(stage, { clouddriver }) {
    const { context } = stage
    const references = await Promise.all(
      locationsOf(context).map(async (location) => {
        const serverGroupName = await findTarget(clouddriver, context, location)
        return {
          serverGroupName,
          asgName: serverGroupName,
          region: location.value,
          location,
          cluster: clusterOf(context)?.cluster,
        }
      }),
    )
    if (references.length === 0) throw new Error('The stage names no place: set `regions` (or `region`).')
    return succeeded({ targetReferences: references })
  },
})

/** Decides which groups a target means, once, for the stages that act upon them (orca: DetermineTargetServerGroupStage). */
export const determineTargetServerGroup: StageDefinition = {
  type: 'determineTargetServerGroup',
  label: 'Determine Target Server Group',
  schema: z.looseObject({}),
  tasks: () => [{ name: 'determineTargetServerGroup', task: determine }],
}
