import type { Execution, ExecutionStatus, Stage, SyntheticStageOwner, Task } from '../../src/services/orca/model.ts'
import { requisitesOf, type Scenario, type StageScript, type TaskScript } from './scenario.ts'
import { endOf, predecessorOf } from './stage.ts'

/**
 * The rules by which executions end, written down from Spinnaker's behaviour and not from the engine: what became of an
 * execution is held against what its stages were scripted to do. Read from the bottom up: a task has the status that its
 * script and its stage's failure policy give it; a stage the one that follows from its parts; the execution the one that
 * follows from its stages. Each part has run if, and only if, what stands before it let it.
 *
 * Where the execution was ended before its time (a stage failed it, or somebody cancelled it), what was under way may
 * be CANCELED and what had not begun may never have.
 */

/** What people have done to the execution. */
export interface Facts {
  canceled: boolean
  restarted: boolean
  skipped: boolean
  readonly notes: { readonly stageId: string; readonly note: string }[]
}

type Status = ExecutionStatus
const among = (status: Status | undefined, ...all: Status[]) => status !== undefined && all.includes(status)
const letsOthersStart = (status: Status) => among(status, 'SUCCEEDED', 'FAILED_CONTINUE', 'SKIPPED')

/** What a failure in the stage turns into. */
const failure = ({ policy }: StageScript, otherwise: Status = 'TERMINAL'): Status =>
  policy === 'ignore' ? 'FAILED_CONTINUE' : policy === 'fail' ? otherwise : 'STOPPED'

function scriptedEnd(task: TaskScript, script: StageScript, run: number): Status {
  const end = endOf(task, script, run)
  if (end === 'throws' || end === 'TERMINAL') return failure(script)
  return end === 'CANCELED' ? failure(script, 'CANCELED') : end
}

/** A stage's status from those of its parts. */
function fromParts(parts: readonly Status[], script: StageScript): Status {
  if (parts.length === 0) return 'SKIPPED'
  if (parts.includes('TERMINAL')) return failure(script)
  for (const status of ['STOPPED', 'CANCELED', 'FAILED_CONTINUE'] as const) if (parts.includes(status)) return status
  return parts.every((status) => among(status, 'SUCCEEDED', 'SKIPPED')) ? 'SUCCEEDED' : 'RUNNING'
}

