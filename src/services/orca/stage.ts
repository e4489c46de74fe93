import type { ZodType } from 'zod'
import type { ClouddriverClient } from '../clouddriver/client.ts'
import type { Front50Client } from '../front50/client.ts'
import type { IgorClient } from '../igor/client.ts'
import type { StageSettings } from './config.ts'
import type { DeploymentMonitors } from './deployment-monitors.ts'
import type { Execution, ExecutionStatus, Json, Stage } from './model.ts'
import type { Templates } from './templates/index.ts'

/** The contract of a stage type: one file (or folder) a type, registered by name in `stages/index.ts` or by a provider. */
export interface StageDefinition {
  readonly type: string
  readonly aliases?: readonly string[]
  /** For people. */
  readonly label: string
  /** Checks the stage's own (evaluated) context when it is planned; unknown keys pass. As JSON Schema it is Deck's default form. */
  readonly schema: ZodType
  /** Tasks in their order; `loop` runs its tasks again as long as one answers REDIRECT. */
  tasks(stage: StageView): readonly TaskNode[]
  /** The context with which the stage is planned, where it differs from what was written. A stage that is planned again gets what it made before. */
  prepare?(stage: StageView, services: Capabilities): Json | Promise<Json>
  before?(stage: StageView, graph: StageGraph, services: Capabilities): void | Promise<void>
  after?(stage: StageView, graph: StageGraph, services: Capabilities): void | Promise<void>
  /** Planned when the stage ends TERMINAL or STOPPED; chained one after another. */
  onFailure?(stage: StageView, graph: StageGraph, services: Capabilities): void | Promise<void>
  /**
   * Cleans up when the stage is halted, by a person or by its failure; best effort. What it can't do yet it throws a
   * retryable error for, and is asked again a second later, for some minutes.
   */
  cancel?(stage: StageView, services: Capabilities): Promise<void>
  /** Returns the context with which a restarted stage begins. */
  restart?(context: Json): Json
  /** A restarted stage begins without what it left for others before. */
  readonly forgetsOutputs?: boolean
  canManuallySkip?(stage: StageView): boolean
  /**
   * Replaces the evaluation of the whole context, where some of its expressions have an order or a form of their own.
   * Called wherever the engine would evaluate a stage's context; must be content with what it made before.
   */
  evaluate?(context: Json, evaluation: ContextEvaluation): Json
}

/** What evaluates expressions for a stage's definition; failures are collected in the stage's summary as ever. */
export interface ContextEvaluation {
  /** Evaluates every `${…}` in a JSON value. */
  value(value: unknown): unknown
  /** Evaluates variables in their order, each a name for those after it; text keeps its origin as `sourceValue`. */
  variables(variables: readonly Json[]): readonly Json[]
}

export type TaskNode = PlannedTask | { readonly loop: readonly TaskNode[] }

export interface PlannedTask {
  readonly name: string
  readonly task: TaskDefinition
  /** Whether the task is there at all; asked when the stage is planned. */
  readonly when?: (services: Capabilities) => boolean | Promise<boolean>
}

/** The outside world as tasks may get it; a task names what it `needs` and gets no more. */
export interface Capabilities {
  readonly clouddriver: ClouddriverClient
  readonly front50: Front50Client
  /** Calls user-given URLs, within the configured restrictions. */
  readonly outbound: Outbound
  /** Starts, reads and cancels other executions. */
  readonly orca: ExecutionControl
  readonly expressions: {
    /** Evaluates every `${…}` in a value that is no part of the stage's context, as the stage sees it. */
    evaluate(stage: StageView, value: unknown): Promise<unknown>
    /** Evaluates one text, and tells what failed in the form of the stage's `expressionEvaluationSummary`. */
    explain(stage: StageView, template: string): Promise<{ readonly result: unknown; readonly detail: Json }>
  }
  /** Makes pipelines of templates. */
  readonly templates: Pick<Templates, 'expand'>
  readonly clock: { now(): number }
  /** What operators set. */
  readonly settings: StageSettings
  /** Whose clock the execution windows of stages go by, unless they name another. */
  readonly timeZone: string
  /** Who judges monitored deploys; absent where they are not enabled. */
  readonly deploymentMonitors?: DeploymentMonitors
  /** Starts and watches builds; absent where no Igor is configured. */
  readonly igor?: IgorClient
  /** Sends notifications through Echo; absent where none is configured. */
  readonly notifications?: { send(notification: Json): Promise<void> }
  /** Who has which roles; absent where authorisation is off. */
  readonly authorization?: { rolesOf(user: string): Promise<{ admin: boolean; roles: readonly string[] }> }
}

