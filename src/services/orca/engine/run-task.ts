import { GennakerError } from '../../../platform/errors/index.ts'
import type { Logger } from '../../../platform/telemetry/index.ts'
import type { Execution, ExecutionStatus, Json, Stage, Task } from '../model.ts'
import type { Capabilities, StageView, TaskDefinition, TaskResult } from '../stage.ts'
import { configuredBackoff } from './backoff.ts'
import { isManuallySkipped, selfAndParents, stageWithId } from './graph.ts'
import { stageOf, taskOf } from './handlers/index.ts'
import { asIdentityOf } from './identity.ts'
import { completeTask, type MessageOf, runTask, taskMessage } from './messages.ts'
import type { Planner } from './planner.ts'
import { windowType } from './planner.ts'
import { exceptionDetails, mayRunAgain, TimeoutException } from './problems.ts'
import { failureStatus, isComplete } from './status.ts'
import { changed, push, type Step } from './step.ts'
import { stageView } from './view.ts'

/** What a run of a task decided; applied to the execution as it is then. */
export type Outcome = (step: Step) => void

interface Prepared {
  readonly run: () => Promise<Outcome>
}

/** Decides, from the state of the execution, whether and how the task runs (orca: RunTaskHandler). */
export function prepareRun(message: MessageOf<'runTask'>, step: Step): Prepared {
  const { execution, planner } = step
  const stage = stageWithId(execution, message.stageId)
  const task = stage?.tasks.find(({ id }) => id === message.taskId)
  if (stage === undefined || task === undefined || task.status !== 'RUNNING') return { run: async () => () => {} }
  const view = stageView(execution, { ...stage }, task.id)
  const finish = (status: ExecutionStatus, original?: ExecutionStatus, result?: TaskResult): Outcome =>
    applied(message, (then, now, current) => {
      merge(then, now, result)
      push(then, completeTask(then.execution, now, current, status, original))
    })
  let definition: TaskDefinition | undefined
  try {
    definition = planner.taskOf(execution, stage, task)
  } catch (error) {
    return { run: async () => failed(message, error) }
  }
  if (definition === undefined) {
    const unknown = new Error(`Stage ${stage.name} has no task ${task.implementingClass} any more`)
    return { run: async () => failed(message, unknown) }
  }
  const code = definition
  if (execution.canceled || isComplete(execution.status)) {
    return {
      run: async () => finish('CANCELED', undefined, await afterCancel(code, view, planner)),
    }
  }
  if (execution.status === 'PAUSED') {
    return {
      run: async () =>
        applied(message, (then, now, current) => push(then, taskMessage('pauseTask', then.execution, now, current))),
    }
  }
  if (isManuallySkipped(execution, stage)) return { run: async () => finish('SKIPPED') }
  const seen = fingerprint(execution, stage)
  return {
    run: () =>
      asIdentityOf(execution, stage, async () => {
        try {
          const result =
            timedOut(execution, stage, task, code, view, step.now, planner.services) ??
            (await code.run(view, planner.services))
          switch (result.status) {
            case 'RUNNING':
              return applied(message, (then, now, current) => {
                merge(then, now, result)
                const isStale = fingerprint(then.execution, now) !== seen
                const elapsed = then.now - (current.startTime ?? then.now)
                const delay = isStale
                  ? 0
                  : backoff(code, now, stageView(then.execution, now, current.id), elapsed, planner)
                push(then, runTask(then.execution, now, current), delay)
              })
            case 'CANCELED': {
              const more = await afterCancel(code, view, planner)
              return finish(failureStatus(execution, stage, 'CANCELED'), 'CANCELED', both(result, more))
            }
            case 'TERMINAL':
              return finish(failureStatus(execution, stage), 'TERMINAL', result)
            case 'SUCCEEDED':
            case 'REDIRECT':
            case 'SKIPPED':
            case 'FAILED_CONTINUE':
            case 'STOPPED':
              return finish(result.status, undefined, result)
            default:
              throw new Error(`Task ${task.name} answered the unknown status ${result.status}`)
          }
        } catch (error) {
          if (mayRunAgain(error)) {
            return applied(message, (then, now, current) => {
              const elapsed = then.now - (current.startTime ?? then.now)
              push(
                then,
                runTask(then.execution, now, current),
                backoff(code, now, stageView(then.execution, now, current.id), elapsed, planner),
              )
            })
          }
          if (error instanceof TimeoutException && stage.context['markSuccessfulOnTimeout'] === true) {
            return finish('SUCCEEDED')
          }
          return failed(message, error)
        }
      }),
  }
}

export const runPrepared = (prepared: Prepared): Promise<Outcome> => prepared.run()

/**
 * Lets a halted stage clean up after itself, best effort. Answers whether it is to be let again, because a service was
 * away or what it cleans up has not come to rest.
 */
export async function cancelHook(
  execution: Execution,
  stageId: string,
  planner: Planner,
  logger: Logger,
): Promise<boolean> {
  const stage = stageWithId(execution, stageId)
  if (stage === undefined) return false
  try {
    await asIdentityOf(execution, stage, async () =>
      planner.find(stage)?.cancel?.(stageView(execution, stage), planner.services),
    )
    return false
  } catch (error) {
    // What it asks for carries a request id: it may well ask twice.
    if (error instanceof GennakerError && error.retryable) return true
    logger.warn({ err: error, executionId: execution.id, stageId }, 'The stage could not clean up after it was halted')
    return false
  }
}

