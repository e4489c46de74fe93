import type { Instance } from '../../../services/clouddriver/provider.ts'

/**
 * What an Elastigroup can do, whichever cloud it is on: one driver an account. Required members are what Spot offers on
 * every cloud; an optional one is there only where that cloud has it, and an operation without it fails with a sentence
 * (`operations/ability.ts`). Every method that calls Spot throws the errors of `client/problems.ts`: `notFound` with
 * `isGone` for a group that is not there, `invalid` for what Spot refuses, retryable ones for what may pass. Times are
 * milliseconds since 1970 unless said otherwise.
 */
export interface ElastigroupDriver {
  readonly cloud: Cloud
  /** For people, e.g. `AWS`. */
  readonly cloudName: string

  /**
   * Every group of the account in one call; `name`: those of exactly that name, of which there may be several. An item that
   * is not as described fails the call, or goes to `onUnreadable` and costs only itself.
   */
  list(filter?: { readonly name?: string }, onUnreadable?: (item: unknown) => void): Promise<readonly Group[]>
  get(id: string): Promise<Group>
  /** Not repeatable: look the mark of the request up (`requestOf`) before trying again. */
  create(document: Document): Promise<Group>
  /** Merges deeply: an absent field stays, `null` clears, arrays are replaced. `applyTags`: onto running machines too. */
  update(id: string, patch: Document, options?: { readonly applyTags?: boolean }): Promise<Group>
  /** Sets what is given of a group's capacity; counts of machines, or weights where the group counts those. */
  resize(id: string, capacity: Partial<Capacity>): Promise<void>
  /** Moves the target by so many, within the group's bounds. Not repeatable. */
  scale(id: string, direction: 'up' | 'down', adjustment: number): Promise<void>
  /** `options` is Spot's own body of the call, e.g. `{statefulDeallocation: {…}}`. */
  remove(id: string, options?: Document): Promise<void>

  /** What a group's document says, without a call. */
  describe(group: Group): GroupFacts
  /** The document as the Decks with a Spot provider read it: Spot's SDK names beside the wire's. A copy. */
  present(group: Group): Document
  /** All else that there is to know of a group. `rolls`: also its newest rolls, the newest of them in detail. */
  read(group: Group, what: { readonly rolls: boolean }): Promise<GroupReading>
  /** The machines that run in the group now, in one call. Requests and what is leaving are not among them. */
  running(id: string): Promise<readonly string[]>

  /** Every machine that Spot counts to the group, also in standby or on its way out; where it is absent, `running` tells. */
  members?(id: string): Promise<readonly string[]>

  /** Takes machines out of the group. Not repeatable where it lowers the target. */
  detach(id: string, request: Detachment): Promise<void>
  lock(id: string, instanceId: string, ttlInMinutes?: number): Promise<void>
  unlock(id: string, instanceId: string): Promise<void>

  /** Not repeatable: a group has one roll at a time, so compare `rolls` before trying again. */
  startRoll(id: string, request: RollRequest): Promise<Roll>
  /** Newest first; `limit` defaults to 5. */
  rolls(id: string, limit?: number): Promise<readonly Roll[]>
  /** With its blue and green machines. */
  rollDetails(id: string, rollId: string): Promise<RollDetails>
  /** Absent where Spot documents no way to stop one. */
  stopRoll?(id: string, rollId: string): Promise<void>
  /** Clears up after a roll that failed or was stopped; returns the detached machines. */
  rollAction?(id: string, rollId: string, action: RollAction): Promise<readonly string[]>

  /** Elastilog, newest first; kept for three months. */
  logs(id: string, query: LogQuery): Promise<readonly LogEntry[]>
  /** What the group did: launches, replacements, scaling. */
  events(id: string, from: number): Promise<readonly GroupEvent[]>
  /** Money of a group. Spot counts its Spot machines only. */
  costs(id: string, period: Period): Promise<Costs>
  /** The same, day by day. */
  dailyCosts?(id: string, period: Period): Promise<readonly DailyCosts[]>
  /** Money by machine, on-demand ones as well. */
  instanceCosts?(id: string, period: Period): Promise<readonly InstanceCosts[]>
  /** The whole account, day by day, until yesterday. */
  accountCosts(period: Period): Promise<readonly DailyCosts[]>
  /** Every group of the account by its id, on-demand machines as well, in one call; only for tokens that may see the savings of their organization. */
  resourceCosts?(period: Period): Promise<readonly ResourceCosts[]>
  /** What is not on Spot yet, and what it would save in a month (USD). As Spot has it. */
  potentialSavings?(): Promise<readonly Document[]>
  instanceTypes?(region: string): Promise<readonly string[]>
  /** Types that can stand in for one, best first. */
  similarInstanceTypes?(region: string, baseline: string): Promise<readonly string[]>

