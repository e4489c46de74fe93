import type { FastifyPluginAsync } from 'fastify'
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
  /** What the cloud adds to the core's views when they are read. What is known when an agent reads belongs into `extra` and `attributes`. */
  readonly views?: ProviderViews
  /** What is asked of the cloud, or of the provider's own indexes, at the moment of the question. */
  readonly reads?: ProviderReads<Account>
  /** What the cloud has beyond what all clouds have. */
  routes?(context: RoutesContext<Account>): ProviderRoutes
}

/** Each gets the core's view and what it was made of, and returns the view to serve. Only detail views: lists are never re-made. */
export interface ProviderViews {
  serverGroup?(view: Json, group: ServerGroup, inventory: InventoryReader): Json
  instance?(view: Json, instance: Instance, group: ServerGroup, inventory: InventoryReader): Json
  loadBalancer?(view: Json, balancer: Resource, inventory: InventoryReader): Json
  securityGroup?(view: Json, firewall: Resource, inventory: InventoryReader): Json
  /** Any other kind, e.g. a subnet. */
  resource?(view: Json, resource: Resource, inventory: InventoryReader): Json
}

type Json = Readonly<Record<string, unknown>>
type Filters = Readonly<Record<string, string>>
/** A hook that finds nothing returns undefined: the client gets a 404 in Spinnaker's words. */
type Found<T> = Promise<T | undefined>

export interface ProviderReads<Account extends CloudAccount> {
  /** `GET /{provider}/images/find`. `filters` are all query parameters, e.g. `q`, `region`, `tag:stage`. */
  findImages?(filters: Filters, accounts: readonly Account[], inventory: InventoryReader): Promise<readonly Json[]>
  /** `GET /{provider}/images/{account}/{region}/{id}`. */
  image?(account: Account, region: string, id: string, inventory: InventoryReader): Found<readonly Json[]>
  /** `GET /{provider}/images/tags`. */
  imageTags?(account: Account, repository: string): Promise<readonly string[]>
  /** The console's output: one text, or one for each container as `[{name, output}]`. */
  console?(account: Account, region: string, id: string): Found<string | readonly Json[]>
  /** A job that a stage runs: `{name, jobState, completionDetails, …}`. */
  job?(account: Account, at: JobReference): Found<Json>
  cancelJob?(account: Account, at: JobReference): Promise<void>
  /** What the job wrote into that file, or to the log of the container of that name. */
  jobFile?(account: Account, at: JobReference, file: string): Found<Json>
  /** `[{namespace, name, dimensions}]`. */
  cloudMetrics?(account: Account, region: string, filters: Filters): Promise<readonly Json[]>
  /** `{unit, datapoints}`; times are epoch milliseconds. */
  metricStatistics?(account: Account, region: string, name: string, filters: Filters): Found<Json>
  /** The cloud's own log of a group's scaling, newest first. */
  scalingActivities?(account: Account, group: ServerGroup): Promise<readonly Json[]>
  /** `GET /reports/{name}`, e.g. `reservation`. */
  report?(name: string, version: string): Found<Json>
}

export interface JobReference {
  readonly application: string
  readonly location: string
  readonly name: string
}

export interface ProviderRoutes {
  /** Served under `/{id}`, e.g. `/spot`; Gate passes them on one to one. */
  readonly own: FastifyPluginAsync
  /** Where clients of the original know them by another address: whole paths. */
  readonly elsewhere?: FastifyPluginAsync
}

/** What routes of a cloud may know. They name accounts and groups by what is given here and check that these belong together. */
export interface RoutesContext<Account extends CloudAccount> extends ProviderPlatform {
  readonly accounts: readonly Account[]
  readonly inventory: ServerGroupReader
  readonly pastOperations: PastOperations
}

/** What Clouddriver's own operations did to a server group. */
export interface PastOperations {
  /** The newest first, at most 500; those that were under way between two moments (milliseconds). */
  on(
    group: { readonly account: string; readonly region: string; readonly name: string },
    period: { readonly from: number; readonly to: number },
  ): Promise<readonly PastOperation[]>
}