function applied(message: MessageOf<'runTask'>, then: (step: Step, stage: Stage, task: Task) => void): Outcome {
  return (step) => {
    const stage = stageOf(step.execution, message)
    const task = taskOf(stage, message)
    if (task.status === 'RUNNING') then(step, stage, task)
  }
}

function failed(message: MessageOf<'runTask'>, error: unknown): Outcome {
  return applied(message, (step, stage, task) => {
    const exception = exceptionDetails(error, task.name, step.now)
    stage.context = { ...stage.context, exception }
    task.taskExceptionDetails = { exception }
    changed(step, stage)
    push(step, completeTask(step.execution, stage, task, failureStatus(step.execution, stage), 'TERMINAL'))
  })
}

function merge(step: Step, stage: Stage, result: TaskResult | undefined): void {
  const { context = {}, outputs = {}, scheduledTime, notices = [] } = result ?? {}
  for (const notice of notices) step.execution.systemNotifications.push({ createdAt: step.now, ...notice })
  if (notices.length > 0) step.changes.execution = true
  if (scheduledTime !== undefined && scheduledTime !== stage.scheduledTime) {
    stage.scheduledTime = scheduledTime
    changed(step, stage)
  }
  if (Object.keys(context).length === 0 && Object.keys(outputs).length === 0) return
  const { stageTimeoutMs: _, ...kept } = outputs as Json
  stage.context = { ...stage.context, ...context }
  stage.outputs = { ...stage.outputs, ...kept }
  changed(step, stage)
}

const both = (one: TaskResult, two: TaskResult | undefined): TaskResult => ({
  status: one.status,
  context: { ...one.context, ...two?.context },
  outputs: { ...one.outputs, ...two?.outputs },
})

const afterCancel = (task: TaskDefinition, view: StageView, planner: Planner) =>
  Promise.resolve(task.onCancel?.(view, planner.services)).catch(() => undefined)

/** What, when it changes during a run, makes the task run again at once. */
const fingerprint = (execution: Execution, stage: Stage) =>
  [
    execution.canceled,
    execution.status,
    ...selfAndParents(execution, stage).map(({ lastModified }) => lastModified?.lastModifiedTime),
  ].join()

function backoff(task: TaskDefinition, stage: Stage, view: StageView, elapsed: number, planner: Planner): number {
  const own = typeof task.backoffMs === 'function' ? task.backoffMs(view, elapsed) : (task.backoffMs ?? 1_000)
  const wanted = stage.context['backoffPeriodMs']
  const configured = configuredBackoff(planner.services.settings, stage.context)
  return Math.max(own, configured, typeof wanted === 'number' ? wanted : 0)
}

/** How the task ends because it, or its stage, took too long; undefined while it did not. */
function timedOut(
  execution: Execution,
  stage: Stage,
  task: Task,
  code: TaskDefinition,
  view: StageView,
  now: number,
  services: Capabilities,
): TaskResult | undefined {
  if (stage.type === windowType) return undefined
  const pausedSince = (start: number) =>
    execution.paused !== undefined && (execution.paused.pauseTime ?? 0) >= start ? execution.paused.pausedMs : 0
  const limited = selfAndParents(execution, stage).find(({ context }) => typeof context['stageTimeoutMs'] === 'number')
  const stageLimit = limited?.context['stageTimeoutMs'] as number | undefined
  let error: TimeoutException | undefined
  if (limited?.startTime !== undefined && stageLimit !== undefined) {
    const elapsed = now - limited.startTime - pausedSince(limited.startTime) - windowMs(execution, stage)
    if (elapsed > stageLimit) error = new TimeoutException(`Stage ${stage.name} timed out after ${words(elapsed)}`)
  }
  const ownLimit = typeof code.timeoutMs === 'function' ? code.timeoutMs(view, services) : code.timeoutMs
  const limit = code.timeoutOverridable && stageLimit !== undefined ? stageLimit : ownLimit
  if (error === undefined && limit !== undefined && task.startTime !== undefined) {
    const paused = pausedSince(task.startTime)
    const elapsed = now - task.startTime - paused
    if (elapsed > limit) {
      const className = task.implementingClass.split('.').at(-1)
      error = new TimeoutException(
        `${className} of stage ${stage.name} timed out after ${words(elapsed)}. pausedDuration: ${words(paused)}, elapsedTime: ${words(elapsed)}, timeoutValue: ${words(limit)}`,
      )
    }
  }
  if (error === undefined) return undefined
  const result = code.onTimeout?.(view, services)
  if (result?.status === 'TERMINAL' || result?.status === 'FAILED_CONTINUE') return result
  throw error
}

function windowMs(execution: Execution, stage: Stage): number {
  const window = execution.stages.find(({ parentStageId, type }) => parentStageId === stage.id && type === windowType)
  return window?.startTime !== undefined && window.endTime !== undefined ? window.endTime - window.startTime : 0
}

/** Milliseconds as people say them: `5 minutes 1 second`. */
function words(ms: number): string {
  const parts: [number, string][] = [
    [Math.floor(ms / 86_400_000), 'day'],
    [Math.floor(ms / 3_600_000) % 24, 'hour'],
    [Math.floor(ms / 60_000) % 60, 'minute'],
    [Math.floor(ms / 1_000) % 60, 'second'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
  return said.length === 0 ? '0 seconds' : said.join(' ')
}
