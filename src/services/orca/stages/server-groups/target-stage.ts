import { z } from 'zod'
import type { ClouddriverClient } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import type { NewStage, StageDefinition, StageGraph, StageView, TaskNode } from '../../stage.ts'
import { isTrue, json, present } from '../../values.ts'
import { locationField, locationsOf } from './location.ts'
import { findTargets, isDynamic } from './target.ts'

interface TargetStage {
  readonly type: string
  readonly label: string
  /** What the child that acts upon one group does. */
  tasks(stage: StageView): readonly TaskNode[]
  /** Stages around a child, where the stage was written by a person. `hasFixedTarget`: the group was known before it ran. */
  beforeChild?(
    context: Json,
    hasFixedTarget: boolean,
    clouddriver: ClouddriverClient,
  ): readonly NewStage[] | Promise<readonly NewStage[]>
  afterChild?(context: Json, hasFixedTarget: boolean): readonly NewStage[]
  cancel?: StageDefinition['cancel']
}

const places = ['zone', 'zones', 'region', 'regions']

/**
 * A stage that acts upon server groups given by target or by name. What a person writes has no tasks: it decides which
 * groups are meant, then runs a child of the same type for each place. Inside strategies it acts at once
 * (orca: TargetServerGroupLinearStageSupport).
 */
export function targetStage({ type, label, tasks, beforeChild, afterChild, cancel }: TargetStage): StageDefinition {
  const isChildOfWritten = ({ parent }: StageView) => parent !== undefined && parent.parentStageId === undefined
  const addBefore = async (stage: StageView, graph: StageGraph, clouddriver: ClouddriverClient) => {
    if (!isChildOfWritten(stage)) return
    const stages = await beforeChild?.(stage.context, !isDynamic(stage.context), clouddriver)
    for (const each of stages ?? []) graph.append(each)
  }
  return {
    type,
    label,
    schema: z.looseObject({}),
    prepare: ({ context, execution, parent }) =>
      parent === undefined ? withStrategyParameters(context, execution.trigger) : context,
    tasks: (stage) => (stage.parent === undefined ? [] : tasks(stage)),
    before: (stage, graph, { clouddriver }) =>
      stage.parent === undefined ? addChildren(type, stage, graph, clouddriver) : addBefore(stage, graph, clouddriver),
    after(stage, graph) {
      if (!isChildOfWritten(stage)) return
      for (const each of afterChild?.(stage.context, !isDynamic(stage.context)) ?? []) graph.append(each)
    },
    ...(cancel === undefined ? {} : { cancel }),
  }
}

/** In a pipeline that serves as a strategy, the cluster is the one that is being deployed to (orca: StageExecution.resolveStrategyParams). */
export function withStrategyParameters(context: Json, trigger: Json): Json {
  const { strategy, cloudProvider, cluster, credentials, region, zone } = json(trigger.parameters)
  if (!isTrue(strategy)) return context
  const place = region !== undefined ? { regions: [region] } : { zones: zone === undefined ? undefined : [zone] }
  return { ...context, ...present({ cloudProvider, cluster, credentials, ...place }) }
}

async function addChildren(type: string, stage: StageView, graph: StageGraph, clouddriver: ClouddriverClient) {
  const { context } = stage
  const locations = locationsOf(context)
  const [first] = locations
  if (first === undefined) throw new Error('The stage names no place: set `regions` (or `region`).')
  if (!isDynamic(context)) {
    const groups = await findTargets(clouddriver, context)
    groups.forEach((group, index) => {
      const location = locations[index] ?? first
      const named = { asgName: group.name, serverGroupName: group.name }
      const where = { ...locationField(location), deployServerGroupsRegion: group.region, targetLocation: location }
      graph.append({ type, name: type, context: { ...context, ...named, ...where } })
    })
    return
  }
  const placeless = Object.fromEntries(Object.entries(context).filter(([key]) => !places.includes(key)))
  graph.add({
    type: 'determineTargetServerGroup',
    name: 'determineTargetServerGroup',
    context: { ...placeless, [`${first.type.toLowerCase()}s`]: locations.map(({ value }) => value) },
  })
  for (const location of locations) {
    const where = { ...locationField(location), targetLocation: location }
    graph.append({ type, name: type, context: { ...placeless, ...where } })
  }
}
