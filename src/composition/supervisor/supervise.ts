import type { Socket } from 'node:net'
import { join } from 'node:path'
import { problem } from '../../platform/errors/index.ts'
import type {
  Launch,
  Reload,
  ReloadLine,
  SupervisorStatus,
} from '../../services/halyard/deploy/environments/local/contract.ts'
import { bindDoors, type Doors } from './doors.ts'
import { within } from './within.ts'
import { type Needs, startWorker, type WorkerProcess } from './worker-process.ts'

export interface SupervisorOptions {
  readonly root: string
  /** Of the state. */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  log(line: string): void
  /** Gets what runs, each time that it was found to run well. */
  keep(launch: Launch): void
}

/** Keeps one worker alive, and replaces it by another without losing a request. */
export interface Supervisor {
  /** Starts a worker for the first time; one that does not come up is started again and again. */
  start(launch: Launch): Promise<void>
  /** Replaces the worker. A worker that does not come up, or does not stay up, is replaced by the last one. Throws `conflict` while another replacement goes on. */
  reload(wanted: Reload, tell: (message: string) => void): Promise<ReloadLine>
  status(): Promise<SupervisorStatus>
  /** Whether all is well now. */
  isWell(): Promise<boolean>
  stop(): Promise<void>
}

/** A worker with what it was started with. */
interface Running {
  readonly worker: WorkerProcess
  readonly launch: Launch
  readonly needs: Needs
}

const firstPauseMs = 500
const longestPauseMs = 30_000
const longestStartMs = 180_000
/** A worker that lived this long died of something new. */
const longLifeMs = 60_000
const healthEveryMs = 200

