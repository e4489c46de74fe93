import { z } from 'zod'
import type { Json } from '../../model.ts'
import type { StageDefinition, StageGraph, StageView, TaskNode } from '../../stage.ts'
import { locationField, locationsOf } from './location.ts'
import { groupName, targetWord } from './target.ts'

interface TargetStage {
  readonly type: string
  readonly label: string
  /** What the child that acts upon one group does. */
  tasks(stage: StageView): readonly TaskNode[]
  /** Stages before a child, where the stage was written by a person. */
  beforeChild?(stage: StageView, graph: StageGraph): void
  cancel?: StageDefinition['cancel']
}

/**
 * A stage that acts upon server groups given by target or by name. What a person writes has no tasks: it decides which
 * groups are meant, then runs a child of the same type for each place. Inside strategies it acts at once
 * (orca: TargetServerGroupLinearStageSupport).
 */
export function targetStage({ type, label, tasks, beforeChild, cancel }: TargetStage): StageDefinition {
  return {
    type,
    label,
    schema: z.looseObject({}),
    tasks: (stage) => (stage.parent === undefined ? [] : tasks(stage)),
    before(stage, graph) {
      if (stage.parent === undefined) return addChildren(type, stage, graph)
      if (stage.parent.parentStageId === undefined && stage.parent.type === type) beforeChild?.(stage, graph)
    },
    ...(cancel === undefined ? {} : { cancel }),
  }
}

function addChildren(type: string, { context }: StageView, graph: StageGraph): void {
  const places = locationsOf(context)
  if (places.length === 0) throw new Error('The stage names no place: set `regions` (or `region`).')
  const word = targetWord(context)
  const name = groupName(context)
  if (word === undefined && name === undefined)
    throw new Error('The stage names no server group: set `target` or `serverGroupName`.')
  const own = childContext(context)
  if (word !== undefined) {
    graph.append({ type: 'determineTargetServerGroup', name: 'determineTargetServerGroup', context: own })
  }
  for (const place of places) {
    const named = word === undefined ? { serverGroupName: name, asgName: name } : {}
    const where = { ...locationField(place), targetLocation: place, deployServerGroupsRegion: place.value }
    graph.append({ type, name: type, context: { ...own, ...named, ...where } })
  }
}

/** What is the stage's own business and must not pass to its children. */
const kept = [
  'stageEnabled',
  'notifications',
  'sendNotifications',
  'restartDetails',
  'failPipeline',
  'continuePipeline',
  'completeOtherBranchesThenFail',
]

export function childContext(context: Json): Json {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !kept.includes(key)))
}