/** An operation that succeeded. */
export interface PastOperation {
  /** Spinnaker's name of it, e.g. `resizeServerGroup`. */
  readonly operation: string
  readonly startedAt: number
  readonly endedAt: number
  readonly user?: string
  /** The execution that asked for it. */
  readonly executionId?: string
  readonly executionType?: string
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
  /**
   * Everything that the agent is the authority for. Resources missing from the answer leave the inventory, unless `keep`
   * names them, or is `all` (their read failed). What did not change is best handed back as the object that `known` has:
   * then nothing is made of it, nor written.
   */
  load(context: LoadContext): Promise<{
    readonly resources: InventorySnapshot
    readonly keep?: readonly string[] | 'all'
  }>
  /** Refreshes just these server groups: what an operation touched, or somebody asks for. */
  refresh?(
    targets: readonly RefreshTarget[],
    known: KnownServerGroups,
  ): Promise<InventorySnapshot & { readonly gone: readonly Pick<RefreshTarget, 'region' | 'name'>[] }>
  /**
   * Refreshes of other types on demand, by Spinnaker's type in lower case, e.g. `loadbalancer`. `data` is the body of
   * `POST /cache/{provider}/{type}`, or what an operation said to have touched. Undefined: it is not this agent's.
   */
  readonly onDemand?: Readonly<Record<string, (data: Json) => Promise<OnDemandReading | undefined>>>
}

/** What was read of single resources, and which of them are not there any more. */
export interface OnDemandReading {
  readonly resources: InventorySnapshot
  readonly gone?: readonly { readonly kind: ResourceKind; readonly region: string; readonly id: string }[]
}

export interface LoadContext {
  readonly known: KnownServerGroups
  /** Aborted when the process stops or another one takes the agent over. */
  readonly signal: AbortSignal
}

/** Region and the cloud's own id may be known; an id spares looking the name up. */
export interface RefreshTarget {
  /** An operation has changed it; without this somebody waits, and will ask again. */
  readonly changed?: boolean
  readonly region?: string
  readonly name: string
  readonly id?: string
}

/** What the inventory has, also what other processes have read. */
export type KnownServerGroups = Pick<InventoryReader, 'serverGroup' | 'readAt'>

export interface InventorySnapshot {
  readonly serverGroups: readonly ServerGroup[]
  /** Everything that is no server group, by its kind. */
  readonly resources?: Readonly<Partial<Record<ResourceKind, readonly Resource[]>>>
}

/** The kinds that the core has routes and views for. A cloud may have others: its own views and routes read them. */
export type ResourceKind =
  | 'loadBalancer'
  | 'targetGroup'
  | 'securityGroup'
  | 'network'
  | 'subnet'
  | 'keyPair'
  | 'instanceType'
  | 'certificate'
  | 'elasticIp'
  | 'role'
  | 'image'
  | 'instance'
  | 'serverGroupManager'
  | 'function'
  | 'rawResource'
  | (string & {})

/** Anything in a cloud that is not a server group. `attributes` are served as they are, beside the core's own fields. */
export interface Resource {
  readonly name: string
  /** Tells those of one name apart, within its kind, account and region; without it the name does. */
  readonly id?: string
  readonly account: string
  /** `global` for what belongs to none. */
  readonly region: string
  readonly provider: string
  /** Whose it is; only where the cloud says so. The application exists while it has something. */
  readonly application?: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** Ids of what it has to do with in the same account and region, by their kind; readable from both ends. */
  readonly relationships?: Readonly<Partial<Record<ResourceKind, readonly string[]>>>
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
  /** Names. */
  readonly loadBalancers: readonly string[]
  /** Names of target groups, where the cloud has such. */
  readonly targetGroups?: readonly string[]
  readonly securityGroups: readonly string[]
  readonly image?: { readonly imageId: string; readonly imageName?: string }
  readonly tags?: Readonly<Record<string, string>>
  /** The cloud's own id, e.g. `sig-…`. */
  readonly cloudId?: string
  /** Served as top-level fields of the detail view only (e.g. `elastigroup`, `asg`, `launchConfig`). */
  readonly extra: Readonly<Record<string, unknown>>
  /** When it was read, if not when the agent began; in milliseconds. No change by itself: the inventory keeps it beside the entry. */
  readonly readAt?: number
}

