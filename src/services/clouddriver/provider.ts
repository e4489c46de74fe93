import type { ZodType } from 'zod'
import type { Moniker } from '../../lib/moniker/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Logger, Metrics } from '../../platform/telemetry/index.ts'

/** The contract of a cloud: one folder `providers/<cloud>/`, one value of this type, registered by name in `main.ts`. */
export interface Provider<Account extends CloudAccount = CloudAccount> {
  /** Spinnaker's provider id, e.g. `spot`. */
  readonly id: string
  /** The provider's section of clouddriver.yml, e.g. `spot: {enabled, accounts: [...]}`. */
  readonly configSchema: ZodType
  /** Builds the accounts of its section. One that can't be built is reported and skipped: it never stops the start. */
  connect(config: unknown, platform: ProviderPlatform): readonly Account[]
  /** What keeps the inventory fresh. */
  agents(account: Account): readonly CachingAgent[]
  /** By Spinnaker's operation names, e.g. `resizeServerGroup`. */
  readonly operations: Readonly<Record<string, Operation<Account>>>
}

export interface ProviderPlatform {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

export interface CloudAccount {
  readonly name: string
  readonly provider: string
  /** What `GET /credentials` shows. Never a secret. */
  readonly description: AccountDescription
  close?(): Promise<void>
}

export interface AccountDescription {
  readonly name: string
  readonly type: string
  readonly cloudProvider: string
  readonly accountId?: string
  readonly environment: string
  readonly accountType: string
  readonly primaryAccount: boolean
  readonly challengeDestructiveActions?: boolean
  readonly requiredGroupMembership: readonly string[]
  readonly permissions?: Readonly<Record<string, readonly string[]>>
  readonly regions?: readonly { readonly name: string }[]
  readonly [extra: string]: unknown
}

/** Reads a part of the cloud and says what is there. Runs on a timer, leased by one process, and at once after an operation. */
export interface CachingAgent {
  /** Unique, e.g. `my-account/SpotServerGroupCachingAgent`. */
  readonly name: string
  readonly intervalMs: number
  /** Everything that the agent is the authority for. Resources missing from the answer leave the inventory, unless `keep` names them (their read failed). */
  load(): Promise<{ readonly resources: InventorySnapshot; readonly keep?: readonly string[] }>
  /** Refreshes just these server groups (by name; region may be known): what an operation touched. */
  refresh?(
    targets: readonly { readonly region?: string; readonly name: string }[],
  ): Promise<InventorySnapshot & { readonly gone: readonly string[] }>
}

export interface InventorySnapshot {
  readonly serverGroups: readonly ServerGroup[]
  readonly loadBalancers?: readonly Resource[]
  readonly securityGroups?: readonly Resource[]
}

export interface Resource {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly provider: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A server group as the views need it (reference: clouddriver's server group model); `extra` is served beside these fields. */
export interface ServerGroup {
  readonly name: string
  readonly provider: string
  readonly account: string
  readonly region: string
  readonly moniker: Moniker
  readonly zones: readonly string[]
  readonly disabled: boolean
  readonly createdTime: number
  readonly capacity: { readonly min: number; readonly max: number; readonly desired: number; readonly pinned?: boolean }
  readonly instances: readonly Instance[]
  readonly loadBalancers: readonly string[]
  readonly securityGroups: readonly string[]
  readonly image?: { readonly imageId: string; readonly imageName?: string }
  readonly tags?: Readonly<Record<string, string>>
  /** The cloud's own id, e.g. `sig-…`. */
  readonly cloudId?: string
  /** Served as top-level fields of the detail view only (e.g. `elastigroup`, `asg`, `launchConfig`). */
  readonly extra: Readonly<Record<string, unknown>>
}

export type HealthState = 'Up' | 'Down' | 'Starting' | 'OutOfService' | 'Unknown' | 'Draining'

export interface Instance {
  readonly name: string
  readonly healthState: HealthState
  readonly health: readonly Readonly<Record<string, unknown>>[]
  readonly zone?: string
  readonly launchTime?: number
  readonly extra: Readonly<Record<string, unknown>>
}

/** One atomic operation. Runs as a recorded task; repeated after a crash with the same request id, so it looks before it leaps. */
export interface Operation<Account extends CloudAccount = CloudAccount> {
  /** Phase of the task's status lines, e.g. `RESIZE`. */
  readonly phase: string
  readonly schema: ZodType
  run(description: never, context: OperationContext<Account>): Promise<OperationResult>
}

export interface OperationContext<Account extends CloudAccount> {
  readonly account: Account
  /** The same for every repetition of this operation. */
  readonly requestId: string
  /** Adds a line to the task's history, for people. */
  status(line: string): void
  /** Remembers facts over a crash (e.g. the name that was chosen): returns what an earlier run of this request remembered. */
  remember<T>(key: string, decide: () => Promise<T> | T): Promise<T>
  readonly inventory: InventoryReader
  readonly clock: Clock
}

export interface InventoryReader {
  serverGroup(account: string, region: string, name: string): ServerGroup | undefined
  serverGroupsOfCluster(account: string, cluster: string): readonly ServerGroup[]
}

export interface OperationResult {
  /** Result objects of the task, e.g. `{serverGroupNames: ["us-east-1:app-v001"], serverGroupNameByRegion: {…}}`. */
  readonly resultObjects?: readonly Readonly<Record<string, unknown>>[]
  /** Server groups to refresh before the task counts as completed. */
  readonly touched?: readonly { readonly region: string; readonly name: string }[]
}
