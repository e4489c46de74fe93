import type { Clock } from '../../../platform/clock.ts'
import { type GennakerError, problem, toGennakerError } from '../../../platform/errors/index.ts'
import { currentIdentity, runAs } from '../../../platform/identity/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import { madeBy, visibleTo } from '../artifacts/index.ts'
import type { Engine } from '../engine/index.ts'
import { executionStatusIsFinal, viewOf } from '../engine/index.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Execution, ExecutionType, Json, Stage } from '../model.ts'
import type { Executions } from '../store/index.ts'
import { isTemplated, type Templates } from '../templates/index.ts'
import { isJson, isTrue, json, objects, text, texts } from '../values.ts'
import { expectedOfChild, unresolvedArtifacts, withArtifacts } from './artifacts.ts'
import { startUpFailure } from './failure.ts'
import { requireRunnable } from './graph.ts'
import { type Config, executionOf, parseConfig, withDefaults } from './parse.ts'
import { plannedPipeline } from './planned.ts'
import { triggerOf } from './trigger.ts'

export interface Launcher {
  /** Starts a pipeline or an ad-hoc task. What can't start is stored as TERMINAL with the reason, then thrown. */
  launch(type: ExecutionType, body: unknown, more?: LaunchOptions): Promise<Execution>
  /** Prepares as `launch` does and starts nothing; answers with the prepared pipeline. */
  plan(body: unknown, options?: { readonly resolveArtifacts?: boolean }): Promise<Json>
  /** The execution that a launch would store, and nothing stored; `expressions` evaluate it. @throws when the body is no pipeline, or its template invalid */
  draft(body: unknown, expressions: Expressions): Promise<Draft>
  /** Records that something could not be started. */
  fail(type: ExecutionType, body: unknown, message: string): Promise<Execution>
  /** Starts the pipelines whose trigger is the end of this one (orca: DependentPipelineExecutionListener). */
  startDependents(parent: Execution): Promise<void>
  /** Starts a saved pipeline as the child of a running one. */
  startChild(
    configId: string,
    parent: Execution,
    more: {
      readonly stageId?: string
      readonly parameters: Json
      /** Who starts it, where nobody is known to have started the parent. */
      readonly user?: string
      /** Keeps several children of one pipeline and stage apart. */
      readonly identifier?: string
    },
  ): Promise<Execution>
}

export interface Draft {
  readonly execution: Execution
  /** The pipeline as it is written, without any template, before its expressions are evaluated. */
  readonly config: Json
  /** Why a launch would refuse it. */
  readonly refusal?: GennakerError
}

interface LaunchOptions {
  readonly rootId?: string
  /** Who asked, where the pipeline does not say it; children of other executions have none. */
  readonly origin?: string
  /**
   * Milliseconds. An execution with the same correlation id that was built since then is the answer, even one that has
   * ended: who asks again after a crash asked for it already.
   */
  readonly since?: number
  /** An execution whose artifacts can't be resolved is the answer, as one that failed, instead of an error. */
  readonly failsQuietly?: boolean
}

export interface LauncherOptions {
  readonly engine: () => Engine
  readonly executions: Executions
  readonly expressions: Expressions
  readonly front50: Front50Client
  readonly templates: Templates
  readonly clock: Clock
  /** Of executions that name none. */
  readonly defaultApplication: string
  /** Whether an execution says which accounts its user may write to. */
  readonly includeAllowedAccounts: boolean
  /** Whether pipelines that start by another's end run as their trigger says: where authorisation is on. */
  readonly runsAsTriggers: boolean
}

