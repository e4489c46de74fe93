import type { Clock } from '../../../platform/clock.ts'
import { problem, toGennakerError } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { Engine } from '../engine/index.ts'
import { executionStatusIsFinal } from '../engine/index.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Execution, ExecutionType, Json } from '../model.ts'
import type { Executions } from '../store/index.ts'
import { requireRunnable } from './graph.ts'
import { executionOf, parseConfig, triggerOf, withDefaults } from './parse.ts'

export interface Launcher {
  /** Starts a pipeline or an ad-hoc task. What can't start is stored as TERMINAL with the reason, then thrown. */
  launch(type: ExecutionType, body: unknown, more?: LaunchOptions): Promise<Execution>
  /** Prepares as `launch` does and starts nothing; answers with the prepared pipeline. */
  plan(body: unknown): Json
  /** Records that a pipeline could not be started. */
  fail(body: unknown, message: string): Promise<Execution>
  /** Starts the pipelines whose trigger is the end of this one (orca: DependentPipelineExecutionListener). */
  startDependents(parent: Execution): Promise<void>
  /** Starts a saved pipeline as the child of a running one. */
  startChild(
    configId: string,
    parent: Execution,
    more: { readonly stageId?: string; readonly parameters: Json },
  ): Promise<Execution>
}

interface LaunchOptions {
  readonly rootId?: string
  /**
   * Milliseconds. An execution with the same correlation id that was built since then is the answer, even one that has
   * ended: who asks again after a crash asked for it already.
   */
  readonly since?: number
}

export interface LauncherOptions {
  readonly engine: () => Engine
  readonly executions: Executions
  readonly expressions: Expressions
  readonly front50: Front50Client
  readonly clock: Clock
}

export function createLauncher({ engine, executions, expressions, front50, clock }: LauncherOptions): Launcher {
  function prepare(type: ExecutionType, body: unknown) {
    const { user } = currentIdentity()
    const config = parseConfig(body)
    const trigger = withDefaults(config, triggerOf(config.trigger, user))
    return {
      config,
      trigger,
      prepared: type === 'PIPELINE' ? expressions.evaluatePipeline({ ...config, trigger }) : { ...config, trigger },
    }
  }

  function build(type: ExecutionType, body: unknown, rootId?: string): Execution {
    const { accounts, origin, user } = currentIdentity()
    const { prepared } = prepare(type, body)
    const launching = {
      type,
      now: clock.now(),
      accounts,
      ...(user ? { user } : {}),
      ...(origin ? { origin } : {}),
      ...(rootId ? { rootId } : {}),
    }
    return executionOf(parseConfig(prepared), prepared.trigger as Json, launching)
  }

  /** An execution that never ran, so that people find out why. */
  async function record(type: ExecutionType, body: unknown, message: string): Promise<Execution | undefined> {
    const { name, application, id, executionId, trigger } = (body ?? {}) as Json
    const known = { name, application, id, executionId, trigger }
    const failed = build(type, Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)))
    failed.status = 'TERMINAL'
    failed.canceled = true
    failed.canceledBy = 'system'
    failed.cancellationReason = `Failed on startup: ${message}`
    await engine().begin(failed)
    return failed
  }

  const launcher: Launcher = {
    async launch(type, body, { rootId, since } = {}) {
      try {
        const config = parseConfig(body)
        const bypass = config.initialConfig?.enabled === true
        if (config.disabled && !bypass) throw problem('invalid', 'Pipeline is disabled and cannot be started.')
        const execution = build(type, body, rootId)
        requireRunnable(execution.stages)
        const same = await sameAs(execution, since)
        if (same) return same
        await engine().begin(execution)
        return execution
      } catch (error) {
        const known = toGennakerError(error)
        // What is no pipeline at all can't be recorded as one; the answer says what is wrong with it.
        if (isRecordable(body)) await record(type, body, known.message)
        throw known
      }
    },
    plan: (body) => prepare('PIPELINE', body).prepared,
    async fail(body, message) {
      const failed = await record('PIPELINE', body, message)
      return failed!
    },
    async startDependents(parent) {
      if (parent.pipelineConfigId === undefined) return
      const word =
        { SUCCEEDED: 'successful', CANCELED: 'canceled', SUSPENDED: 'suspended' }[parent.status as string] ?? 'failed'
      for (const config of await front50.triggeredBy(parent.pipelineConfigId, word)) {
        if (config.disabled === true) continue
        // One that can't start is recorded by `launch`; the others start all the same.
        await launcher.startChild(String(config.id), parent, { parameters: {} }).catch(() => undefined)
      }
    },
    async startChild(configId, parent, { stageId, parameters }) {
      const strategy = parameters.strategy === true
      const config = await front50.findConfig(strategy ? 'strategies' : 'pipelines', configId)
      if (config === undefined)
        throw problem(
          'notFound',
          `The ${strategy ? 'custom strategy' : 'pipeline'} ${configId} does not exist (any more); choose another one in the stage.`,
        )
      const parentStart = parent.startTime ?? parent.buildTime
      const trigger = {
        type: 'pipeline',
        user: parent.authentication.user ?? '[anonymous]',
        parentExecution: parent,
        ...(stageId === undefined ? {} : { parentPipelineStageId: stageId }),
        parameters,
        correlationId: `${parent.id}_${stageId ?? 'null'}_${configId}_${parentStart}`,
        strategy,
        dryRun: parent.trigger.dryRun === true,
      }
      // The moment from which a child is this request's: a stage that is restarted, or a parent that ends again, wants another.
      const since = stageId === undefined ? parent.endTime : parent.stages.find(({ id }) => id === stageId)?.startTime
      return launcher.launch(
        'PIPELINE',
        { ...config, trigger },
        { rootId: parent.rootId ?? parent.id, ...(since && { since }) },
      )
    },
  }

  async function sameAs({ trigger, type }: Execution, since = Infinity): Promise<Execution | undefined> {
    const { correlationId } = trigger
    if (typeof correlationId !== 'string') return undefined
    const found = (await executions.correlated(correlationId)).find(
      (each) => each.type === type && (!executionStatusIsFinal(each.status) || each.buildTime >= since),
    )
    return found && executions.read(found.id)
  }
  return launcher
}

function isRecordable(body: unknown): boolean {
  return typeof body === 'object' && body !== null && typeof (body as Json).application === 'string'
}
