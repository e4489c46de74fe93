import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../../platform/clock.ts'
import { GennakerError, problem } from '../../../../platform/errors/index.ts'
import type { Finding } from '../../findings.ts'
import { type Answer, answerOf, type TaskState, type TaskView } from './envelope.ts'
import { finding, Refused } from './refused.ts'

/** What the work of a task is given. */
export interface TaskContext {
  /** Aborted when the task is interrupted or its time is over: leave things whole, and throw. */
  readonly signal: AbortSignal
  /** What goes on, for people. */
  tell(stage: string, message: string): void
  /** Does a part of the work as a task of its own, which is interrupted with this one. Throws what it ends with. */
  child(name: string, work: Work): Promise<unknown>
}

/** Returns what the task answers, with what people should know of it. Throws `Refused` where findings forbid it. */
export type Work = (task: TaskContext) => Promise<{ readonly body?: unknown; readonly findings?: readonly Finding[] }>

export interface Tasks {
  /** Begins the work, and returns at once. `timeoutMs` beyond which it is interrupted. */
  submit(name: string, timeoutMs: number, work: Work): TaskView
  /** Those that go on, and those that ended lately; the oldest first. */
  list(): TaskView[]
  /** Throws `notFound`. */
  get(uuid: string): TaskView
  /** Interrupts a task and its children; one that ended stays as it is. Throws `notFound`. */
  interrupt(uuid: string): TaskView
  /** Interrupts all, and returns once they have ended. */
  close(): Promise<void>
}

export interface TasksOptions {
  readonly clock: Clock
  readonly version: string
  /** For how long a task that ended is remembered. */
  readonly retentionMs: number
}

/** How many tasks that ended are remembered at most: a client that asks all day must not fill the memory. */
const mostRemembered = 1000

interface Task {
  readonly uuid: string
  readonly name: string
  readonly timeoutMs: number
  readonly interruption: AbortController
  readonly events: TaskView['events'][number][]
  readonly children: Task[]
  state: TaskState
  timedOut: boolean
  fatalError: TaskView['fatalError']
  response: Answer | null
}

export function createTasks({ clock, version, retentionMs }: TasksOptions): Tasks {
  const tasks = new Map<string, Task>()
  const going = new Set<Promise<unknown>>()
  const forgetting = new Map<string, () => void>()

  function begin(name: string, timeoutMs: number): Task {
    return {
      uuid: randomUUID(),
      name,
      timeoutMs,
      interruption: new AbortController(),
      events: [],
      children: [],
      state: 'NOT_STARTED',
      timedOut: false,
      fatalError: null,
      response: null,
    }
  }

  /** Never rejects: how it ended is in the task. Returns what it was, for the parent. */
  async function run(task: Task, work: Work): Promise<{ readonly body?: unknown; readonly error?: unknown }> {
    const { signal } = task.interruption
    const stopTimer = clock.setTimer(() => {
      task.timedOut = true
      task.interruption.abort(problem('unavailable', `${task.name} took longer than ${task.timeoutMs / 1000} s.`))
    }, task.timeoutMs)
    task.state = 'RUNNING'
    try {
      const { body, findings = [] } = await work(contextOf(task))
      task.response = answerOf(body, findings)
      task.state = 'SUCCEEDED'
      return { body }
    } catch (error) {
      task.state = signal.aborted ? (task.timedOut ? 'TIMED_OUT' : 'INTERRUPTED') : 'FAILED'
      task.response = answerOf(null, findingsOf(error, task, signal))
      if (task.state === 'FAILED' && !isForeseen(error)) task.fatalError = { message: (error as Error).message }
      return { error }
    } finally {
      stopTimer()
    }
  }

  const contextOf = (task: Task): TaskContext => ({
    signal: task.interruption.signal,
    tell(stage, message) {
      task.events.push({ stage, message, timestamp: clock.now() })
    },
    async child(name, work) {
      const child = begin(name, task.timeoutMs)
      task.children.push(child)
      const abort = () => child.interruption.abort(task.interruption.signal.reason)
      if (task.interruption.signal.aborted) abort()
      task.interruption.signal.addEventListener('abort', abort)
      const { body, error } = await run(child, work)
      task.interruption.signal.removeEventListener('abort', abort)
      if (error !== undefined) throw error
      return body
    },
  })

  function forgetLater({ uuid }: Task): void {
    const forget = (id: string) => {
      tasks.delete(id)
      forgetting.delete(id)
    }
    forgetting.set(
      uuid,
      clock.setTimer(() => forget(uuid), retentionMs),
    )
    const [oldest] = forgetting
    if (forgetting.size <= mostRemembered || oldest === undefined) return
    oldest[1]()
    forget(oldest[0])
  }

  function find(uuid: string): Task {
    const found = tasks.get(uuid)
    if (found) return found
    throw problem('notFound', `There is no task ${uuid}; one that ended is remembered for ${retentionMs / 1000} s.`)
  }

  const shown = (task: Task): TaskView => ({
    uuid: task.uuid,
    name: task.name,
    version,
    state: task.state,
    timedOut: task.timedOut,
    timeout: task.timeoutMs,
    events: [...task.events],
    children: task.children.map(shown),
    runningJobs: [],
    fatalError: task.fatalError,
    response: task.response,
  })

  return {
    submit(name, timeoutMs, work) {
      const task = begin(name, timeoutMs)
      tasks.set(task.uuid, task)
      const ended = run(task, work).then(() => {
        going.delete(ended)
        forgetLater(task)
      })
      going.add(ended)
      return shown(task)
    },
    list: () => [...tasks.values()].map(shown),
    get: (uuid) => shown(find(uuid)),
    interrupt(uuid) {
      const task = find(uuid)
      if (task.state === 'RUNNING') {
        task.events.push({ stage: 'Interrupting', message: 'Somebody asked for it', timestamp: clock.now() })
        task.interruption.abort(problem('conflict', `${task.name} was interrupted.`))
      }
      return shown(task)
    },
    async close() {
      for (const task of tasks.values()) task.interruption.abort(problem('conflict', 'The daemon stops.'))
      await Promise.all(going)
      for (const stopTimer of forgetting.values()) stopTimer()
    },
  }
}

const isForeseen = (error: unknown) =>
  error instanceof Refused || (error instanceof GennakerError && error.code !== 'internal')

function findingsOf(error: unknown, task: Task, signal: AbortSignal): readonly Finding[] {
  if (signal.aborted) return [finding((signal.reason as Error).message)]
  if (error instanceof Refused) return error.findings
  return [finding(error instanceof Error ? error.message : `${task.name} failed.`)]
}
