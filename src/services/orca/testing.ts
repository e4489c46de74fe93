import { openTestStore } from '../../../test/support/test-store.ts'
import { type Answer, type Call, inProcess, type Transport } from '../../platform/clients/index.ts'
import { virtualClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import type { Outbound } from '../../platform/outbound/index.ts'
import { openQueue } from '../../platform/queue/index.ts'
import type { Service, ServiceDeps, ServiceName } from '../../platform/service/index.ts'
import type { StoreOptions } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { createFront50, front50ConfigSchema } from '../front50/index.ts'
import { builtInStages, createOrca, orcaConfigSchema } from './index.ts'
import type { Execution, Json, Stage } from './model.ts'
import type { Capabilities, StageDefinition } from './stage.ts'
import { openExecutions } from './store/index.ts'

/** What a service that is played by a test answers; undefined is a 404. */
export type Play = (call: Call) => { readonly status?: number; readonly body?: unknown } | undefined

export interface PlayedService {
  readonly transport: Transport
  /** What it was asked, the oldest first. */
  readonly calls: Call[]
}

export function played(service: ServiceName, play: Play = () => ({})): PlayedService {
  const calls: Call[] = []
  return {
    calls,
    transport: {
      service,
      async call(call): Promise<Answer> {
        calls.push(call)
        const { status = 200, body } = play(call) ?? {
          status: 404,
          body: { message: `${service} has no ${call.path}` },
        }
        return { status, headers: {}, body }
      },
    },
  }
}

export interface OrcaOptions {
  /** What `orca.yml` says. */
  readonly config?: Json
  readonly stages?: readonly StageDefinition[]
  /** Services beside Front50, which is a real one. */
  readonly services?: Partial<Record<ServiceName, PlayedService>>
  /** A fresh database by default. */
  readonly store?: StoreOptions
  readonly notifications?: Capabilities['notifications']
  readonly authorization?: Capabilities['authorization']
  readonly outbound?: Outbound
}

/** An Orca over a real Front50, at a time that runs ahead to the next thing that is due whenever somebody waits. */
export async function startOrca({
  config = {},
  stages = builtInStages,
  services = {},
  store: where,
  notifications,
  authorization,
  outbound,
}: OrcaOptions = {}) {
  const store = await openTestStore(where)
  const clock = virtualClock()
  const built = new Map<ServiceName, Service>()
  const deps: ServiceDeps = {
    ...{ store, clock, events: createEvents(store), logger: createLogger('silent'), metrics: createMetrics() },
    transport: (name) => services[name]?.transport ?? inProcess(name, () => built.get(name)!.server),
  }
  const front50 = await createFront50({ ...deps, config: front50ConfigSchema.parse({}) })
  built.set('front50', front50)
  const orca = await createOrca({
    ...{ ...deps, stages, config: orcaConfigSchema.parse(config) },
    ...(services.echo && { echo: services.echo.transport }),
    ...(services.igor && { igor: services.igor.transport }),
    ...(notifications && { notifications }),
    ...(authorization && { authorization }),
    ...(outbound && { outbound }),
  })
  built.set('orca', orca)
  await orca.start()

  const asking =
    ({ server }: Service) =>
    async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
      const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
      const type = { 'content-type': 'application/json' }
      const answer = await server.inject({ method: method as 'GET', url, headers: { ...type, ...headers }, ...payload })
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
    }
  const ask = asking(orca)

  const queue = await openQueue({ store, name: 'orca', clock })
  const isWorking = async () => {
    const { body } = await ask('GET', '/executions/activeByInstance')
    return Object.values<{ count: number }>(body).some(({ count }) => count > 0)
  }
  /** Until no message is worked on or due: what happens then happens because time goes by. */
  async function rest(): Promise<void> {
    let quiet = 0
    for (let looks = 0; looks < 1_000_000; looks += 1) {
      const { ready, leased } = await queue.depth()
      quiet = ready === 0 && leased === 0 && !(await isWorking()) ? quiet + 1 : 0
      // PostgreSQL shows a commit to others a moment before who made it hears of it, and sets its timers.
      if (quiet === 3) return
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    throw new Error('Orca does not come to rest')
  }

  /** Lets work go on, and time with it, until `look` finds something. */
  async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (let turn = 0; turn < 100_000; turn += 1) {
      const found = await look()
      if (found !== undefined && found !== false) return found
      await rest()
      const settled = await look()
      if (settled !== undefined && settled !== false) return settled
      const due = clock.nextTimer()
      if (due !== undefined) await clock.advance(Math.max(0, due - clock.now()))
    }
    throw new Error('What was waited for did not happen')
  }

  const read = async (id: string): Promise<Execution> => {
    const { status, body } = await ask('GET', `/pipelines/${id}`)
    return status === 200 ? body : (await ask('GET', `/tasks/${id}`)).body.execution
  }
  const ended = (id: string): Promise<Execution> =>
    until(async () => {
      const execution = await read(id)
      return final.includes(execution.status) ? execution : undefined
    })
  const idOf = ({ status, body }: { status: number; body: { ref?: string; message?: string } }): string => {
    if (body.ref === undefined) throw new Error(`Not started (${status}): ${body.message}`)
    return body.ref.split('/').at(-1)!
  }
  return {
    store,
    clock,
    ask,
    server: orca.server,
    /** For a service of a test that calls this Orca and its Front50. */
    deps,
    askFront50: asking(front50),
    /** Stores executions as they are, with no message for them. */
    async put(...given: readonly Execution[]) {
      const executions = await openExecutions(store)
      for (const execution of given) await store.transaction((tx) => executions.insert(tx, execution))
    },
    rest,
    until,
    read,
    ended,
    /** Starts a pipeline; its id. */
    start: async (pipeline: Json) =>
      idOf(await ask('POST', '/orchestrate', { application: 'app', name: 'p', ...pipeline })),
    /** Runs a pipeline to its end. */
    run: async (pipeline: Json) =>
      ended(idOf(await ask('POST', '/orchestrate', { application: 'app', name: 'p', ...pipeline }))),
    /** Runs an ad-hoc task of these stages to its end. */
    runTask: async (...job: Json[]) =>
      ended(idOf(await ask('POST', '/ops', { application: 'app', description: 'Task', job }))),
    async stop() {
      await queue.close()
      await orca.stop()
      await front50.stop()
      await store.close()
    },
  }
}

/** An execution that has ended, of one stage, as it would be stored. */
export function anExecution(more: Partial<Execution> & { readonly id: string }): Execution {
  return {
    type: 'PIPELINE',
    application: 'app',
    name: 'p',
    buildTime: Date.UTC(2026, 0, 1),
    startTime: more.buildTime ?? Date.UTC(2026, 0, 1),
    status: 'SUCCEEDED',
    canceled: false,
    limitConcurrent: false,
    maxConcurrentExecutions: 0,
    keepWaitingPipelines: false,
    stages: [aStage()],
    authentication: { allowedAccounts: [] },
    origin: 'api',
    trigger: { type: 'manual', user: 'ann', parameters: {} },
    notifications: [],
    initialConfig: {},
    systemNotifications: [],
    ...more,
  }
}

export function aStage(more: Partial<Stage> = {}): Stage {
  const refId = more.refId ?? '1'
  return {
    id: `stage-${refId}`,
    refId,
    type: 'wait',
    name: 'Wait',
    status: 'SUCCEEDED',
    context: { waitTime: 0 },
    outputs: {},
    tasks: [],
    requisiteStageRefIds: [],
    ...more,
  }
}

export type OrcaUnderTest = Awaited<ReturnType<typeof startOrca>>

const final = ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED']
