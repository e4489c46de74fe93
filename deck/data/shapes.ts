import type { Execution, ExecutionStatus, Json, Stage, Task } from '../../src/services/orca/model.ts'

export type { Plan, PlannedStage } from '../../src/services/orca/dry-run/schema.ts'
export type { Execution, ExecutionStatus, Json, Stage, Task }

/** One line of `GET /applications`: flat, and everything but the name may be missing. */
export interface ApplicationSummary {
  name: string
  email?: string
  description?: string
  accounts?: string
  cloudProviders?: string | string[]
  createTs?: string
  updateTs?: string
}

export interface Application {
  name: string
  attributes?: Json
}

export interface Parameter {
  name: string
  label?: string
  description?: string
  default?: unknown
  required?: boolean
  pinned?: boolean
  hasOptions?: boolean
  options?: { value: string }[]
  constraint?: string | null
  conditional?: { parameter: string; comparator: string; comparatorValue: unknown } | null
}

export interface PipelineConfig {
  id: string
  name: string
  application: string
  index?: number
  disabled?: boolean
  description?: string
  parameterConfig?: Parameter[]
  triggers?: { type: string; enabled?: boolean }[]
}

export interface Instance {
  id?: string
  name: string
  healthState?: string
  launchTime?: number
  availabilityZone?: string
  zone?: string
  health?: { type?: string; state?: string; healthState?: string; description?: string }[]
  [ofItsCloud: string]: unknown
}

export interface InstanceCounts {
  total: number
  up: number
  down: number
  unknown: number
  starting: number
  outOfService: number
}

export interface ServerGroup {
  name: string
  account: string
  region: string
  cluster?: string
  type?: string
  cloudProvider?: string
  createdTime?: number
  /** As lists have it. */
  isDisabled?: boolean
  /** As a server group by itself has it. */
  disabled?: boolean
  capacity?: { min?: number | null; max?: number | null; desired?: number | null }
  instances?: Instance[]
  instanceCounts?: InstanceCounts
  instanceType?: string
  buildInfo?: { images?: string[]; jenkins?: { number?: string } }
  image?: { imageId?: string; name?: string }
  loadBalancers?: string[]
  targetGroups?: string[]
  securityGroups?: string[]
  zones?: string[]
  tags?: Record<string, string>
  launchConfig?: { imageId?: string; keyName?: string; instanceType?: string }
  moniker?: { app?: string; cluster?: string; stack?: string; detail?: string; sequence?: number | null }
  [ofItsCloud: string]: unknown
}

/** One line of `GET /credentials?expand=true`. */
export interface Account {
  name: string
  type?: string
  cloudProvider?: string
  environment?: string
  challengeDestructiveActions?: boolean
}

/** `GET /tasks/{id}`: an orchestration as Gate flattens it. */
export interface TaskView {
  id: string
  name: string
  application: string
  status: ExecutionStatus
  buildTime?: number
  startTime?: number
  endTime?: number
  steps?: { id: string; name: string; status: ExecutionStatus; startTime?: number; endTime?: number }[]
  variables?: { key: string; value: unknown }[]
  execution?: Execution
}