export function createSupervisor({ root, home, env, log, keep }: SupervisorOptions): Supervisor {
  const startedAt = Date.now()
  let state: SupervisorStatus['state'] = 'starting'
  let doors: Doors = bindDoors({})
  let current: Running | undefined
  /** What is to run, also while nothing does. */
  let launched: Launch | undefined
  let restarts = 0
  let lastEnd: string | undefined
  let pauseMs = firstPauseMs
  let again: NodeJS.Timeout | undefined
  /** A start that nobody asked for, or the first: a replacement waits for its outcome. */
  let rising: Promise<void> | undefined
  /** Connections that one worker gave away, until the next is there. */
  const between: { service: string; connection: Socket }[] = []

  function spawn(launch: Launch): WorkerProcess {
    const worker = startWorker({
      root,
      flags: ['--home', home, ...launch.flags],
      // What was compiled once need not be again: a request waits as long as a start takes.
      env: { NODE_COMPILE_CACHE: join(home, 'cache'), ...env, ...launch.env },
      log,
      onConnection(service, connection) {
        if (current !== undefined && current.worker !== worker) current.worker.take(service, connection)
        else between.push({ service, connection })
      },
    })
    void worker.ended.then((how) => {
      if (current?.worker === worker) died(how)
    })
    return worker
  }

  /** Makes a worker that serves the one that counts. */
  function instate(running: Running): void {
    current = running
    launched = running.launch
    const { version } = running.launch.about
    log(`gennaker: process ${running.worker.pid} serves${version === undefined ? '' : `, version ${version}`}.`)
    for (const { service, connection } of between.splice(0)) running.worker.take(service, connection)
  }

  function died(how: string): void {
    lastEnd = how
    const life = Date.now() - current!.worker.startedAt
    pauseMs = life > longLifeMs ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs)
    current = undefined
    if (state === 'stopping' || state === 'switching') return
    log(`gennaker: the worker died. ${how} It is started again.`)
    rise()
  }

  /** Starts what is to run again, after a pause that grows. */
  function rise(): void {
    state = 'waiting'
    again = setTimeout(() => {
      restarts += 1
      rising = begin(launched!).then(
        () => {
          if (state === 'waiting') state = 'running'
        },
        (error: Error) => {
          lastEnd = error.message
          pauseMs = Math.min(pauseMs * 2, longestPauseMs)
          log(`gennaker: the worker did not come up. ${error.message} It is started again.`)
          if (state === 'waiting') rise()
        },
      )
    }, pauseMs)
  }

  async function begin(launch: Launch): Promise<void> {
    launched = launch
    const worker = spawn(launch)
    try {
      const started = async () => {
        const needs = await worker.checked
        doors = doors.for(needs.places)
        await worker.begin(doors.handles())
        instate({ worker, launch, needs })
      }
      await within(longestStartMs, started(), () => `It did not start within ${longestStartMs / 1000} s.`)
    } catch (error) {
      await worker.kill()
      throw error
    }
  }

  /** `ill` gets the services that are not well yet, each time that they were asked. */
  async function untilWell(worker: WorkerProcess, ill: (services: readonly string[]) => void): Promise<void> {
    for (;;) {
      const names = illOf((await worker.health()).services)
      if (names.length === 0) return
      ill(names)
      await new Promise((resolve) => setTimeout(resolve, healthEveryMs))
    }
  }

  async function stayWell(worker: WorkerProcess, ms: number): Promise<void> {
    const ended = worker.ended.then((how) => {
      throw new Error(how)
    })
    ended.catch(() => {})
    let timer: NodeJS.Timeout | undefined
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    await Promise.race([passed, ended]).finally(() => clearTimeout(timer))
    const { services } = await within(5_000, worker.health(), () => 'It no longer answers.')
    const ill = illOf(services)
    if (ill.length > 0) throw new Error(`It came up and is no longer well: ${ill.join(', ')}.`)
  }

  async function replace(wanted: Reload, tell: (message: string) => void): Promise<ReloadLine> {
    const last = current
    const before = launched
    const lastDoors = doors
    const worker = spawn(wanted.launch)
    let touched = false
    const failed = async (reason: string): Promise<ReloadLine> => {
      const lines = worker.lastLines()
      if (current?.worker === worker) current = undefined
      await worker.kill()
      const restored = touched ? await restore(before, lastDoors) : current !== undefined
      return { failed: { reason, log: lines, restored } }
    }
    let needs: Needs
    try {
      tell('The configuration is checked.')
      needs = await within(wanted.healthTimeoutMs, worker.checked, () => 'It did not get to reading its configuration.')
      doors.check(needs.places)
    } catch (error) {
      return failed((error as Error).message)
    }
    const next: Running = { worker, launch: wanted.launch, needs }
    // Two workers on one embedded database would each take the other's messages for those of a process that died.
    const alternates = (last?.needs.embedded && needs.embedded) || doors.areInTheWayOf(needs.places)
    try {
      touched = true
      if (last !== undefined && alternates) {
        tell('What is under way is finished; new requests wait.')
        current = undefined
        await last.worker.leave(wanted.drainMs, true)
      }
      doors = doors.for(needs.places)
      tell('The new worker starts.')
      let ill: readonly string[] | undefined
      const up = worker.begin(doors.handles()).then(() =>
        untilWell(worker, (names) => {
          ill = names
        }),
      )
      const late = () =>
        `It was not well within ${wanted.healthTimeoutMs / 1000} s${ill === undefined ? '' : ` (${ill.join(', ')})`}.`
      await within(wanted.healthTimeoutMs, up, late)
      instate(next)
      if (last !== undefined && !alternates) {
        tell('The new worker is well; the old one finishes what it has under way.')
        await last.worker.leave(wanted.drainMs, true)
      }
      tell(`It is well; whether it stays so for ${wanted.stabilisationMs / 1000} s is awaited.`)
      await stayWell(worker, wanted.stabilisationMs)
    } catch (error) {
      return failed((error as Error).message)
    }
    lastDoors.closeExcept(doors)
    keep(wanted.launch)
    return { done: true }
  }

  /** Starts what ran before, where it does not run any more; whether it runs. */
  async function restore(before: Launch | undefined, lastDoors: Doors): Promise<boolean> {
    doors.closeExcept(lastDoors)
    doors = lastDoors
    if (current !== undefined) return true
    if (before === undefined) return false
    try {
      await begin(before)
      return true
    } catch (error) {
      lastEnd = (error as Error).message
      return false
    }
  }

  return {
    async start(launch) {
      const first = begin(launch)
      rising = first.catch(() => {})
      try {
        await first
        if (state === 'starting') state = 'running'
        keep(launch)
      } catch (error) {
        lastEnd = (error as Error).message
        if (state === 'starting') rise()
        throw error
      }
    },
    async reload(wanted, tell) {
      if (state === 'switching' || state === 'stopping')
        throw problem('conflict', 'The supervisor is replacing its worker already; try again when that is done.')
      clearTimeout(again)
      state = 'switching'
      try {
        await rising
        return await replace(wanted, tell)
      } finally {
        if ((state as string) !== 'stopping') {
          state = 'running'
          pauseMs = firstPauseMs
          if (current === undefined && launched !== undefined) rise()
        }
      }
    },
    async status() {
      const worker = current?.worker
      const health = await askHealth(worker)
      return {
        pid: process.pid,
        startedAt,
        state,
        ...(worker === undefined
          ? {}
          : { worker: { pid: worker.pid, startedAt: worker.startedAt, services: {}, ...health } }),
        about: launched?.about ?? {},
        doors: doors.addresses(),
        restarts,
        ...(lastEnd === undefined ? {} : { lastEnd }),
      }
    },
    async isWell() {
      const health = await askHealth(current?.worker)
      return health !== undefined && Object.values(health.services).every(Boolean)
    },
    async stop() {
      state = 'stopping'
      clearTimeout(again)
      for (const { connection } of between.splice(0)) connection.destroy()
      const last = current
      current = undefined
      await last?.worker.leave(5_000, false)
      doors.closeExcept(bindDoors({}))
    },
  }
}

const illOf = (services: Readonly<Record<string, boolean>>) =>
  Object.keys(services).filter((name) => services[name] === false)

async function askHealth(worker: WorkerProcess | undefined) {
  if (worker === undefined) return undefined
  return within(2_000, worker.health(), () => 'no answer').catch(() => undefined)
}
