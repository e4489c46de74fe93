import { readFile } from 'node:fs/promises'
import { isSecretReference } from '../../../../platform/secrets/reference.ts'
import type { Finding } from '../../findings.ts'
import type { HalHome } from '../../home.ts'
import { localPath } from '../../local-paths.ts'
import { asFinding } from '../rule.ts'
import type { Means, Probe } from './probe.ts'

export interface ProbeOptions {
  readonly home: HalHome
  readonly deployment: string
  /** Of one probe; 10 seconds. */
  readonly timeoutMs?: number
  /** Of all of them together; a minute. */
  readonly budgetMs?: number
  readonly signal?: AbortSignal
  /** Told when a probe is over. */
  readonly onDone?: (probe: Probe, done: number, of: number) => void
}

/** How many ask at the same time: enough that nobody waits, few enough that no server takes it for an attack. */
const atOnce = 16

/**
 * Asks everybody side by side, each within its own time and all within a budget. One that does not answer in time is a WARNING: that a
 * server can't be reached from here does not mean that the services can't reach it. A probe that breaks is an ERROR.
 */
export async function runProbes(probes: readonly Probe[], options: ProbeOptions): Promise<Finding[]> {
  const { home, deployment, timeoutMs = 10_000, budgetMs = 60_000, signal, onDone } = options
  const budget = AbortSignal.any([AbortSignal.timeout(budgetMs), ...(signal === undefined ? [] : [signal])])
  const tools = createTools(home, deployment)
  const findings: Finding[][] = probes.map(() => [])
  const waiting = [...probes.entries()]
  let done = 0
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, probe] = next
      findings[index] = await ask(probe, tools, deployment, timeoutMs, budget)
      onDone?.(probe, ++done, probes.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, probes.length) }, worker))
  } finally {
    await tools.close()
  }
  signal?.throwIfAborted()
  return findings.flat()
}

async function ask(
  probe: Probe,
  tools: Tools,
  deployment: string,
  timeoutMs: number,
  budget: AbortSignal,
): Promise<Finding[]> {
  const signal = AbortSignal.any([budget, AbortSignal.timeout(timeoutMs)])
  const remark = (severity: Finding['severity'], says: string, remedy?: string) =>
    asFinding(deployment, { severity, at: probe.at, says, ...(remedy === undefined ? {} : { remedy }) })
  const unreached = (why: string) => [
    remark(
      'WARNING',
      `${probe.asks} could not be asked: ${why}.`,
      'If the services reach it from where they run, go on; otherwise mend the address or the network.',
    ),
  ]
  if (budget.aborted) return unreached('the time for all checks was over')
  try {
    const answers = await Promise.race([probe.run(tools.of(signal, timeoutMs)), aborted(signal)])
    return answers.map((answer) => asFinding(deployment, { ...answer, at: probe.at }))
  } catch (error) {
    if (signal.aborted)
      return unreached(budget.aborted ? 'the time for all checks was over' : `no answer within ${timeoutMs / 1000} s`)
    const { message, code } = error as Error & { code?: string }
    if (code === 'unavailable') return unreached(message.replace(/\.$/, ''))
    return [remark('ERROR', `The check of ${probe.asks} failed: ${message}`)]
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

interface Tools {
  of(signal: AbortSignal, timeoutMs: number): Means
  close(): Promise<void>
}

/** What is heavy is loaded by the first probe that uses it. */
function createTools(home: HalHome, deployment: string): Tools {
  let outbound: Promise<import('../../../../platform/outbound/index.ts').Outbound> | undefined
  const open = async () => {
    const { createOwnOutbound } = await import('../../../../platform/outbound/index.ts')
    return createOwnOutbound({ maxResponseBytes: 32 * 1024 * 1024 })
  }
  let secrets: Promise<import('../../../../platform/secrets/index.ts').SecretSession> | undefined
  /** The content behind a reference; undefined for what is none. */
  const behind = async (value: string): Promise<string | undefined> => {
    if (!isSecretReference(value)) return undefined
    const { openSecrets, secretReference } = await import('../../../../platform/secrets/index.ts')
    secrets ??= Promise.resolve(openSecrets())
    return Buffer.from(await (await secrets).read(secretReference(value)!)).toString('utf8')
  }
  return {
    of: (signal, timeoutMs) => ({
      signal,
      timeoutMs,
      call: async (call) => {
        outbound ??= open()
        return (await outbound).request({ ...call, timeoutMs })
      },
      reveal: async (value) => (await behind(value)) ?? value,
      readFile: async (path) =>
        (await behind(path)) ?? readFile(localPath(path, home, deployment, process.env), 'utf8'),
      runProgram: async (program, args, env) => {
        const { run } = await import('../../../../platform/subprocess/index.ts')
        return run(program, args, {
          signal,
          timeoutMs,
          ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
        })
      },
    }),
    async close() {
      await (await outbound)?.close()
      await (await secrets)?.close()
    },
  }
}
