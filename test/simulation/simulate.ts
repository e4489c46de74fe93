import { createEvents } from '../../src/platform/events/index.ts'
import { type Store, statement } from '../../src/platform/store/index.ts'
import { createLogger } from '../../src/platform/telemetry/index.ts'
import { orcaConfigSchema } from '../../src/services/orca/config.ts'
import {
  createEngine,
  createPlanner,
  type Engine,
  executionMessage,
  executionStatusIsFinal,
  patchStage,
  pause,
  resume,
  stageMessage,
} from '../../src/services/orca/engine/index.ts'
import { createExpressions } from '../../src/services/orca/expressions/index.ts'
import type { Execution, Stage } from '../../src/services/orca/model.ts'
import type { Capabilities } from '../../src/services/orca/stage.ts'
import { type Executions, openExecutions } from '../../src/services/orca/store/index.ts'
import { createMachine, type Process } from './machine.ts'
import { complaintsAbout, type Facts } from './rules.ts'
import { type Action, requisitesOf, type Scenario } from './scenario.ts'
import { contextOf, scriptedStage, stageType, type World } from './stage.ts'

const settings = orcaConfigSchema.parse({})
const logger = createLogger('silent')
const longestMs = 3_600_000
const config = 'simulated'

const clear = ['orca_executions', 'orca_stages', 'orca_parent_stages', 'queue_messages', 'queue_dead_letters'].map(
  (table) => statement<[]>(`delete from ${table}`),
)
const messages = statement<[], { subject: string }>('select distinct subject from queue_messages')
const executionsNow = statement<[], { id: string; status: Execution['status'] }>(
  'select id, status from orca_executions',
)
const deadLetters = statement<[], { reason: string; body: string }>('select reason, body from queue_dead_letters')

export interface Outcome {
  /** What breaks the rules; empty when all is well. */
  readonly complaints: readonly string[]
  readonly executions: readonly Execution[]
  readonly trace: readonly string[]
}