/** What in `execution` breaks the rules, in words; empty when nothing does. */
export function complaintsAbout({ stages }: Pick<Scenario, 'stages'>, execution: Execution, facts: Facts): string[] {
  const complaints: string[] = []
  const wasCut = among(execution.status, 'TERMINAL', 'CANCELED') || facts.canceled || facts.restarted

  interface Place {
    /** What stands before it let it start. */
    readonly due: boolean
    /** Somebody or something may have ended it before its time. */
    readonly cut: boolean
  }

  function checkStage(stage: Stage, script: StageScript, { due, cut }: Place): void {
    const { name, status } = stage
    const complain = (what: string) => complaints.push(`Stage ${name} ${what}`)
    checkTimes(stage, complain)
    const skippedByHand = facts.skipped && status === 'SKIPPED'
    if (skippedByHand) return
    if (!due) {
      // It may have run before a stage in front of it was run again.
      if (facts.restarted) return
      if (status !== 'NOT_STARTED') complain(`is ${status}, but what stands before it did not let it start`)
      return
    }
    if (status === 'NOT_STARTED') {
      if (!cut) complain('never started, though all that stands before it let it')
      return
    }
    if (!script.enabled) {
      if (status !== 'SKIPPED') complain(`is ${status}, but its condition is not met`)
      return
    }

    const before = partsOf(stage, 'STAGE_BEFORE', '<')
    const befores = checkParts(stage, before, script.before, { due: true, cut })
    const tasks = checkTasks(stage, script, { due: befores.allLetGo, cut }, complain)
    const so = fromParts([...befores.statuses, ...tasks], script)
    const halted = among(so, 'TERMINAL', 'STOPPED', 'CANCELED')
    const after = partsOf(stage, 'STAGE_AFTER', '>')
    const afters = checkParts(stage, after, script.after, { due: !halted && (so !== 'RUNNING' || !cut), cut })
    const then = fromParts([...befores.statuses, ...tasks, ...afters.statuses], script)
    const onFailure = partsOf(stage, 'STAGE_AFTER', '!')
    const chained = script.onFailure.map((each, index) => ({ ...each, behind: index === 0 ? [] : [index - 1] }))
    const failed = among(then, 'TERMINAL', 'STOPPED')
    const rescues = checkParts(stage, onFailure, chained, { due: failed, cut })

    const all = [...befores.statuses, ...tasks, ...afters.statuses, ...rescues.statuses]
    const end = fromParts(all, script)
    const isMissing =
      !cut &&
      ((!halted && after.length === 0 && script.after.length > 0) ||
        (failed && onFailure.length === 0 && script.onFailure.length > 0))
    // A part that was cancelled ends its stage at once, whatever becomes of the others.
    const endedAtOnce = status === 'CANCELED' && all.includes('CANCELED')
    if (endedAtOnce) return
    if (isMissing) complain(`is ${status}, but not all of its parts were planned`)
    const mayBeCanceled = cut && (end === 'RUNNING' || all.includes('NOT_STARTED'))
    if (status === end || (status === 'CANCELED' && mayBeCanceled)) return
    if (facts.skipped && all.includes('SKIPPED')) return
    complain(`is ${status}, its parts (${all.join(', ') || 'none'}) make it ${end}`)
  }

  const partsOf = (stage: Stage, owner: SyntheticStageOwner, sign: string) =>
    execution.stages.filter(
      (each) =>
        each.parentStageId === stage.id &&
        each.syntheticStageOwner === owner &&
        each.name.slice(stage.name.length).startsWith(sign),
    )

  function checkParts(parent: Stage, parts: readonly Stage[], scripts: readonly StageScript[], { due, cut }: Place) {
    const byScript = scripts.map((_, index) =>
      parts.find(({ name }) => name.slice(parent.name.length + 1) === String(index)),
    )
    const statuses = parts.map(({ status }) => status)
    if (new Set(parts.map(({ name }) => name)).size < parts.length)
      complaints.push(`Stage ${parent.name} has a part twice`)
    // The end of a part that fails its parent at once cuts off its siblings.
    const isCutBy = (sibling: Stage | undefined) => among(sibling?.status, 'TERMINAL', 'CANCELED')
    for (const [index, part] of byScript.entries()) {
      if (part === undefined) continue
      const predecessor = predecessorOf(scripts[index]!, index)
      const isFree =
        predecessor === undefined || goesOn(byScript[predecessor]?.status ?? 'NOT_STARTED', scripts[predecessor]!)
      const isCut = cut || byScript.some((sibling) => sibling !== part && isCutBy(sibling))
      checkStage(part, scripts[index]!, { due: due && isFree, cut: isCut })
    }
    const allLetGo = due && byScript.every((part, index) => part !== undefined && goesOn(part.status, scripts[index]!))
    return { statuses, allLetGo }
  }

  /** A failure that a part ignores still holds up its siblings and its parent's tasks, unless it says otherwise. */
  const goesOn = (status: Status, script: StageScript) =>
    letsOthersStart(status) && (status !== 'FAILED_CONTINUE' || script.siblingsGoOn)

  function checkTasks(
    stage: Stage,
    script: StageScript,
    { due, cut }: Place,
    complain: (what: string) => void,
  ): Status[] {
    const plain: TaskScript = { answers: [], end: 'SUCCEEDED', backoffMs: 0 }
    const scripts = script.loops === 0 ? script.tasks : [...script.tasks, plain, plain, plain]
    if (stage.tasks.length !== scripts.length) {
      complain(`has ${stage.tasks.length} tasks and not ${scripts.length}`)
      return []
    }
    let isDue = due
    for (const [index, task] of stage.tasks.entries()) {
      const end = scriptedEnd(scripts[index]!, script, Number(stage.context['run']))
      const about = (what: string) => complain(`has task ${task.name} that ${what}`)
      checkTimes(task, about)
      if (!isDue) {
        if (task.status !== 'NOT_STARTED') about(`is ${task.status}, but was not to start`)
      } else if (task.status !== end) {
        const isCut = cut && among(task.status, 'CANCELED', 'NOT_STARTED')
        if (!isCut && !(facts.skipped && task.status === 'SKIPPED')) about(`is ${task.status} and should be ${end}`)
      }
      isDue &&= letsOthersStart(task.status)
    }
    return stage.tasks.map(({ status }) => status)
  }

  function checkTimes({ status, startTime, endTime }: Stage | Task, complain: (what: string) => void): void {
    if (startTime !== undefined && endTime !== undefined && endTime < startTime) complain('ended before it started')
    if (
      among(status, 'SUCCEEDED', 'TERMINAL', 'STOPPED', 'FAILED_CONTINUE') &&
      (startTime === undefined || endTime === undefined)
    ) {
      complain(`is ${status} without a time at which it ${startTime === undefined ? 'started' : 'ended'}`)
    }
    if (among(status, 'RUNNING', 'PAUSED')) complain(`is ${status} after the end`)
    if (wasCut || facts.skipped || startTime === undefined || endTime === undefined) return
    if (startTime < execution.startTime! || endTime > execution.endTime!) complain('ran outside of its execution')
  }

  const top = execution.stages.filter(({ parentStageId }) => parentStageId === undefined)
  const never = execution.startTime === undefined
  for (const [index, stage] of top.entries()) {
    const script = stages[index]!
    const due = requisitesOf(script, index).every((each) => letsOthersStart(top[each]!.status))
    checkStage(stage, script, { due: due && !never, cut: wasCut })
  }

  const statuses = top.map(({ status }) => status)
  const isOpen = top.some(
    ({ status }, index) =>
      status === 'NOT_STARTED' && requisitesOf(stages[index]!, index).every((each) => letsOthersStart(statuses[each]!)),
  )
  const stopped = statuses.includes('STOPPED') && !isOpen
  const failsLater = execution.stages.some(
    ({ status, context }) => status === 'STOPPED' && context['completeOtherBranchesThenFail'] === true,
  )
  const allowed: Record<string, boolean> = {
    SUCCEEDED: statuses.every(letsOthersStart) || (stopped && !failsLater && !among('TERMINAL', ...statuses)),
    TERMINAL: statuses.includes('TERMINAL') || (stopped && failsLater),
    CANCELED: facts.canceled || statuses.includes('CANCELED'),
  }
  if (!allowed[execution.status]) {
    complaints.push(`The execution is ${execution.status}, its stages are ${statuses.join(', ')}`)
  }
  for (const { stageId, note } of facts.notes) {
    const stage = execution.stages.find(({ id }) => id === stageId)
    if (stage?.context[note] !== true) complaints.push(`Stage ${stage?.name} lost "${note}"`)
  }
  return complaints
}
