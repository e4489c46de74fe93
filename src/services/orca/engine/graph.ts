import { ancestorsOf as ancestorsInExpressions, graphOf } from '../../../lib/spel/index.ts'
import type { Execution, Stage, SyntheticStageOwner } from '../model.ts'

/** Walks through the stages of an execution. */

export const stageWithId = ({ stages }: Execution, id: string | undefined): Stage | undefined =>
  id === undefined ? undefined : graphOf(stages).byId(id)

/** The stages that the stage waits for; more than one may go by the same refId. */
export const requisitesOf = ({ stages }: Execution, stage: Stage): readonly Stage[] =>
  graphOf(stages).withRefIds(stage.requisiteStageRefIds)

export const parentOf = (execution: Execution, stage: Stage): Stage | undefined =>
  stageWithId(execution, stage.parentStageId)

/** The stage's synthetic stages, of one phase when `owner` is given. */
export const childrenOf = ({ stages }: Execution, { id }: Stage, owner?: SyntheticStageOwner): readonly Stage[] => {
  const children = graphOf(stages).childrenOf(id)
  return owner === undefined ? children : children.filter((child) => child.syntheticStageOwner === owner)
}

/** Synthetic stages of a phase that wait for no sibling. */
export const firstChildrenOf = (execution: Execution, stage: Stage, owner: SyntheticStageOwner): Stage[] =>
  childrenOf(execution, stage, owner).filter((child) => child.requisiteStageRefIds.length === 0)

/** All synthetic stages below the stage. */
export function descendantsOf(execution: Execution, stage: Stage): Stage[] {
  return childrenOf(execution, stage).flatMap((child) => [child, ...descendantsOf(execution, child)])
}

export function topLevelOf(execution: Execution, stage: Stage): Stage {
  const parent = parentOf(execution, stage)
  return parent === undefined ? stage : topLevelOf(execution, parent)
}

/** The stage itself, its parent, its parent's parent, … */
export function selfAndParents(execution: Execution, stage: Stage): Stage[] {
  const parent = parentOf(execution, stage)
  return parent === undefined ? [stage] : [stage, ...selfAndParents(execution, parent)]
}

export const downstreamOf = ({ stages }: Execution, { refId }: Stage): readonly Stage[] =>
  refId === undefined ? [] : graphOf(stages).waitingFor(refId)

/** Everything that comes after the stage, each stage once. */
export function allDownstreamOf(execution: Execution, stage: Stage): Stage[] {
  const found = new Set<Stage>()
  const visit = (current: Stage) => {
    for (const next of downstreamOf(execution, current)) {
      if (found.has(next)) continue
      found.add(next)
      visit(next)
    }
  }
  visit(stage)
  return [...found]
}

/** The stage and what came before it, nearest first (orca: StageExecution.ancestors). */
export const ancestorsOf = (execution: Execution, stage: Stage): Stage[] =>
  ancestorsInExpressions(execution as never, stage as never) as unknown as Stage[]

/** A key of the stage's own context, else of the nearest ancestor's outputs that has it (orca: StageContext). */
export function flagOf(execution: Execution, stage: Stage, key: string): unknown {
  if (Object.hasOwn(stage.context, key)) return stage.context[key]
  return ancestorsOf(execution, stage).find((ancestor) => Object.hasOwn(ancestor.outputs, key))?.outputs[key]
}

/** Whether somebody asked to skip the stage, or a stage that it is a part of. */
export const isManuallySkipped = (execution: Execution, stage: Stage): boolean =>
  selfAndParents(execution, stage).some((each) => each.context['manualSkip'] === true)
