import type { Clock } from '../../src/platform/clock.ts'
import type { Store } from '../../src/platform/store/index.ts'
import { randomFrom } from '../chaos/points.ts'
import type { Fault } from './scenario.ts'

/** A stalled step begins so much later: long enough for every lease to end. */
const stallMs = 12_000

/** What is to be done at a later step is done now when nothing else happens for so long. */
const patienceMs = 2_000

/** A process that can die between any two steps: what it was about to do is then never done. */
export interface Process {
  readonly name: string
  readonly isAlive: boolean
  readonly clock: Clock
  /** Goes on when the machine says so; never, when the process has died. */
  step(): Promise<void>
  /** The database as this process reaches it: it may die before a commit, and after one that it never hears of. */
  reach(store: Store, shared: boolean): Store
  /** Ends it where it stands, with nobody to notice: the simulation is over. */
  stop(): void
}

export interface Machine {
  now(): number
  readonly random: () => number
  readonly steps: number
  /** How many faults there have been: crashes and stalls. */
  readonly faults: number
  /** What happened, one line a step; equal for equal seeds. */
  readonly trace: string[]
  boot(name: string): Process
  /** Calls `fn` in so many milliseconds, whoever is dead by then. */
  later(ms: number, fn: () => void): void
  /** Calls `fn` at the step of that number, or before it when all that is left is to wait. */
  atStep(step: number, fn: () => void): void
  onCrash: (process: Process) => void
  /** Runs until nothing is left to do before the next timer and `isOver` says so. @throws Error after `limitMs` */
  run(isOver: () => Promise<boolean>, limitMs: number): Promise<void>
}

/** Decides, by its seed alone, which process makes the next step, when time passes, and where `faults` strike. */
export function createMachine(seed: number, toCome: readonly Fault[], start = Date.UTC(2026, 0, 1)): Machine {
  const random = randomFrom(seed)
  const faultAt = new Map(toCome.map(({ step, kind }) => [step, kind]))
  const listeners = new Map<string, Set<{ owner: Owner; hear: (payload: string) => void }>>()
  let now = start
  let steps = 0
  let faults = 0
  let committing = 0
  let timers: { readonly due: number; readonly owner: Owner | undefined; readonly fn: () => void }[] = []
  let ready: { readonly owner: Owner; readonly go: () => void }[] = []
  let planned: { readonly step: number; readonly fn: () => void }[] = []
  const trace: string[] = []

  interface Owner extends Process {
    isAlive: boolean
  }

  function setTimer(owner: Owner | undefined, fn: () => void, ms: number): () => void {
    const timer = { due: now + Math.max(0, Math.ceil(ms)), owner, fn }
    timers.push(timer)
    return () => {
      timers = timers.filter((each) => each !== timer)
    }
  }

  function crash(owner: Owner): void {
    owner.isAlive = false
    ready = ready.filter((each) => each.owner !== owner)
    timers = timers.filter((each) => each.owner !== owner)
    for (const set of listeners.values()) for (const each of set) if (each.owner === owner) set.delete(each)
    machine.onCrash(owner)
  }

  /** One more step begins; returns whether its process survives it. */
  function begins(owner: Owner, what: string): boolean {
    steps += 1
    const fault = faultAt.get(steps)
    trace.push(`${now - start} ${owner.name} ${what}${fault === undefined ? '' : ` ${fault}`}`)
    if (fault === undefined) return true
    faults += 1
    if (fault === 'crash') crash(owner)
    else now += stallMs
    return fault !== 'crash'
  }

  function fireNext(limit: number): void {
    let next = timers[0]
    for (const timer of timers) if (next === undefined || timer.due < next.due) next = timer
    if (planned[0] !== undefined && (next === undefined || next.due > now + patienceMs)) {
      planned.shift()!.fn()
      return
    }
    if (next === undefined || next.due > limit) throw new Error(`It is not over after ${limit - start} ms`)
    timers.splice(timers.indexOf(next), 1)
    now = Math.max(now, next.due)
    next.fn()
  }

  /** Waits for `work`, and makes the machine wait for it too, however it ends. */
  async function atTheDatabase(work: Promise<unknown>): Promise<void> {
    committing += 1
    await work.catch(() => undefined)
    committing -= 1
  }

  const never = new Promise<never>(() => {})

  const machine: Machine = {
    now: () => now,
    random,
    get steps() {
      return steps
    },
    get faults() {
      return faults
    },
    trace,
    onCrash: () => {},
    later: (ms, fn) => void setTimer(undefined, fn, ms),
    atStep(step, fn) {
      planned = [...planned, { step, fn }].sort((a, b) => a.step - b.step)
    },
    boot(name) {
      const owner: Owner = {
        name,
        isAlive: true,
        stop() {
          owner.isAlive = false
        },
        clock: { now: () => now, setTimer: (fn, ms) => (owner.isAlive ? setTimer(owner, fn, ms) : () => {}) },
        step() {
          if (!owner.isAlive) return never
          return new Promise((go) => ready.push({ owner, go }))
        },
        reach: (store, shared) => ({
          ...store,
          shared,
          async run(statement, parameters) {
            await owner.step()
            return store.run(statement, parameters)
          },
          async transaction(work, options) {
            await owner.step()
            const done = store.transaction(async (tx) => {
              const result = await work(tx)
              if (!begins(owner, 'commits')) throw new Error('The process died before its commit')
              return result
            }, options)
            await atTheDatabase(done)
            await owner.step()
            return done
          },
          migrate: (component, migrations) => atTheDatabase(store.migrate(component, migrations)),
          async notify(tx, channel, payload) {
            if (!owner.isAlive) return never
            const tell = () => {
              for (const listener of listeners.get(channel) ?? []) {
                if (begins(listener.owner, 'hears')) setTimer(listener.owner, () => listener.hear(payload), 0)
              }
            }
            if (tx === undefined) tell()
            else tx.afterCommit(tell)
          },
          async listen(channel, hear) {
            const listener = { owner, hear }
            const set = listeners.get(channel) ?? new Set()
            listeners.set(channel, set.add(listener))
            return async () => void set.delete(listener)
          },
        }),
      }
      return owner
    },
    async run(isOver, limitMs) {
      const limit = now + limitMs
      for (;;) {
        do await settled()
        while (committing > 0)
        if (planned[0] !== undefined && planned[0].step <= steps) planned.shift()!.fn()
        else if (ready.length > 0) {
          const [next] = ready.splice(Math.floor(random() * ready.length), 1)
          if (begins(next!.owner, 'goes on')) next!.go()
        } else if (await isOver()) return
        else fireNext(limit)
      }
    },
  }
  return machine
}

/** Everything that can go on without a step, a timer or the disk has done so. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