export function createLauncher(options: LauncherOptions): Launcher {
  const { engine, executions, expressions, front50, templates, clock, defaultApplication, includeAllowedAccounts } =
    options

  async function prepare(type: ExecutionType, body: unknown, resolveArtifacts = true, known = expressions) {
    const { user } = currentIdentity()
    const asked = parseConfig(body)
    const parented = await withParent(withDefaults(asked, triggerOf(asked.trigger, user)))
    const { received } = parented
    const named = { ...asked, application: asked.application ?? defaultApplication, trigger: parented.trigger }
    const config = type === 'PIPELINE' ? parseConfig(await templates.expand(named)) : named
    const given = withDefaults(config, parented.trigger)
    const pipeline = received === undefined ? config : { ...config, receivedArtifacts: received }
    const trigger = resolveArtifacts ? await withArtifacts(pipeline, given, () => lastArtifactsOf(config.id)) : given
    const complete: Json = { ...pipeline, trigger }
    const prepared = type === 'PIPELINE' ? await known.evaluatePipeline(complete) : complete
    return { config: complete, prepared }
  }

  /** A client may name the execution that made it start this one (orca: OperationsController). */
  async function withParent(trigger: Json) {
    const id = trigger.parentPipelineId
    if (typeof id !== 'string' || trigger.parentExecution !== undefined) return { trigger }
    const parent = await executions.read(id)
    if (parent?.type !== 'PIPELINE') return { trigger }
    const about = { isPipeline: true, parentStatus: parent.status, parentPipelineName: parent.name }
    return { trigger: { ...trigger, ...about, parentExecution: parent }, received: madeBy(parent) }
  }

  async function lastArtifactsOf(configId: string | null | undefined) {
    const last = configId ? await executions.latestOf(configId) : undefined
    return last === undefined ? [] : madeBy(last)
  }

  async function build(
    type: ExecutionType,
    body: unknown,
    { rootId, origin }: LaunchOptions,
    resolve = true,
  ): Promise<Execution> {
    const { prepared } = await prepare(type, body, resolve)
    return executionFrom(type, prepared, { rootId, origin })
  }

  function executionFrom(type: ExecutionType, prepared: Json, { rootId, origin }: LaunchOptions): Execution {
    const { accounts, user } = currentIdentity()
    const launching = {
      type,
      now: clock.now(),
      accounts: includeAllowedAccounts ? accounts : [],
      ...(user ? { user } : {}),
      ...(origin ? { origin } : {}),
      ...(rootId ? { rootId } : {}),
    }
    return executionOf(parseConfig(prepared), prepared.trigger as Json, launching)
  }

  /** The execution, without its stages where it is they that are wrong. */
  async function buildWhatCanBe(type: ExecutionType, body: unknown, options: LaunchOptions): Promise<Execution> {
    try {
      return await build(type, body, options, false)
    } catch {
      const { name, id, executionId, trigger, ...more } = (body ?? {}) as Json
      const application = more.application ?? json(json(more.config).pipeline).application
      const known = Object.entries({ name, application, id, executionId, trigger })
      return build(type, Object.fromEntries(known.filter(([, value]) => value !== undefined)), options, false)
    }
  }

  /** An execution that never ran, so that people find out why. */
  async function record(type: ExecutionType, body: unknown, error: Error, options: LaunchOptions): Promise<Execution> {
    const failed = await buildWhatCanBe(type, body, options)
    failed.status = 'TERMINAL'
    failed.canceled = true
    failed.canceledBy = 'system'
    failed.cancellationReason = startUpFailure(error)
    await engine().begin(failed)
    return failed
  }

  /** Whatever the body says: what is saved as disabled is not started (orca: EnabledPipelineValidator). */
  async function requireEnabled(body: unknown): Promise<void> {
    const { id, initialConfig, trigger } = json(body)
    if (typeof id !== 'string' || json(initialConfig).enabled === true) return
    const isStrategy = json(trigger).type === 'pipeline' && json(trigger).strategy === true
    const saved = await front50.findConfig(isStrategy ? 'strategies' : 'pipelines', id).catch(() => undefined)
    if (saved?.disabled !== true) return
    const { name, application } = saved
    throw problem('invalid', `The pipeline config ${name} (${id}) belonging to ${application} is disabled`, {
      exception: 'com.netflix.spinnaker.orca.front50.pipeline.EnabledPipelineValidator$PipelineIsDisabled',
    })
  }

  async function launchOnce(type: ExecutionType, body: unknown, options: LaunchOptions): Promise<Execution> {
    // A parent that starts a child has looked at it a moment ago.
    if (type === 'PIPELINE' && options.rootId === undefined) await requireEnabled(body)
    try {
      const config = parseConfig(body)
      const same = await sameAs(type, config.trigger, options.since)
      if (same) return same
      if (isDisabled(config)) throw disabled()
      const execution = await build(type, body, options)
      requireRunnable(execution.stages)
      await engine().begin(execution)
      return execution
    } catch (error) {
      const known = toGennakerError(error)
      // Nothing of this launch is stored yet: what has its id is the same request, which came in first elsewhere.
      const other = await launchedAs(type, json(body).executionId)
      if (other) return other
      // What is no pipeline at all can't be recorded as one; the answer says what is wrong with it.
      const failed = isRecordable(body) ? await record(type, body, known, options) : undefined
      if (failed !== undefined && options.failsQuietly && known.cause === unresolvedArtifacts) return failed
      throw known
    }
  }

  const beginning = new Map<string, Promise<Execution>>()

  async function launchNamed(type: ExecutionType, id: string, body: unknown, options: LaunchOptions) {
    return (await launchedAs(type, id)) ?? launchOnce(type, body, options)
  }

  async function launchedAs(type: ExecutionType, id: unknown) {
    const found = typeof id === 'string' ? await executions.read(id) : undefined
    return found?.type === type ? found : undefined
  }

  const launcher: Launcher = {
    async launch(type, body, options = fromOutside()) {
      const id = json(body).executionId
      if (typeof id !== 'string') return launchOnce(type, body, options)
      // Who starts a pipeline may name the execution, and so ask twice, or again when the answer was lost.
      const begun = beginning.get(id) ?? launchNamed(type, id, body, options).finally(() => beginning.delete(id))
      beginning.set(id, begun)
      return begun
    },
    async plan(body, { resolveArtifacts = false } = {}) {
      const asked = await withLastTrigger(body)
      const { config } = await prepare('PIPELINE', asked, resolveArtifacts)
      if (parseConfig(config).disabled === true) throw disabled()
      return plannedPipeline(config, json(asked).trigger, resolveArtifacts)
    },
    async draft(body, known) {
      let refusal: GennakerError | undefined
      const refused = (error: unknown) => {
        refusal = toGennakerError(error)
        if (refusal.cause !== unresolvedArtifacts) throw refusal
        return prepare('PIPELINE', body, false, known)
      }
      const { config, prepared } = await prepare('PIPELINE', body, true, known).catch(refused)
      if (isDisabled(parseConfig(body))) refusal = disabled()
      const execution = executionFrom('PIPELINE', prepared, fromOutside())
      return { execution, config, ...(refusal && { refusal }) }
    },
    fail: (type, body, message) => record(type, body, new Error(message), fromOutside()),
    async startDependents(parent) {
      const { pipelineConfigId } = parent
      if (pipelineConfigId === undefined) return
      const word =
        { SUCCEEDED: 'successful', CANCELED: 'canceled', SUSPENDED: 'suspended' }[parent.status as string] ?? 'failed'
      const waitsForThis = (trigger: Json) =>
        isTrue(trigger.enabled) &&
        trigger.type === 'pipeline' &&
        trigger.pipeline === pipelineConfigId &&
        texts(trigger.status).includes(word)
      for (const config of await front50.triggeredBy(pipelineConfigId, word)) {
        const trigger = objects(config.triggers).find(waitsForThis)
        if (config.disabled === true || trigger === undefined) continue
        const user = options.runsAsTriggers ? text(trigger.runAsUser) : undefined
        const start = () => launcher.startChild(String(config.id), parent, { parameters: {}, ...(user && { user }) })
        // One that can't start is recorded by `launch`; the others start all the same.
        await (user === undefined ? start() : runAs({ ...currentIdentity(), user, accounts: [] }, start)).catch(
          () => undefined,
        )
      }
    },
    async startChild(configId, parent, { stageId, parameters, user, identifier }) {
      const strategy = parameters.strategy === true
      const kind = strategy ? 'custom strategy' : 'pipeline'
      const config = await front50.findConfig(strategy ? 'strategies' : 'pipelines', configId)
      if (config === undefined) throw misconfigured(`The referenced ${kind} cannot be located (${configId})`)
      if (config.disabled === true) throw misconfigured(`The referenced ${kind} is disabled`)
      const parentStart = parent.startTime ?? parent.buildTime
      const stage = parent.stages.find(({ id }) => id === stageId)
      const received = stage === undefined ? madeBy(parent) : visibleTo(viewOf(parent, stage))
      const trigger = {
        type: 'pipeline',
        user: stage === undefined ? (user ?? parent.trigger.user) : userOf(parent, user),
        parentExecution: identifier === undefined ? parent : onlyWith(stage, parent, identifier),
        ...(stageId === undefined ? {} : { parentPipelineStageId: stageId }),
        parameters,
        correlationId: [parent.id, stageId ?? 'null', configId, parentStart, identifier]
          .filter((part) => part !== undefined)
          .join('_'),
        strategy,
        dryRun: parent.trigger.dryRun === true,
        artifacts: received,
        expectedArtifactIds: expectedOfChild(await whole(config), parent.pipelineConfigId, received),
      }
      // The moment from which a child is this request's: a stage that is restarted, or a parent that ends again, wants another.
      const since = stage === undefined ? parent.endTime : stage.startTime
      return launcher.launch(
        'PIPELINE',
        { ...config, trigger, receivedArtifacts: received },
        { rootId: parent.rootId ?? parent.id, failsQuietly: true, ...(since && { since }) },
      )
    },
  }

  /** What a template adds counts too; where it can't be expanded, the launch says so. */
  const whole = async (config: Json): Promise<Json> =>
    isTemplated(config) ? { ...config, ...(await templates.expand(config).catch(() => ({}))) } : config

  /** A template is planned with what the pipeline ran with last, unless something else is given (orca: OperationsController). */
  async function withLastTrigger(body: unknown): Promise<unknown> {
    if (!isJson(body) || isJson(body.trigger) || body.plan !== true || !isTemplated(body)) return body
    const { executionId, id } = body
    const last =
      typeof executionId === 'string'
        ? await executions.read(executionId)
        : typeof id === 'string'
          ? await executions.latestOf(id)
          : undefined
    return last === undefined ? body : { ...body, trigger: last.trigger, executionId: last.id }
  }

  async function sameAs(type: ExecutionType, trigger: Json | null | undefined, since = Infinity) {
    const correlationId = trigger?.correlationId
    if (typeof correlationId !== 'string') return undefined
    const found = (await executions.correlated(correlationId)).find(
      (each) => each.type === type && (!executionStatusIsFinal(each.status) || each.buildTime >= since),
    )
    return found && executions.read(found.id)
  }
  return launcher
}

