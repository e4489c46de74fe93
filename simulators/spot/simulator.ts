import { readFile } from 'node:fs/promises'
import { createCallRecord } from './calls.ts'
import { type Control, createControl } from './control.ts'
import { createFaults, type FaultRule } from './faults.ts'
import { createLimiter } from './limits.ts'
import { createClock } from './model/clock.ts'
import { createRandom } from './model/random.ts'
import { createWorld } from './model/seed.ts'
import type { Cloud } from './model/state.ts'
import { createNotifier } from './notifications.ts'
import type { Simulator } from './parts.ts'
import { type Scenario, type ScenarioInput, scenario as scenarioSchema } from './scenario.ts'
import { createServer } from './server.ts'
import { loadState, stateWriter } from './state-file.ts'

export type SpotSimulatorOptions = {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  /** How many times faster than real the simulated cloud is; 1 is real time. */
  speed?: number
  /** Replaces the scenario's tokens by this one. */
  token?: string
  /** Replaces the scenario's accounts by this one. */
  accountId?: string
  /** Of that account; AWS without it. */
  cloud?: Cloud
  scenario?: ScenarioInput
  scenarioFile?: string
  /** Where the state is kept between runs. */
  stateFile?: string
  /** `manual` stands still until `control.advance` moves it: for tests. */
  clock?: 'wall' | 'manual'
  /** Makes ids and delays the same on every run. */
  seed?: number
}

export type SpotSimulator = { url: string; control: Control; close(): Promise<void> }

const WATCH_MS = 500

/** Where a manual clock starts. */
const MANUAL_START = Date.parse('2026-01-05T10:00:00.000Z')

/**
 * Starts a stand-in for Spot's Elastigroup API on a port of its own, and answers when it listens.
 * Throws when the port is taken, or a scenario or state file can't be read.
 */
export async function startSpotSimulator(options: SpotSimulatorOptions = {}): Promise<SpotSimulator> {
  const read = async (): Promise<ScenarioInput> =>
    options.scenarioFile ? JSON.parse(await readFile(options.scenarioFile, 'utf8')) : {}
  const given = { ...(await read()), ...options.scenario }
  const simulator = createSimulator(given, options)
  const writer = options.stateFile ? stateWriter(options.stateFile, () => simulator.world) : null
  if (options.stateFile) await loadState(options.stateFile, simulator.world)
  const notifier = createNotifier(() => simulator.world)
  const control = createControl(simulator, notifier)
  const server = createServer(simulator, control, () => {
    writer?.changed()
    void notifier.flush()
  })
  const url = await server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' })
  let closed: Promise<void> | null = null
  // Nothing happens in a group that nobody looks at; who waits for a notification does not look.
  const watch = setInterval(() => {
    if (simulator.world.subscriptions.length > 0) void control.notified()
  }, WATCH_MS)
  watch.unref()
  const close = async () => {
    clearInterval(watch)
    notifier.close()
    await server.close()
    await writer?.close()
  }
  return {
    url,
    control,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

function createSimulator(given: ScenarioInput, options: SpotSimulatorOptions): Simulator {
  const withOptions = (input: ScenarioInput): Scenario =>
    scenarioSchema.parse({
      ...input,
      ...(options.accountId
        ? { accounts: [{ accountId: options.accountId, name: options.accountId, cloud: options.cloud ?? 'aws' }] }
        : {}),
      ...(options.token ? { tokens: [{ token: options.token }] } : {}),
    })
  const manual = () => MANUAL_START
  const clock = createClock({
    speed: options.speed ?? 1,
    ...(options.clock === 'manual' ? { source: manual } : {}),
  })
  const build = (input: ScenarioInput) => {
    const scenario = withOptions(input)
    const faults = createFaults()
    for (const rule of scenario.faults) faults.add(rule as FaultRule)
    const random = createRandom(options.seed ?? Math.floor(Math.random() * 2 ** 32))
    return {
      scenario,
      faults,
      limiter: createLimiter(scenario.limits),
      calls: createCallRecord(),
      world: createWorld(scenario, clock, random),
    }
  }
  const simulator: Simulator = {
    ...build(given),
    reset(next = given) {
      Object.assign(simulator, build(next))
    },
  }
  return simulator
}