/** Plays the scenario on `store`, which is empty before and afterwards, to the end of every execution. */
export async function simulate(store: Store, scenario: Scenario): Promise<Outcome> {
  const { limit, processes } = scenario
  const machine = createMachine(scenario.schedule, scenario.faults)
  const complaints: string[] = []
  const shared = processes > 1
  const alive = new Map<Process, { engine: Engine; executions: Executions }>()
  const booting = new Set<Process>()
  const facts = new Map<string, Facts>()
  let booted = 0

  const seen = new Map<string, number>()
  const world: World = {
    faults: () => machine.faults,
    effect(requestId, { faults, mayRepeat }) {
      const first = seen.get(requestId)
      const since = Math.min(faults, first ?? faults)
      seen.set(requestId, since)
      if (first !== undefined && since === machine.faults && !mayRepeat) {
        complaints.push(`${requestId} was done twice though no process died or stalled meanwhile`)
      }
      return first !== undefined
    },
  }

  async function boot(): Promise<void> {
    booted += 1
    const process = machine.boot(`process ${booted}`)
    booting.add(process)
    const own = process.reach(store, shared)
    const executions = await openExecutions(own)
    const services = { clock: process.clock, settings } as unknown as Capabilities
    const expressions = createExpressions({}, machine.now)
    const planner = createPlanner([scriptedStage(world, () => process.step())], expressions, services)
    const engine = await createEngine({
      store: own,
      clock: process.clock,
      events: createEvents(own),
      logger,
      executions,
      planner,
      startDependents: async () => {},
    })
    await engine.start()
    booting.delete(process)
    alive.set(process, { engine, executions })
  }
  machine.onCrash = (process) => {
    alive.delete(process)
    booting.delete(process)
    machine.later(machine.random() * 15_000, () => void boot())
  }

  /** Has a living process do it; asks another one when that dies before it says that it is done. */
  function ask(what: (engine: Engine, executions: Executions) => Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        const all = [...alive]
        const [process, parts] = all[Math.floor(machine.random() * all.length)] ?? []
        if (process === undefined || parts === undefined) return machine.later(1_000, attempt)
        let isDone = false
        what(parts.engine, parts.executions).then(() => {
          isDone = true
          resolve()
        }, reject)
        const look = () => {
          if (isDone) return
          if (process.isAlive) machine.later(1_000, look)
          else attempt()
        }
        machine.later(1_000, look)
      }
      attempt()
    })
  }

  const ids: string[] = []
  let asked = 0
  async function submit(index: number): Promise<void> {
    const execution = executionOf(scenario, index, machine.now())
    ids.push(execution.id)
    facts.set(execution.id, {
      canceled: limit === 'one at a time, the newest next',
      restarted: false,
      skipped: false,
      notes: [],
    })
    await ask(async (engine, executions) => {
      if ((await executions.read(execution.id)) === undefined) await engine.begin(structuredClone(execution))
    })
  }

  async function act(action: Action, index: number): Promise<void> {
    const id = ids[action.execution % ids.length]
    if (id === undefined) return
    const known = facts.get(id)!
    await ask(async (engine, executions) => {
      const execution = await executions.read(id)
      if (execution === undefined) return
      const stage = execution.stages[action.stage % execution.stages.length]!
      switch (action.kind) {
        case 'cancel':
          known.canceled = true
          return engine.post({ ...executionMessage('cancelExecution', execution), user: 'simon' })
        case 'pause and resume':
          return engine.change(id, (step) => pause(step, 'simon'))
        case 'restart':
          known.restarted = true
          return engine.post({ ...stageMessage('restartStage', execution, stage), user: 'simon' })
        case 'skip':
          known.skipped = true
          return engine.change(id, (step) =>
            patchStage(step, stage.id, { manualSkip: true }, { user: 'simon', accounts: [] }),
          )
        case 'note': {
          const top = execution.stages.filter((each) => each.parentStageId === undefined)
          const noted = top[action.stage % top.length]!
          known.notes.push({ stageId: noted.id, note: `note ${index}` })
          return engine.change(id, (step) =>
            patchStage(step, noted.id, { [`note ${index}`]: true }, { user: 'simon', accounts: [] }),
          )
        }
      }
    })
    if (action.kind !== 'pause and resume') return
    await new Promise<void>((resolve) => machine.later(machine.random() * 8_000, resolve))
    await ask((engine) => engine.change(id, (step) => resume(step, 'simon')))
  }

  const places = {
    none: 99,
    'one at a time, the newest next': 1,
    'one at a time, each in turn': 1,
    'two at a time': 2,
  }[limit]
  async function isOver(): Promise<boolean> {
    const now = (await store.run(executionsNow, [])).rows
    const active = now.filter(({ status }) => status === 'RUNNING' || status === 'PAUSED')
    if (active.length > places) complaints.push(`${active.length} executions run at once, ${limit}`)
    const subjects = new Set((await store.run(messages, [])).rows.map(({ subject }) => subject))
    for (const { id, status } of now) {
      if (status === 'RUNNING' && !subjects.has(id)) complaints.push(`Execution ${id} runs and has no message`)
    }
    const waiting = now.filter(({ status }) => status === 'NOT_STARTED')
    if (waiting.length > 0 && active.length < places && subjects.size === 0 && asked === 0) {
      complaints.push(`${waiting.length} executions wait though there is a place`)
    }
    if (complaints.length > 0) return true
    return asked === 0 && subjects.size === 0 && now.every(({ status }) => executionStatusIsFinal(status))
  }

  try {
    for (let index = 0; index < processes; index += 1) void boot()
    const planned = [
      ...Array.from({ length: scenario.executions }, (_, index) => ({ step: 10 * index, run: () => submit(index) })),
      ...scenario.actions.map((action, index) => ({ step: action.step, run: () => act(action, index) })),
    ]
    for (const { step, run } of planned) {
      asked += 1
      machine.atStep(step, () => {
        void run()
          .then(() => (asked -= 1))
          .catch((error) => complaints.push(String(error.stack)))
      })
    }
    await machine.run(isOver, longestMs).catch((error) => complaints.push(String(error.message)))
    const letters = (await store.run(deadLetters, [])).rows
    complaints.push(...letters.map(({ reason, body }) => `A message died: ${reason}: ${body}`))
    const executions = await (await openExecutions(store)).readAll(ids)
    if (complaints.length === 0) {
      for (const execution of executions) {
        complaints.push(...complaintsAbout(scenario, execution, facts.get(execution.id)!))
      }
    }
    return { complaints, executions, trace: machine.trace }
  } finally {
    for (const process of [...booting, ...alive.keys()]) process.stop()
    await store.transaction(async (tx) => {
      for (const each of clear) await tx.run(each, [])
    })
  }
}

let made = 0

/** An execution of the scenario's pipeline as it is launched. */
export function executionOf(scenario: Pick<Scenario, 'stages' | 'limit'>, index: number, now: number): Execution {
  made += 1
  const stages = scenario.stages.map(
    (script, position): Stage => ({
      id: `${made}-${position}`,
      refId: String(position),
      type: stageType,
      name: String(position),
      status: 'NOT_STARTED',
      context: contextOf(script, 0),
      outputs: {},
      tasks: [],
      requisiteStageRefIds: requisitesOf(script, position).map(String),
    }),
  )
  return {
    type: 'PIPELINE',
    id: `execution ${index}`,
    application: 'simulated',
    name: 'simulated',
    pipelineConfigId: config,
    buildTime: now,
    status: 'NOT_STARTED',
    canceled: false,
    limitConcurrent: scenario.limit.startsWith('one'),
    maxConcurrentExecutions: scenario.limit === 'two at a time' ? 2 : 0,
    keepWaitingPipelines: scenario.limit !== 'one at a time, the newest next',
    stages,
    authentication: { user: 'simon', allowedAccounts: [] },
    trigger: { type: 'manual' },
    notifications: [],
    initialConfig: {},
    systemNotifications: [],
    spelEvaluator: 'v4',
  }
}
