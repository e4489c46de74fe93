/**
 * The plain data that the simulator keeps. Times are milliseconds since 1970. There are no methods, maps or dates in it,
 * so a snapshot is `JSON.stringify` and a restart is `JSON.parse`.
 */

export const CLOUDS = ['aws', 'gcp', 'azure'] as const
export type Cloud = (typeof CLOUDS)[number]

/** What every cloud's group has in common; the rest is in the cloud's own words, and unknown fields pass. */
export type WireDocument = {
  name: string
  capacity: { target: number; minimum: number; maximum: number; unit?: 'instance' | 'weight' | null | undefined }
  [key: string]: unknown
}

/** An Elastigroup. `document` is the JSON that clients sent, plus `id`, `createdAt` and `updatedAt`. */
export type Group = {
  id: string
  accountId: string
  cloud: Cloud
  document: WireDocument
  createdAt: number
  updatedAt: number
  deletedAt: number | null
  instances: Instance[]
  departed: DepartedInstance[]
  suspensions: Suspension[]
  policySuspensions: PolicySuspension[]
  rolls: Roll[]
  stateful: StatefulInstance[]
  log: LogEntry[]
  events: ActivityEvent[]
  /** The last value of each metric that a test has set, as `namespace/metricName`. */
  metrics: { [key: string]: number }
  policies: { [policyName: string]: PolicyState }
  /** When capacity is next compared with the target; null when nothing has changed since it was last right. */
  reconcileAt: number | null
  /** Scheduled tasks up to this moment have been done. */
  scheduledUntil: number
  codeDeployments: CodeDeployment[]
  /** Of its Beanstalk environment. */
  inMaintenance: boolean
  /** True while a launch fails for want of a market, so that the log says it once. */
  short: boolean
  nextKey: number
  /** The moment up to which steps have been done; what was held back until now happens no earlier than this. */
  steppedTo: number
  /** No step is due before this moment; 0 after any change, so that it is worked out again. */
  wakeAt: number
}

/** `evaluating` and `fulfilling` are an open request without an instance id; then it runs, drains, and is gone. */
export type Phase = 'evaluating' | 'fulfilling' | 'running' | 'draining'
export type Health = 'HEALTHY' | 'UNHEALTHY' | 'INSUFFICIENT_DATA' | 'UNKNOWN'
export type Lifecycle = 'SPOT' | 'ON_DEMAND'

export type Instance = {
  /** Names the instance inside its group from the request on, when it has no id yet. */
  key: number
  instanceId: string | null
  spotRequestId: string | null
  lifecycle: Lifecycle
  /** On demand only because no spot market was open: `OUT_OF_STRATEGY` brings it back to spot. */
  fallback: boolean
  type: string
  zone: string
  imageId: string
  weight: number
  phase: Phase
  /** When the present phase, or the boot of a running instance, ends by itself. */
  dueAt: number | null
  requestedAt: number
  launchedAt: number | null
  health: Health
  /** A test's word on the health; it wins over everything. */
  healthOverride: Health | null
  wasHealthy: boolean
  unhealthySince: number | null
  privateIp: string | null
  publicIp: string | null
  locked: boolean
  /** When the lock ends; null for one without an end. */
  lockedUntil: number | null
  standby: boolean
  /** Already replaced: it stays until the replacement is up and does not count. */
  outgoing: boolean
  /** The key of the instance that leaves when this one is up. */
  replaces: number | null
}

/** What is left of an instance for the costs. */
export type DepartedInstance = Pick<Instance, 'spotRequestId' | 'lifecycle' | 'type' | 'zone'> & {
  instanceId: string
  launchedAt: number
  endedAt: number
}

export type Severity = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
export type LogEntry = { message: string; severity: Severity; createdAt: number; resourceId?: string }
export type ActivityEvent = {
  eventType: string
  createdAt: number
  subEvents: { type: string; [key: string]: unknown }
}

export const PROCESSES = [
  'AUTO_SCALE',
  'AUTO_HEALING',
  'OUT_OF_STRATEGY',
  'PREVENTIVE_REPLACEMENT',
  'REVERT_PREFERRED',
  'SCHEDULING',
] as const

/**
 * `LB_REGISTRATION` is set by group standby alone: clients see it in the list and cannot send it. The last two are what
 * Azure can suspend besides.
 */
export type Process = (typeof PROCESSES)[number] | 'LB_REGISTRATION' | 'SCALE_DOWN' | 'SIGNAL_TIMEOUT'
export type Suspension = { name: Process; expiresAt: number | null }
export type PolicySuspension = { policyName: string; expiresAt: number | null }

export type RollStatus = 'starting' | 'in_progress' | 'stopping' | 'stopped' | 'finished' | 'failed'
export type OnFailure = {
  actionType: 'DETACH_OLD' | 'DETACH_NEW'
  shouldHandleAllBatches: boolean
  drainingTimeout: number | null
  shouldDecrementTargetCapacity: boolean
}

export type RollRequest = {
  batchSizePercentage: number
  /** Seconds. */
  gracePeriod: number
  /** Null: nothing is checked, so every batch waits its whole grace period. */
  healthCheckType: string | null
  drainingTimeout: number
  action: 'REPLACE_SERVER' | 'RESTART_SERVER'
  batchMinHealthyPercentage: number
  onFailure: OnFailure | null
  /** Set for a roll of an ECS cluster, which clients see by other routes than a group's own. */
  cluster: { comment: string | null } | null
}

/** A blue-green roll inside one group: batch by batch green instances come up, then as many blue ones leave. */
export type Roll = RollRequest & {
  id: string
  status: RollStatus
  createdAt: number
  updatedAt: number
  batches: Batch[]
  /** The batch being worked on, from 0. */
  current: number
  finishedBatches: number
  /** A failed roll blocks the group until it was stopped or one colour was detached. */
  resolved: boolean
  /** When the present wait ends at the latest. */
  dueAt: number | null
}

export type Batch = {
  blue: RollMember[]
  green: RollMember[]
  /** How many green instances it wants: its blue ones that were still there when it began. */
  size: number
  phase: 'launching' | 'draining' | 'done'
}

/** An instance as a roll remembers it, also after it has gone. */
export type RollMember = { key: number; instanceId: string | null; lifecycle: Lifecycle; detached: boolean }

/** How often in a row a policy's threshold was crossed, when it is next looked at, and until when it rests. */
export type PolicyState = { breaches: number; checkAt: number; cooldownUntil: number }

/** A blue-green deployment of CodeDeploy; what is made of it follows from the time. */
export type CodeDeployment = { id: string; config: unknown; startedAt: number; stoppedAt: number | null }

export type StatefulState = 'ACTIVE' | 'PAUSING' | 'PAUSED' | 'RESUMING' | 'RECYCLING' | 'DEALLOCATING' | 'DEALLOCATED'

/** The private address and volumes that outlive the instances of a stateful group. */
export type StatefulInstance = {
  id: string
  instanceId: string | null
  privateIp: string | null
  imageId: string
  state: StatefulState
  devices: { deviceName: string; volumeId: string; snapshotId: string }[]
  launchedAt: number | null
  createdAt: number
  dueAt: number | null
}