export type HealthState = 'Up' | 'Down' | 'Starting' | 'OutOfService' | 'Unknown' | 'Draining'

export interface Instance {
  /** By which it is asked for. */
  readonly name: string
  /** What people call it, where that is another. */
  readonly displayName?: string
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
  /** Turns the other forms in which clients send the description into the one that `schema` describes. Pure. */
  preprocess?(description: Json): Json
  /**
   * What the schema can't say, before the task starts: sentences, or Spinnaker's codes such as
   * `basicAmazonDeployDescription.amiName.empty`. Any of them refuses the whole request with 400.
   */
  validate?(description: never, context: ValidationContext<Account>): readonly string[] | Promise<readonly string[]>
  run(description: never, context: OperationContext<Account>): Promise<OperationResult>
}

export interface ValidationContext<Account extends CloudAccount> {
  readonly account: Account
  readonly inventory: InventoryReader
}

export interface OperationContext<Account extends CloudAccount> {
  readonly account: Account
  /** The same for every repetition of this operation. */
  readonly requestId: string
  /** Result objects of the operations before this one in the same request, e.g. the image that was made launchable. */
  readonly priorResults: readonly Json[]
  /** Adds a line to the task's history, for people. */
  status(line: string): void
  /** Remembers facts over a crash (e.g. the name that was chosen): returns what an earlier run of this request remembered. */
  remember<T>(key: string, decide: () => Promise<T> | T): Promise<T>
  /** Does `work` while no other operation of the account does any of the same key, e.g. finding a cluster's next name and taking it. */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>
  readonly inventory: InventoryReader
  readonly clock: Clock
}

/** What is known of the clouds. Lists are in the order of account, region and name, and the same array until one of them changes. */
export interface InventoryReader {
  serverGroup(account: string, region: string, name: string): ServerGroup | undefined
  serverGroupsOfCluster(account: string, cluster: string): readonly ServerGroup[]
  /** When it was last read from the cloud, in milliseconds; 0 for an object that is not in the inventory. */
  readAt(group: ServerGroup): number
  /** The instance of that id with its server group; without a region, wherever in the account it is. */
  instance(
    account: string,
    region: string | undefined,
    id: string,
  ): { readonly serverGroup: ServerGroup; readonly instance: Instance } | undefined
  /** Of all clouds, or of one. */
  resources(kind: ResourceKind, provider?: string): readonly Resource[]
  /** Those that say to belong to the application or, where they say nothing, are named after it; ignoring case. */
  resourcesOf(application: string, kind: ResourceKind): readonly Resource[]
  /** By id. */
  resource(kind: ResourceKind, account: string, region: string, id: string): Resource | undefined
  /** There may be several of one name, e.g. in several networks. */
  resourcesNamed(kind: ResourceKind, account: string, region: string, name: string): readonly Resource[]
  /** Resources of `kind` that name `to` among their relationships. */
  related(kind: ResourceKind, to: RelationEnd): readonly Resource[]
  /** Server groups that name it: kinds `loadBalancer` and `targetGroup` by name, `securityGroup` and `image` by id. */
  serverGroupsUsing(to: RelationEnd): readonly ServerGroup[]
}

/** One end of a relationship. */
export interface RelationEnd {
  readonly kind: ResourceKind
  readonly account: string
  readonly region: string
  readonly id: string
}

export interface ServerGroupReader extends InventoryReader {
  serverGroups(): readonly ServerGroup[]
  /** Of an application, ignoring case. */
  serverGroupsOf(application: string): readonly ServerGroup[]
}

export interface OperationResult {
  /** Result objects of the task, e.g. `{serverGroupNames: ["us-east-1:app-v001"], serverGroupNameByRegion: {…}}`. */
  readonly resultObjects?: readonly Json[]
  /** Server groups to refresh before the task counts as completed. */
  readonly touched?: readonly { readonly region: string; readonly name: string; readonly id?: string }[]
  /** Other resources to refresh by then: an on-demand type, e.g. `LoadBalancer`, with what its refresh goes by. */
  readonly refresh?: readonly { readonly type: string; readonly data: Json }[]
  /** What the cloud's tools said, e.g. kubectl: `{manifest, phase, stdOut, stdError}`. */
  readonly outputs?: readonly Json[]
}
