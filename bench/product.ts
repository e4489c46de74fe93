import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createHome, type Product, startProduct } from '../test/support/product.ts'

/** Resident memory of a process, in MB. */
export function residentMb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024
}

/** The database that a bench runs on, as the product is told of it: SQLite, or the PostgreSQL of `DATABASE_URL`. */
export const databaseUrl = process.env.DATABASE_URL || undefined
export const engine = databaseUrl ? 'PostgreSQL' : 'SQLite'
export const productFlags = ['--no-sandbox', ...(databaseUrl ? ['--database-url', databaseUrl] : [])]

/** The product in a home of its own, and its executions; `stop` leaves nothing behind. */
export async function startBench() {
  const home = createHome()
  const product = await startProduct(home, productFlags)
  const executions = await watchExecutions(product)
  return {
    product,
    executions,
    async stop() {
      executions.close()
      await product.stop()
      home.remove()
    },
  }
}

/**
 * Processor time that a process has used, in ms: other than time on the clock it does not grow with what else the machine
 * does. Undefined where it is not to be had, which is everywhere but on Linux.
 */
function cpuMs(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Begins to count a process's processor time; asked later, it answers the ms since then, undefined as `cpuMs` does. */
export function cpuSince(pid: number): () => number | undefined {
  const before = cpuMs(pid)
  return () => {
    const now = cpuMs(pid)
    return before === undefined || now === undefined ? undefined : now - before
  }
}

/** A pipeline of `count` stages one after another, each a wait of `seconds`. */
export function waits(count: number, seconds: number): object {
  const stages = Array.from({ length: count }, (_, index) => ({
    refId: String(index + 1),
    requisiteStageRefIds: index === 0 ? [] : [String(index)],
    type: 'wait',
    name: `Wait ${index + 1}`,
    waitTime: seconds,
  }))
  return { application: 'bench', name: 'Waits', stages, trigger: { type: 'manual', user: 'bench' } }
}

/** Tells of executions that reach a status, from the event stream. */
export async function watchExecutions(product: Product) {
  const events = await product.events()
  await events.next()
  const reached = new Map<string, number>()
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const each of waiting) each()
    waiting.clear()
  }
  const woken = () => new Promise<void>((resolve) => waiting.add(resolve))
  let wanted = ''
  const listen = async () => {
    for (;;) {
      const { event, data } = await events.next(({ event: type }) => type === 'execution' || type === 'gap')
      if (event === 'gap') throw new Error('The event stream missed events; the figures would be wrong.')
      const { executionId, status } = data as { executionId: string; status: string }
      if (status === wanted && !reached.has(executionId)) reached.set(executionId, performance.now())
      wake()
    }
  }
  const failed = listen()
  // Closing ends the listening; a failure before that is met by whoever waits.
  failed.catch(() => wake())
  return {
    /** From now on executions that reach `status` are noted. */
    note(status: string) {
      wanted = status
      reached.clear()
    },
    /** When execution `id` reached the status. */
    async moment(id: string): Promise<number> {
      for (let at = reached.get(id); ; at = reached.get(id)) {
        if (at !== undefined) return at
        await Promise.race([failed, woken()])
      }
    },
    async count(count: number): Promise<void> {
      while (reached.size < count) await Promise.race([failed, woken()])
    },
    close: () => events.close(),
  }
}

/** Starts an execution through Gate; answers its id. */
export async function submit(product: Product, pipeline: object): Promise<string> {
  const { status, body, text } = await product.gate('/pipelines/start', { method: 'POST', body: pipeline })
  if (status !== 200) throw new Error(`POST /pipelines/start answered ${status}: ${text}`)
  return (body.ref as string).split('/').at(-1)!
}

/** Does `work` `count` times, at most `lanes` at once. */
export async function repeat(count: number, lanes: number, work: () => Promise<unknown>): Promise<void> {
  let left = count
  const lane = async () => {
    while (left > 0) {
      left -= 1
      await work()
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** The value below which `share` of the numbers are. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function print(figure: string, what: string): void {
  console.log(`${figure.padEnd(32)} ${what}`)
}