function isRecordable(body: unknown): boolean {
  if (!isJson(body)) return false
  const { application, stages } = body
  const isStage = (stage: unknown) => typeof (stage as Json | null)?.type === 'string'
  const isNamed = typeof application === 'string' || isTemplated(body)
  return isNamed && (!Array.isArray(stages) || stages.every(isStage))
}

const isDisabled = ({ disabled: off, initialConfig }: Config) => off === true && initialConfig?.enabled !== true

const disabled = () => misconfigured('Pipeline is disabled and cannot be started.')

/** The parent as one of many children keeps it: with the stage that started them, and no more. */
const onlyWith = (stage: Stage | undefined, parent: Execution, executionIdentifier: string): Execution => ({
  ...parent,
  trigger: { ...parent.trigger, executionIdentifier },
  stages: stage === undefined ? [] : [{ ...stage, context: {}, outputs: {} }],
})

/** Whoever starts a child: for whom the stage acts, else who started the parent, else whom the stage names. */
const userOf = (parent: Execution, named: string | undefined) =>
  currentIdentity().user ?? parent.authentication.user ?? named ?? '[anonymous]'

/** What a client starts says where it comes from. */
const fromOutside = (): LaunchOptions => ({ origin: currentIdentity().origin ?? 'unknown' })

/** Clients know it by this name (orca: StartPipelineTask). */
const misconfigured = (message: string) =>
  problem('invalid', message, { exception: 'com.netflix.spinnaker.kork.exceptions.ConfigurationException' })
