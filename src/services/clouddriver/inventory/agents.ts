import type { Clock } from '../../../platform/clock.ts'
import { LeaseLostError, type Leases } from '../../../platform/leases/index.ts'
import type { Logger, Metrics } from '../../../platform/telemetry/index.ts'
import type { CachingAgent } from '../provider.ts'
import type { InventorySync, LoadRun } from './sync.ts'

/** How an agent is doing, as this process knows. */
export interface AgentStatus {
  readonly agent: string
  readonly account: string
  readonly provider: string
  readonly intervalMs: number
  /** Whether this process runs it. */
  readonly leased: boolean
  readonly lastStart?: number
  readonly lastSuccess?: number
  readonly lastDurationMs?: number
  readonly resources?: number
  /** How many the last run did not find any more. */
  readonly removed?: number
  /** Of the last run, when it failed: what is in the inventory is then older. */
  readonly error?: string
}

/** An agent with the account that it reads. */
export interface AccountAgent {
  readonly agent: CachingAgent
  readonly account: string
  readonly provider: string
}

export interface AgentRunner {
  start(): void
  stop(): Promise<void>
  statuses(): readonly AgentStatus[]
}

export interface RunnerParts {
  readonly agents: readonly AccountAgent[]
  readonly sync: InventorySync
  readonly leases: Leases
  readonly leaseMs: number
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

/** A tenth more or less, so that agents that started together drift apart. */
const jittered = (ms: number) => ms * (0.9 + Math.random() * 0.2)

/** Runs each agent again and again in the one process that holds its lease; the others stand by to take over. */
export function runAgents({ agents, sync, leases, leaseMs, clock, logger, metrics }: RunnerParts): AgentRunner {
  const statuses = new Map<string, AgentStatus>(
    agents.map(({ agent, account, provider }) => [
      agent.name,
      { agent: agent.name, account, provider, intervalMs: agent.intervalMs, leased: false },
    ]),
  )
  const note = (name: string, more: Partial<AgentStatus>) =>
    statuses.set(name, { ...(statuses.get(name) as AgentStatus), ...more })
  const durations = metrics.histogram('clouddriver_agent_seconds', 'Time of an agent to read its part of the cloud', [
    'agent',
    'outcome',
  ])
  const stopping = new AbortController()
  let loops: Promise<void>[] = []

  /** Waits until `ms` are over or one of the signals says stop. */
  const pause = (ms: number, ...signals: readonly AbortSignal[]) =>
    new Promise<void>((resolve) => {
      const signal = AbortSignal.any([stopping.signal, ...signals])
      if (signal.aborted) return resolve()
      const cancel = clock.setTimer(done, ms)
      function done() {
        signal.removeEventListener('abort', done)
        cancel()
        resolve()
      }
      signal.addEventListener('abort', done)
    })

  const runOnce = async ({ agent }: AccountAgent, run: LoadRun) => {
    const started = clock.now()
    note(agent.name, { lastStart: started })
    try {
      const { read, changed, removed } = await sync.load(agent, run)
      const ms = clock.now() - started
      note(agent.name, { lastSuccess: clock.now(), lastDurationMs: ms, resources: read, removed, error: undefined })
      durations.observe({ agent: agent.name, outcome: 'success' }, ms / 1000)
      logger.debug({ agent: agent.name, read, changed, removed, ms }, 'agent')
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
      if (run.signal.aborted) return
      const ms = clock.now() - started
      note(agent.name, { lastDurationMs: ms, error: (error as Error).message })
      durations.observe({ agent: agent.name, outcome: 'failure' }, ms / 1000)
      logger.warn(
        { agent: agent.name, ms },
        `${agent.name} could not read the cloud, so the inventory stays as it was: ${(error as Error).message}`,
      )
    }
  }

  const loop = async (each: AccountAgent) => {
    const { name, intervalMs } = each.agent
    while (!stopping.signal.aborted) {
      try {
        await leases.hold(`clouddriver agent ${name}`, leaseMs, async (lease, lost) => {
          note(name, { leased: true })
          while (!stopping.signal.aborted && !lost.aborted) {
            const signal = AbortSignal.any([stopping.signal, lost])
            await runOnce(each, { fence: (tx) => leases.confirm(tx, lease), signal })
            await pause(jittered(intervalMs), lost)
          }
        })
      } catch (error) {
        if (!(error instanceof LeaseLostError)) {
          logger.warn({ agent: name }, `${name} could not get its lease: ${(error as Error).message}`)
        }
      }
      note(name, { leased: false })
      await pause(jittered(leaseMs / 2))
    }
  }

  return {
    start() {
      if (loops.length === 0) loops = agents.map(loop)
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
    statuses: () => [...statuses.values()],
  }
}
