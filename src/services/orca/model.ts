/** Executions, stages and tasks as Orca stores and serves them (reference: Orca's data model). Null fields are left out. */

export const executionStatuses = [
  'NOT_STARTED',
  'RUNNING',
  'PAUSED',
  'SUSPENDED',
  'SUCCEEDED',
  'FAILED_CONTINUE',
  'TERMINAL',
  'CANCELED',
  'REDIRECT',
  'STOPPED',
  'SKIPPED',
  'BUFFERED',
] as const
export type ExecutionStatus = (typeof executionStatuses)[number]

export type ExecutionType = 'PIPELINE' | 'ORCHESTRATION'

/** A free-form JSON object. */
export type Json = Record<string, unknown>

export interface Execution {
  readonly type: ExecutionType
  readonly id: string
  rootId?: string
  application: string
  name?: string
  description?: string
  buildTime: number
  startTime?: number
  endTime?: number
  startTimeExpiry?: number
  status: ExecutionStatus
  canceled: boolean
  canceledBy?: string
  cancellationReason?: string
  limitConcurrent: boolean
  maxConcurrentExecutions: number
  keepWaitingPipelines: boolean
  stages: Stage[]
  authentication: { user?: string; allowedAccounts: string[] }
  paused?: Pause
  origin?: string
  /** Set at the start, never changed after. */
  readonly trigger: Json
  pipelineConfigId?: string
  source?: Json
  notifications: Json[]
  initialConfig: Json
  systemNotifications: Json[]
  spelEvaluator?: string
  templateVariables?: Json
  partition?: string
}

export interface Pause {
  pausedBy?: string
  resumedBy?: string
  pauseTime?: number
  resumeTime?: number
  paused: boolean
  pausedMs: number
}

export type SyntheticStageOwner = 'STAGE_BEFORE' | 'STAGE_AFTER'

export interface Stage {
  readonly id: string
  /** Absent where only some of a pipeline's stages have one: nothing can wait for such a stage. */
  refId?: string
  type: string
  name: string
  startTime?: number
  endTime?: number
  startTimeExpiry?: number
  status: ExecutionStatus
  context: Json
  outputs: Json
  tasks: Task[]
  syntheticStageOwner?: SyntheticStageOwner
  parentStageId?: string
  requisiteStageRefIds: string[]
  scheduledTime?: number
  lastModified?: { user: string; allowedAccounts: string[]; lastModifiedTime: number }
}

export interface Task {
  readonly id: string
  name: string
  /** Ends in the task's own name, e.g. `com.netflix.spinnaker.orca.pipeline.tasks.WaitTask`. */
  implementingClass: string
  startTime?: number
  endTime?: number
  status: ExecutionStatus
  stageStart: boolean
  stageEnd: boolean
  loopStart: boolean
  loopEnd: boolean
  taskExceptionDetails: Json
}
