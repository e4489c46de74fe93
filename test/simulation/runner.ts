import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { openStore, type Store } from '../../src/platform/store/index.ts'
import { type Scenario, scenario } from './scenario.ts'
import { type Outcome, simulate } from './simulate.ts'

/** Which seeds a thread plays: `first`, `first + step`, … below `end`. */
export interface Share {
  readonly first: number
  readonly end: number
  readonly step: number
}

/** The scenario of a seed; always the same. */
export const scenarioOf = (seed: number): Scenario => fc.sample(scenario, { seed, numRuns: 1 })[0]!

/** Plays seeds until one breaks a rule; returns that one. */
export async function firstFailure(store: Store, { first, end, step }: Share): Promise<number | undefined> {
  for (let seed = first; seed < end; seed += step) {
    if ((await simulate(store, scenarioOf(seed))).complaints.length > 0) return seed
  }
  return undefined
}

/** Looks for the smallest scenario that a seed's failure can be made of, and says what is wrong with it. */
export async function describeFailure(store: Store, seed: number): Promise<string> {
  let smallest: { scenario: Scenario; outcome: Outcome } | undefined
  const fails = async (candidate: Scenario) => {
    const outcome = await simulate(store, candidate)
    if (outcome.complaints.length === 0) return true
    smallest = { scenario: candidate, outcome }
    return false
  }
  await fc.check(fc.asyncProperty(scenario, fails), { seed, numRuns: 1, interruptAfterTimeLimit: 20_000 })
  if (smallest === undefined) return `Seed ${seed} fails no more when it is played again`
  const { outcome } = smallest
  const ended = outcome.executions.flatMap(({ id, status, stages }) => [
    `  ${id}: ${status}`,
    ...stages.map(({ name, status, tasks }) => `    ${name}: ${status} ${tasks.map((task) => task.status).join(' ')}`),
  ])
  return [
    `Seed ${seed} breaks the rules. Smallest scenario found:`,
    JSON.stringify(smallest.scenario, withoutDefaults),
    ...outcome.complaints.map((complaint) => `- ${complaint}`),
    'It ended as:',
    ...ended,
    `Replay: GENNAKER_SIMULATION_SEED=${seed} npm test -- test/simulation`,
  ].join('\n')
}

const withoutDefaults = (key: string, value: unknown) =>
  (Array.isArray(value) && value.length === 0) ||
  (key === 'enabled' && value === true) ||
  (key === 'loops' && value === 0)
    ? undefined
    : value

if (parentPort !== null) {
  const store = await openStore({ temporary: true })
  parentPort.postMessage((await firstFailure(store, workerData as Share)) ?? null)
  await store.close()
}
