import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { root } from './root.ts'

/** A group as the simulator keeps it; only what tests look at. */
export interface SimulatedGroup {
  readonly id: string
  readonly document: {
    readonly name: string
    readonly capacity: { readonly minimum: number; readonly maximum: number; readonly target: number }
    readonly compute: { readonly launchSpecification: { readonly imageId: string } }
  }
  /** Milliseconds. */
  readonly createdAt: number
  readonly deletedAt: number | null
  readonly instances: readonly SimulatedInstance[]
  readonly suspensions: readonly { readonly name: string }[]
  readonly rolls: readonly { readonly status: string }[]
  /** Elastilog, the oldest first. */
  readonly log: readonly { readonly message: string; readonly createdAt: number }[]
}

export interface SimulatedInstance {
  readonly instanceId: string | null
  readonly imageId: string
  readonly phase: string
  readonly health: string
  readonly standby: boolean
}

export interface SimulatedCall {
  readonly method: string
  readonly url: string
  readonly route: string
  readonly status: number
  readonly body: unknown
}

/** The Spot simulator in a process of its own, so that it outlives the product. */
export interface SpotSimulator {
  readonly url: string
  /** Groups that exist, the oldest first. */
  groups(): Promise<SimulatedGroup[]>
  /** Every group that ever was, deleted ones too. */
  everyGroup(): Promise<SimulatedGroup[]>
  /** The last 1,000 calls. */
  calls(): Promise<SimulatedCall[]>
  forgetCalls(): Promise<void>
  /** The control side, e.g. `('PUT', '/images/ami-1', {healthy: false})`. */
  control(method: string, path: string, body?: object): Promise<unknown>
  stop(): Promise<void>
}

/** `speed`: how many times faster than real the cloud is. `account`: the only one, instead of the sandbox's. */
export async function startSpotSimulator({
  speed = 200,
  seed = 1,
  account,
}: {
  readonly speed?: number
  readonly seed?: number
  readonly account?: string
} = {}): Promise<SpotSimulator> {
  const flags = ['--port', '0', '--speed', String(speed), '--seed', String(seed), '--exit-with-parent']
  if (account !== undefined) flags.push('--account', account)
  const child = spawn(process.execPath, ['simulators/spot/main.ts', ...flags], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([once(lines, 'line'), exited])
  if (typeof line !== 'string') throw new Error('The Spot simulator ended before it was ready.')
  const { url } = JSON.parse(line) as { url: string }

  const ask = async <T>(path: string, method = 'GET', body?: object): Promise<T> => {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${url}/_sim${path}`, { method, ...payload })
    if (!answer.ok) throw new Error(`${method} /_sim${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const everyGroup = () => ask<SimulatedGroup[]>('/groups')
  return {
    url,
    everyGroup,
    groups: async () => (await everyGroup()).filter(({ deletedAt }) => deletedAt === null),
    calls: async () => (await ask<{ recent: SimulatedCall[] }>('/calls')).recent,
    control: (method, path, body) => ask(path, method, body),
    forgetCalls: async () => {
      await ask('/calls', 'DELETE')
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
