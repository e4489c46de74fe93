import { drawnStages, isFailed, keyOf } from '../../data/execution.ts'
import { phasesOf } from '../../data/phases.ts'
import type { Execution, Stage } from '../../data/shapes.ts'

/** Stages of the engine's own that say nothing to people, unless they fail (deck: `hydrator`). */
const UNSPOKEN = [
  'initialization',
  'pipelineInitialization',
  'waitForRequisiteCompletion',
  'determineTargetServerGroup',
]

/** Types that only wait: for a person, a time, or something else. */
const WAITING_TYPES = [
  'wait',
  'manualJudgment',
  'restrictExecutionDuringTimeWindow',
  'waitForCondition',
  'waitUntil',
  'dependsOnExecution',
]

export const isWaiting = ({ type }: Stage): boolean => WAITING_TYPES.includes(type)

/** Whose waiting ends at once when somebody asks for that. */
export const isSkippable = ({ type, status }: Stage): boolean =>
  status === 'RUNNING' && ['wait', 'restrictExecutionDuringTimeWindow', 'waitForCondition', 'waitUntil'].includes(type)

const inOrder = (siblings: readonly Stage[]): Stage[] => {
  const { phaseOf } = phasesOf(siblings.map((each) => ({ key: keyOf(each), after: each.requisiteStageRefIds ?? [] })))
  return siblings.toSorted((a, b) => phaseOf.get(keyOf(a))! - phaseOf.get(keyOf(b))!)
}

/** The stages that the engine put before and after one, in the order they run. */
export const childrenOf = (execution: Execution, stage: Stage, owner: Stage['syntheticStageOwner']): Stage[] =>
  inOrder(
    execution.stages.filter(
      (each) => each.parentStageId === stage.id && each.id !== stage.id && each.syntheticStageOwner === owner,
    ),
  )

/** A drawn stage as the steps that it takes: what runs before it, itself, what runs after it, at any depth (`?step=`). */
export const stepsOf = (execution: Execution, stage: Stage): Stage[] => {
  const all = (each: Stage): Stage[] => [
    ...childrenOf(execution, each, 'STAGE_BEFORE').flatMap(all),
    each,
    ...childrenOf(execution, each, 'STAGE_AFTER').flatMap(all),
  ]
  return all(stage).filter((each) => each.id === stage.id || !UNSPOKEN.includes(each.type) || isFailed(each.status))
}

/** The part of an address that says what of an execution is looked at; the stock deck's names. */
export interface Place {
  /** Position among the drawn stages; a stage's id is taken too. */
  readonly stage?: string | undefined
  /** Position within a group, where `stage` is one of the stock deck's groups. */
  readonly subStage?: string | undefined
  /** Position among the stage's steps. */
  readonly step?: string | undefined
  /** Which tab of the panel. */
  readonly details?: string | undefined
  readonly refId?: string | undefined
  readonly stageId?: string | undefined
}

export interface Chosen {
  readonly stage: Stage
  readonly steps: readonly Stage[]
  readonly step: Stage
}

const at = <T>(list: readonly T[], position: string | undefined): T | undefined =>
  position !== undefined && /^\d{1,6}$/.test(position) ? list[Number(position)] : undefined

/** What an address means; without one, the stage that wants attention most: failed, else running, else the first. */
export const chosenBy = (execution: Execution, place: Place): Chosen | undefined => {
  const drawn = drawnStages(execution)
  const wanted = place.stageId ?? place.stage
  const named = execution.stages.find(({ id }) => id === wanted)
  const top = named && topOf(execution, named)
  const stage =
    top ??
    (place.refId === undefined ? undefined : drawn.find((each) => keyOf(each) === place.refId)) ??
    at(drawn, place.stage) ??
    drawn.find(({ status }) => status === 'TERMINAL') ??
    drawn.find(({ status }) => isFailed(status)) ??
    drawn.find(({ status }) => status === 'RUNNING') ??
    drawn[0]
  if (!stage) return undefined
  const steps = stepsOf(execution, stage)
  const child = named && named.id !== stage.id ? steps.find(({ id }) => id === named.id) : undefined
  return { stage, steps, step: child ?? at(steps, place.step) ?? speaking(steps, stage) }
}

/** The step that says most: the deepest that failed, else what runs now, else the stage itself. */
const speaking = (steps: readonly Stage[], stage: Stage): Stage =>
  steps.find((each) => each.id !== stage.id && each.status === 'TERMINAL' && isLeaf(steps, each)) ??
  steps.findLast((each) => each.id !== stage.id && each.status === 'RUNNING' && isLeaf(steps, each)) ??
  stage

const isLeaf = (steps: readonly Stage[], stage: Stage): boolean =>
  !steps.some((each) => each.parentStageId === stage.id && each.status === stage.status)

const topOf = (execution: Execution, stage: Stage): Stage => {
  let top = stage
  for (let depth = 0; top.parentStageId && depth < 20; depth += 1) {
    const parent = execution.stages.find(({ id }) => id === top.parentStageId)
    if (!parent) break
    top = parent
  }
  return top
}

/** The address of a stage or one of its steps, as the stock deck writes it. */
export const placeOf = (execution: Execution, stageId: string): Place => {
  const chosen = chosenBy(execution, { stageId })
  if (!chosen) return {}
  const stage = drawnStages(execution).findIndex(({ id }) => id === chosen.stage.id)
  const step = chosen.steps.findIndex(({ id }) => id === stageId)
  return {
    stage: String(stage),
    step: stageId === chosen.stage.id || step < 0 ? undefined : String(step),
  }
}
