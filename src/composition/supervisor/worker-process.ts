import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BoundSocket, hold } from '../door.ts'
import { type Order, type Report, supervisedVariable } from '../orders.ts'
import type { Place } from '../product.ts'

export interface WorkerOptions {
  readonly root: string
  /** Of `src/main.ts`. */
  readonly flags: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Gets each line that it writes. */
  log(line: string): void
  /** Gets the connections that it gives away. */
  onConnection(service: string, connection: Socket): void
}

export interface Health {
  readonly services: Readonly<Record<string, boolean>>
  readonly residentBytes: number
}

/** Where it listens, and whether it needs the database of the home for itself. */
export interface Needs {
  readonly places: Readonly<Record<string, Place>>
  readonly embedded: boolean
}

/** A process of `src/main.ts` under a supervisor. */
export interface WorkerProcess {
  readonly pid: number
  readonly startedAt: number
  /** Resolves with what it needs when its configuration was found valid; rejects when it ended before, as all the others do. */
  readonly checked: Promise<Needs>
  /** Lets it start, on these sockets; resolves when it serves. */
  begin(sockets: Readonly<Record<string, BoundSocket>>): Promise<void>
  take(service: string, connection: Socket): void
  health(): Promise<Health>
  /** Lets it finish and end. `gives`: connections on which nothing is under way are given away. */
  leave(graceMs: number, gives: boolean): Promise<void>
  kill(): Promise<void>
  /** How it ended, when it has. */
  readonly ended: Promise<string>
  lastLines(): readonly string[]
}

const keptLines = 50

export function startWorker(options: WorkerOptions): WorkerProcess {
  const child = spawn(process.execPath, [join(options.root, 'src/main.ts'), ...options.flags], {
    env: { ...options.env, [supervisedVariable]: 'true' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const last: string[] = []
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line)
      if (last.length > keptLines) last.shift()
      options.log(line)
    })
  const ended = endOf(child)
  const waiting = new Map<number, (health: Health) => void>()
  const checked = Promise.withResolvers<Needs>()
  const ready = Promise.withResolvers<void>()
  child.on('message', (report: Report, handle: unknown) => {
    switch (report.type) {
      case 'checked':
        return checked.resolve({ places: report.places, embedded: report.embedded })
      case 'ready':
        return ready.resolve()
      case 'health':
        waiting.get(report.id)?.({ services: report.services, residentBytes: report.residentBytes })
        return waiting.delete(report.id)
      case 'connection':
        return receive(report.service, handle as Socket | undefined)
    }
  })
  function receive(service: string, connection: Socket | undefined): void {
    if (connection === undefined) return
    hold(connection)
    options.onConnection(service, connection)
  }
  function tell(order: Order, handle?: unknown): void {
    // Who has just ended hears nothing; its end is known by another way.
    if (child.connected) child.send(order, handle as Socket | undefined, {}, () => {})
  }
  const failed = ended.then((how) => {
    throw new Error(how)
  })
  const isChecked = Promise.race([checked.promise, failed])
  for (const promise of [failed, isChecked]) promise.catch(() => {})
  let healthId = 0

  return {
    pid: child.pid ?? 0,
    startedAt: Date.now(),
    checked: isChecked,
    begin(sockets) {
      for (const [service, socket] of Object.entries(sockets)) tell({ type: 'door', service }, socket)
      tell({ type: 'begin' })
      return Promise.race([ready.promise, failed])
    },
    take: (service, connection) => tell({ type: 'connection', service }, connection),
    health() {
      healthId += 1
      const id = healthId
      const answer = new Promise<Health>((resolve) => waiting.set(id, resolve))
      tell({ type: 'health', id })
      return Promise.race([answer, failed])
    },
    async leave(graceMs, gives) {
      tell({ type: 'leave', graceMs, gives })
      // What it still does after its connections are gone is kept in its database, and must not keep the next one waiting.
      const late = setTimeout(() => {
        options.log('gennaker: the last worker did not end in time and was killed.')
        child.kill('SIGKILL')
      }, graceMs + 10_000)
      await ended
      clearTimeout(late)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    ended,
    lastLines: () => [...last],
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  const outcome = await Promise.race([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    new Promise<Error>((resolve) => child.once('error', resolve)),
  ])
  if (outcome instanceof Error) return `It could not be started: ${outcome.message}`
  const [code, signal] = outcome
  return signal === null ? `It ended with code ${code}.` : `It was ended by ${signal}.`
}