  /** Another group's document as the beginning of a new one: all but what Spot itself wrote and its name. */
  template(group: Group): Document
  /** The image that a document's machines start from, as a text; undefined where it names none. */
  imageOf(document: Document): string | undefined
  withImage(document: Document, image: string): Document
  /** What to `update` a live group with, so that its next machines start from that image and nothing else changes. */
  imagePatch(group: Group, image: string): Document
  /** The document in that region, where a document of that cloud says one at all and does not yet. */
  withRegion(document: Document, region: string): Document
  withCapacity(document: Document, capacity: { readonly [K in keyof Capacity]?: unknown }): Document
  /** Marks a new group with the request that makes it; `requestOf` reads the mark. */
  withRequest(document: Document, requestId: string): Document
  requestOf(group: Group): string | undefined
  /** Throws `invalid` when the document names none. */
  regionOf(document: Document): string
  /**
   * What clients send back, in the wire's own terms: the names of Spot's SDKs put back, what only Spot writes left out.
   * Where it is absent, only `id`, `createdAt` and `updatedAt` are left out.
   */
  toWire?(document: Document): Document
  /** Settings by their names of all clouds; throws `invalid` for what groups on this cloud don't have. */
  override?(document: Document, settings: Settings): Document
  /** What Spot is known to refuse of a whole document, and what it takes otherwise than one may think. */
  check?(document: Document): Findings

  readonly suspensions?: Suspensions
  readonly policySuspensions?: PolicySuspensions
  readonly standby?: Standby
  readonly stateful?: Stateful
  readonly imports?: Imports
  /** Lets the cloud take machines back, as it would: they are terminated after its notice. */
  interrupt?(instanceIds: readonly string[]): Promise<void>

  close(): Promise<void>
}

export type Cloud = 'aws' | 'gcp' | 'azure'

/** JSON as Spot has it. Never re-shaped on its way back. */
export type Document = Readonly<Record<string, unknown>>

/** A group's own document, opaque but for these. */
export interface Group extends Document {
  /** `sig-…` */
  readonly id: string
  readonly name: string
  readonly createdAt?: string | number | null
  readonly updatedAt?: string | number | null
  readonly capacity?: { readonly [K in keyof Capacity]?: number | null } | null
}

export interface Capacity {
  readonly minimum: number
  readonly maximum: number
  readonly target: number
}

export interface GroupFacts {
  /** `unknown` when the document does not tell. */
  readonly region: string
  readonly zones: readonly string[]
  readonly createdAt?: number
  readonly updatedAt?: number
  readonly image?: string
  readonly keyPair?: string
  readonly loadBalancers: readonly LoadBalancer[]
  readonly securityGroups: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** Whether its machines keep addresses or volumes. */
  readonly stateful: boolean
}

export interface LoadBalancer {
  readonly name: string
  /** As Spot has it, e.g. `CLASSIC`, `TARGET_GROUP`. */
  readonly type?: string
}

export interface GroupReading {
  readonly group: Group
  /** Open requests are among them, as `Starting`. `extra.lifecycle` is `SPOT` or `ON_DEMAND`, where Spot tells. */
  readonly instances: readonly Instance[]
  readonly suspended: readonly Suspension[]
  /** Out of traffic: see `operations/disable-server-group.ts`. */
  readonly disabled: boolean
  /** Newest first; empty unless asked for. `details` is on the newest. */
  readonly rolls: readonly Roll[]
  /** Only of stateful groups. */
  readonly stateful?: readonly StatefulInstance[]
}

export interface Suspension {
  readonly name: string
  /** As Spot writes the time; null: until it is resumed. */
  readonly expiresAt: unknown
}

/** As Spot lists it. */
export interface Roll extends Document {
  readonly id: string
  /** starting, in_progress, finished, failed, stopping or stopped, in either case. */
  readonly status: string
  readonly createdAt?: string | null | undefined
  readonly progress?: { readonly value?: number | null | undefined } | null | undefined
  readonly details?: RollDetails
}

/** As Spot has it, e.g. `{progress, numberOfBatches, instances: [{blue: [{instanceId, status}], green: […]}]}`. */
export type RollDetails = Document

export interface RollRequest {
  /** 1 to 100. */
  readonly batchSizePercentage: number
  /** Seconds that a batch may take to become healthy. */
  readonly gracePeriod: number
  readonly healthCheckType?: string
  /** Seconds. */
  readonly drainingTimeout?: number
  /** 0 to 100: a batch with fewer healthy machines fails the roll. */
  readonly batchMinHealthyPercentage?: number
  readonly action?: 'REPLACE_SERVER' | 'RESTART_SERVER'
  readonly shouldDrainInstances?: boolean
  readonly onFailure?: RollAction
}

export interface RollAction {
  readonly actionType: 'DETACH_OLD' | 'DETACH_NEW'
  readonly shouldHandleAllBatches?: boolean
  /** Seconds. */
  readonly drainingTimeout?: number
  readonly shouldDecrementTargetCapacity?: boolean
}

export interface Detachment {
  readonly instanceIds: readonly string[]
  /** Whether the machines end, or go on outside the group. */
  readonly terminate: boolean
  /** Whether the target goes down with them; otherwise they are replaced. */
  readonly decrement: boolean
  /** Seconds; without it the group's own. */
  readonly drainingTimeout?: number
}

