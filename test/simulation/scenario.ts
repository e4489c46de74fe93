import fc from 'fast-check'
import type { ExecutionStatus } from '../../src/services/orca/model.ts'

/** What a task does: each run gives one of the `answers`, then `end`, as long as it is asked. */
export interface TaskScript {
  /** `retry` throws what may be tried again. */
  readonly answers: readonly ('RUNNING' | 'retry')[]
  /** `throws` fails for good. */
  readonly end:
    | Extract<ExecutionStatus, 'SUCCEEDED' | 'TERMINAL' | 'STOPPED' | 'FAILED_CONTINUE' | 'SKIPPED' | 'CANCELED'>
    | 'throws'
  readonly backoffMs: number
}

/** The four choices that Deck offers for a stage that fails. */
export type Policy = 'fail' | 'stop' | 'stop, then fail' | 'ignore'

/** What a stage consists of and how it goes. Its name is its path: `2<1>3` is the third after-stage of `2`'s first before-stage. */
export interface StageScript {
  /** Of the stages before it in its list, which it waits for; see `requisitesOf`. */
  readonly behind: readonly number[]
  readonly policy: Policy
  /** False: its condition is not met. */
  readonly enabled: boolean
  /** As a part of another stage: when its failure is ignored its siblings go on, and so does its parent. */
  readonly siblingsGoOn: boolean
  /** When restarted, its tasks succeed. */
  readonly recovers: boolean
  readonly tasks: readonly TaskScript[]
  /** How often its tasks are done again (REDIRECT) before a last task, which a loop needs, ends the stage. */
  readonly loops: number
  readonly before: readonly StageScript[]
  readonly after: readonly StageScript[]
  readonly onFailure: readonly StageScript[]
}

/** What people do meanwhile, at the step of that number or when nothing else is to be done, to an execution and one of its stages. */
export interface Action {
  readonly step: number
  readonly kind: 'cancel' | 'pause and resume' | 'restart' | 'skip' | 'note'
  readonly execution: number
  readonly stage: number
}

/** What goes wrong at the step of that number: its process dies, or time passes it by. */
export interface Fault {
  readonly step: number
  readonly kind: 'crash' | 'stall'
}

export interface Scenario {
  readonly stages: readonly StageScript[]
  /** How many executions of the pipeline are started; with `limit`, that many may run at once. */
  readonly executions: number
  readonly limit: 'none' | 'one at a time, the newest next' | 'one at a time, each in turn' | 'two at a time'
  /** Two share one database, or one has it alone. */
  readonly processes: 1 | 2
  readonly actions: readonly Action[]
  readonly faults: readonly Fault[]
  /** Decides which of those that could go on goes on. */
  readonly schedule: number
}

/** The indexes of the stages that the one at `index` waits for. */
export const requisitesOf = (script: StageScript, index: number): number[] =>
  index === 0 ? [] : [...new Set(script.behind.map((number) => number % index))]

const task: fc.Arbitrary<TaskScript> = fc.record({
  answers: fc.array(fc.constantFrom<'RUNNING' | 'retry'>('RUNNING', 'RUNNING', 'retry'), { maxLength: 2 }),
  end: fc.oneof(
    { weight: 12, arbitrary: fc.constant<TaskScript['end']>('SUCCEEDED') },
    { weight: 2, arbitrary: fc.constantFrom<TaskScript['end']>('TERMINAL', 'throws') },
    { weight: 2, arbitrary: fc.constantFrom<TaskScript['end']>('FAILED_CONTINUE', 'SKIPPED', 'STOPPED') },
    { weight: 1, arbitrary: fc.constant<TaskScript['end']>('CANCELED') },
  ),
  backoffMs: fc.constantFrom(0, 1_000, 4_000),
})

const rarely = <T>(arbitrary: fc.Arbitrary<T>, otherwise: T, weight: number): fc.Arbitrary<T> =>
  fc.oneof({ weight: 10, arbitrary: fc.constant(otherwise) }, { weight, arbitrary })

function stage(depth: number): fc.Arbitrary<StageScript> {
  const parts = (maxLength: number, weight: number) =>
    depth === 0 ? fc.constant([]) : rarely(fc.array(stage(depth - 1), { minLength: 1, maxLength }), [], weight)
  return fc.record({
    behind: fc.array(fc.nat(5), { maxLength: 2 }),
    policy: fc.constantFrom<Policy>('fail', 'stop', 'stop, then fail', 'ignore'),
    enabled: rarely(fc.constant(false), true, 1),
    siblingsGoOn: fc.boolean(),
    recovers: fc.boolean(),
    tasks: fc.array(task, { maxLength: depth === 3 ? 3 : 2 }),
    loops: rarely(fc.integer({ min: 1, max: 2 }), 0, 1),
    before: parts(3, 3),
    after: parts(2, 2),
    onFailure: parts(2, 3),
  })
}

const action: fc.Arbitrary<Action> = fc.record({
  step: fc.oneof(fc.nat(80), fc.nat(300)),
  kind: fc.constantFrom<Action['kind']>(
    'cancel',
    'pause and resume',
    'pause and resume',
    'restart',
    'restart',
    'skip',
    'note',
  ),
  execution: fc.nat(2),
  stage: fc.nat(20),
})

const fault: fc.Arbitrary<Fault> = fc.record({
  step: fc.oneof(fc.nat(60), fc.nat(400)),
  kind: fc.constantFrom<Fault['kind']>('crash', 'crash', 'stall'),
})

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  stages: fc.array(stage(3), { minLength: 1, maxLength: 5 }),
  executions: rarely(fc.constantFrom(2, 3), 1, 4),
  limit: fc.constantFrom<Scenario['limit']>(
    'none',
    'one at a time, the newest next',
    'one at a time, each in turn',
    'two at a time',
  ),
  processes: fc.constantFrom<1 | 2>(1, 2),
  actions: rarely(fc.array(action, { minLength: 1, maxLength: 3 }), [], 10),
  faults: rarely(fc.array(fault, { minLength: 1, maxLength: 4 }), [], 10),
  schedule: fc.noShrink(fc.nat()),
})
