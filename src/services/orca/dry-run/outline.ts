import type { Execution, Stage, Task } from '../model.ts'
import { inLayers, inOrder } from '../order.ts'
import { isJson } from '../values.ts'
import { nothingSeen, type Observer, type Sighting } from './observer.ts'
import type { PlannedExpression, PlannedStage } from './schema.ts'

/** The stages of an execution that was played through, in the order of its graph, each with its own before and after it. */
export function outlineOf(
  execution: Execution,
  observer: Observer,
  atLaunch: (stage: Stage) => readonly PlannedExpression[],
  now: number,
): PlannedStage[] {
  const { stages } = execution

  function planned(stage: Stage): PlannedStage {
    const seen = observer.sightings.get(stage.id) ?? nothingSeen()
    const children = (owner: Stage['syntheticStageOwner']) =>
      inLayers((parts.get(stage.id) ?? []).filter((each) => each.syntheticStageOwner === owner)).map(planned)
    const expressions = new Map([
      ...atLaunch(stage).map((each) => [each.path, each] as const),
      ...[...seen.expressions].filter(([path]) => path !== ''),
    ])
    return {
      ...(stage.refId === undefined ? {} : { refId: stage.refId }),
      type: stage.type,
      name: stage.name,
      requisiteStageRefIds: stage.requisiteStageRefIds,
      ...running(stage, seen),
      ...startsAt(stage, seen),
      conditions: [...conditionsOf(stage)],
      tasks: stage.tasks.map((task) => ({
        name: task.name,
        implementingClass: task.implementingClass,
        ...outlook(task, seen),
      })),
      changes: seen.changes,
      expressions: [...expressions.values()],
      before: children('STAGE_BEFORE'),
      after: children('STAGE_AFTER'),
    }
  }

  function startsAt({ startTime = now }: Stage, { askingBefore }: Sighting): Pick<PlannedStage, 'startsAt'> {
    const earliest = startTime - askingBefore
    return earliest > now ? { startsAt: earliest } : {}
  }

  function running(stage: Stage, { startsPerhaps }: Sighting): Pick<PlannedStage, 'runs' | 'reason'> {
    if (startsPerhaps !== undefined) {
      const stagesBefore = startsPerhaps.dependsOn?.join(', ')
      return { runs: 'unknown', reason: `${startsPerhaps.expression} decides, once ${stagesBefore} has ended` }
    }
    if (stage.status === 'SKIPPED') return { runs: 'no', reason: whySkipped(stage, now) }
    if (stage.status !== 'NOT_STARTED') return { runs: 'yes' }
    const failed = failedBefore(stage)
    return {
      runs: 'no',
      reason: failed === undefined ? 'What it waits for does not end' : `'${failed.name}' would fail before it`,
    }
  }

  /** The nearest stage whose failure keeps this one from starting. */
  function failedBefore(stage: Stage, passed = new Set<Stage>()): Stage | undefined {
    passed.add(stage)
    const requisites = requisitesOf(stage)
    const halted = requisites.find(({ status }) => ['TERMINAL', 'STOPPED'].includes(status))
    if (halted !== undefined) return halted
    for (const each of requisites) {
      const found = passed.has(each) ? undefined : failedBefore(each, passed)
      if (found !== undefined) return found
    }
    return stages.find(({ status, parentStageId }) => status === 'TERMINAL' && parentStageId === undefined)
  }

  const byRefId = Map.groupBy(stages, ({ refId }) => refId)
  const parts = Map.groupBy(stages, ({ parentStageId }) => parentStageId)
  const requisitesOf = ({ requisiteStageRefIds }: Stage) =>
    requisiteStageRefIds.flatMap((refId) => byRefId.get(refId) ?? [])
  const known = new Map<Stage, ReadonlySet<string>>()

  /** What must happen before the stage starts that people or other systems decide. */
  function conditionsOf(stage: Stage): ReadonlySet<string> {
    const before = known.get(stage)
    if (before !== undefined) return before
    // A circle ends here: none of its stages starts anyway.
    known.set(stage, new Set())
    const conditions = requisitesOf(stage).flatMap((requisite) => [
      ...conditionsOf(requisite),
      ...[requisite, ...(parts.get(requisite.id) ?? [])].flatMap(({ id }) => [
        ...(observer.sightings.get(id)?.assumptions.values() ?? []),
      ]),
    ])
    const all = new Set(conditions)
    known.set(stage, all)
    return all
  }

  return inOrder(stages).map(planned)
}

function whySkipped({ context, startTimeExpiry }: Stage, now: number): string {
  if (startTimeExpiry !== undefined && startTimeExpiry < now) return 'Its start time has expired'
  const { stageEnabled } = context
  if (isJson(stageEnabled) && stageEnabled.expression !== undefined) {
    return `Its condition is not true: ${String(stageEnabled.expression)}`
  }
  return 'It has nothing to do'
}

function outlook(
  { name, status }: Task,
  { assumptions }: Sighting,
): Pick<PlannedStage['tasks'][number], 'outlook' | 'note'> {
  const note = assumptions.get(name)
  if (note !== undefined) return { outlook: 'assumed', note }
  if (status === 'NOT_STARTED') return { outlook: 'notReached' }
  return { outlook: ['TERMINAL', 'STOPPED', 'CANCELED', 'FAILED_CONTINUE'].includes(status) ? 'fails' : 'foreseen' }
}