export interface LogQuery {
  readonly from: number
  readonly to: number
  /** Without it, all. */
  readonly severity?: 'INFO' | 'DEBUG' | 'WARN' | 'ERROR'
  /** An instance. */
  readonly resourceId?: string
  /** At most 1000. */
  readonly limit?: number
}

/** As Spot has it. */
export interface LogEntry extends Document {
  readonly message: string
  readonly severity: string
  readonly createdAt: string
}

/** As Spot has it; `subEvents` is always a list here. */
export interface GroupEvent extends Document {
  readonly eventType?: string
  readonly createdAt: string
  readonly subEvents: readonly Document[]
}

export interface Period {
  readonly from: number
  readonly to: number
}

/** USD. `onDemandCosts`: the same hours at the on-demand price. */
export interface Costs {
  readonly runningHours: number
  readonly actualCosts: number
  readonly onDemandCosts: number
}

export interface DailyCosts extends Costs {
  /** The beginning of the day, UTC. */
  readonly at: number
}

export interface ResourceCosts extends Costs {
  readonly id: string
}

export interface InstanceCosts extends Costs {
  readonly instanceId: string
  readonly instanceType?: string
  readonly zone?: string
  readonly lifecycle: 'SPOT' | 'ON_DEMAND'
}

/** Stopping what Spot does by itself to a group. */
export interface Suspensions {
  /** The processes that may be suspended, as Spot names them. */
  readonly processes: readonly string[]
  list(id: string): Promise<readonly Suspension[]>
  /** `ttlInMinutes`: 1 to 10080; without it, until resumed. */
  suspend(id: string, processes: readonly { readonly name: string; readonly ttlInMinutes?: number }[]): Promise<void>
  resume(id: string, names: readonly string[]): Promise<void>
}

export interface PolicySuspensions {
  list(id: string): Promise<readonly { readonly policyName: string; readonly expiresAt: unknown }[]>
  suspend(id: string, policyName: string, ttlInMinutes?: number): Promise<void>
  resume(id: string, policyName: string): Promise<void>
}

/** Settings of a new group, named as other clouds of Spinnaker name them. */
export interface Settings {
  /** Added to those of the document; null takes one away. */
  readonly tags?: Readonly<Record<string, string | null>>
  /** In place of the document's, as Spot has them. */
  readonly loadBalancers?: readonly Document[]
  /** Base64. */
  readonly userData?: string
  readonly instanceTypes?: { readonly onDemand?: string; readonly spot?: readonly string[] }
  readonly keyPair?: string
  readonly securityGroups?: readonly string[]
  /** Name or ARN. */
  readonly iamRole?: string
  readonly healthCheckType?: string
  /** Seconds. */
  readonly healthCheckGracePeriod?: number
}

/** Sentences for people. */
export interface Findings {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Out of the load balancers, and back. Where Spot has no standby of whole groups, instances go one by one with everything
 * suspended that would replace them, and the group carries a note of what was suspended for it.
 */
export interface Standby {
  /** The process that standby of the group suspends. */
  readonly registration: string
  /** The process that changes the number of instances. */
  readonly scaling: string
  /** All that would put other instances in the place of those in standby. */
  readonly replacing: readonly string[]
  /** The processes that the note names; undefined without a note. */
  noteOf(group: Group): readonly string[] | undefined
  /** The change of the group that writes the note, or takes it away. */
  withNote(group: Group, processes: readonly string[] | undefined): Document
  /** Whether it is noted that only some of the group's instances are out: such a group serves, it is not disabled. */
  isPartly(group: Group): boolean
  /** The change of the group that notes that; `withNote` without processes takes it away. */
  withPart(group: Group): Document
  /** The group as a whole. Undocumented: may fail with `isUnsupported`. */
  group(id: string, enter: boolean): Promise<void>
  instance(instanceId: string, enter: boolean): Promise<void>
}

export interface Stateful {
  list(id: string): Promise<readonly StatefulInstance[]>
  act(id: string, statefulInstanceId: string, action: StatefulAction): Promise<void>
}

export type StatefulAction = 'pause' | 'resume' | 'recycle' | 'deallocate'

/** As Spot has it. */
export interface StatefulInstance extends Document {
  /** `ssi-…` */
  readonly id: string
  /** Null while it has no machine. */
  readonly instanceId?: string | null | undefined
  /** ACTIVE, PAUSING, PAUSED, RESUMING, RECYCLING, DEALLOCATING, … */
  readonly state?: string | null | undefined
}

/** Making groups of what is not on Spot yet. Not repeatable. */
export interface Imports {
  /** `dryRun`: the group as it would be; nothing is made. `group`: Spot's own body, e.g. `{name, spotInstanceTypes}`. */
  autoScalingGroup(request: {
    readonly region: string
    readonly name: string
    readonly dryRun: boolean
    readonly group: Document
  }): Promise<Document>
  instance(request: { readonly region: string; readonly instanceId: string; readonly group: Document }): Promise<Group>
}