export interface Outbound {
  request(call: {
    method: string
    url: string
    headers?: Readonly<Record<string, string | readonly string[]>>
    body?: unknown
    timeoutMs?: number
  }): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: unknown }>
}

export interface ExecutionControl {
  /** Starts the saved pipeline as a child of `parent`; throws what `/orchestrate` would answer. */
  startChild(request: {
    pipelineConfigId: string
    application: string
    parent: Execution
    parentStageId: string
    parameters: Json
    /** Who starts it, where nobody is known to have started the parent. */
    user?: string
    /** Keeps several children of one pipeline and stage apart; the child's `parentExecution.trigger.executionIdentifier`. */
    identifier?: string
  }): Promise<Execution>
  find(executionId: string): Promise<Execution | undefined>
  /** The execution of a pipeline that started last; with `statuses`, of those in one of them. */
  latestOf(pipelineConfigId: string, statuses?: readonly string[]): Promise<Execution | undefined>
  cancel(executionId: string, user: string, reason?: string): Promise<void>
}

export interface TaskResult {
  readonly status: ExecutionStatus
  /** Merged (shallow) into the stage's context. */
  readonly context?: Json
  /** Merged into the stage's outputs: seen by later stages. */
  readonly outputs?: Json
  /** When the stage expects to go on, in epoch milliseconds. */
  readonly scheduledTime?: number
  /** What people should know of the execution as a whole. */
  readonly notices?: readonly { readonly group: string; readonly message: string; readonly closed: boolean }[]
}

/**
 * One step of a stage. Stateless: it may run again after a crash, so whatever it does outside carries a request id.
 * Throws a retryable error to be run again after its back-off, any other to fail.
 */
export interface TaskDefinition<Needs extends keyof Capabilities = keyof Capabilities> {
  /** The original's full class name, e.g. `com.netflix.spinnaker.orca.pipeline.tasks.WaitTask`. */
  readonly implementingClass: string
  readonly needs?: readonly Needs[]
  run(stage: StageView, services: Pick<Capabilities, Needs>): TaskResult | Promise<TaskResult>
  /** Milliseconds; without it only the stage's own time-out counts. */
  readonly timeoutMs?: number | ((stage: StageView, services: Pick<Capabilities, Needs>) => number)
  /** Milliseconds between two runs; default 1,000. An event (`PATCH` of the stage) runs it at once. */
  readonly backoffMs?: number | ((stage: StageView, elapsedMs: number) => number)
  /** `stageTimeoutMs` replaces its own time-out. */
  readonly timeoutOverridable?: boolean
  onTimeout?(stage: StageView, services: Pick<Capabilities, Needs>): TaskResult | undefined
  onCancel?(stage: StageView, services: Pick<Capabilities, Needs>): Promise<TaskResult | undefined>
}

/** A stage as its definition and tasks see it: readable, with evaluated context; nothing done to it is kept. */
export interface StageView {
  readonly stage: Readonly<Stage>
  readonly execution: Readonly<Execution>
  /** The stage's own evaluated context. */
  readonly context: Readonly<Json>
  /** Own context, else the nearest ancestor's outputs that have the key (orca: StageContext). */
  get(key: string): unknown
  /** Own value first, then every ancestor's output under the key. */
  all(key: string): unknown[]
  ancestors(): readonly Readonly<Stage>[]
  readonly parent: Readonly<Stage> | undefined
  readonly topLevel: Readonly<Stage>
  /** An id for the outside effect of this task: the same after a crash, another when the stage is run again. */
  requestId(suffix?: string): string
}

/** Collects the synthetic stages of a parent (orca: StageGraphBuilder). */
export interface StageGraph {
  /** Adds a stage that starts at once. */
  add(stage: NewStage): NewStageHandle
  /** Adds a stage that starts after the last added one. */
  append(stage: NewStage): NewStageHandle
  connect(previous: NewStageHandle, next: NewStage): NewStageHandle
}

export interface NewStage {
  readonly type: string
  readonly name: string
  readonly context: Json
}

export interface NewStageHandle {
  readonly refId: string
}

/** Helps a task's type to follow from what it `needs`. */
export function defineTask<Needs extends keyof Capabilities = never>(task: TaskDefinition<Needs>): TaskDefinition {
  return task as unknown as TaskDefinition
}
