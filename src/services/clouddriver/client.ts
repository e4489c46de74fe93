import { type Call, callForAnswer, callJson, path, type Transport } from '../../platform/clients/index.ts'
import { GennakerError } from '../../platform/errors/index.ts'

type Json = Record<string, unknown>

/** A request for cloud operations: one task that runs them in their order. */
export interface OperationsRequest {
  /** Provider id, e.g. `spot`; absent for operations of Clouddriver's own, e.g. on entity tags. */
  readonly provider?: string
  /** Maps of operation name to description, e.g. `[{ resizeServerGroup: { credentials, … } }]`. */
  readonly operations: readonly Readonly<Record<string, unknown>>[]
  /** The same id gets the task that exists: a repeated request does nothing twice. */
  readonly clientRequestId: string
}

export interface NamedOperation {
  readonly provider: string
  readonly operation: string
  readonly description: Json
  readonly clientRequestId: string
}

/** A recorded task as `GET /task/{id}` shows it. */
export interface CloudTask {
  readonly id: string
  readonly requestId: string
  readonly startTimeMs: number
  readonly status: {
    readonly phase: string
    readonly status: string
    readonly complete: boolean
    readonly completed: boolean
    readonly failed: boolean
    readonly retryable: boolean
  }
  readonly history: readonly { readonly phase: string; readonly status: string }[]
  /** Of the operations; a failed one leaves `{type: "EXCEPTION", operation, message, cause, details, retryable}`. */
  readonly resultObjects: readonly Json[]
  readonly outputs: readonly Json[]
  readonly ownerId?: string
  readonly retryable: boolean
}

export interface InstanceCounts {
  readonly total: number
  readonly up: number
  readonly down: number
  readonly unknown: number
  readonly outOfService: number
  readonly starting: number
}

/** An instance within a server group; the cloud's own fields stand beside these. */
export interface InstanceView extends Json {
  readonly id?: string
  readonly name: string
  readonly healthState: string
  readonly health: readonly Json[]
  readonly launchTime?: number
  readonly zone?: string
}

/** A server group in full; the cloud's own fields (e.g. `elastigroup`) stand beside these. */
export interface ServerGroupView extends Json {
  readonly name: string
  readonly type: string
  readonly cloudProvider: string
  readonly region: string
  readonly account: string
  readonly accountName: string
  readonly application: string
  readonly cluster: string
  readonly moniker: {
    readonly app: string
    readonly cluster?: string
    readonly stack?: string
    readonly detail?: string
    readonly sequence?: number
  }
  readonly disabled: boolean
  readonly createdTime: number
  readonly zones: readonly string[]
  readonly capacity: { readonly min: number; readonly max: number; readonly desired: number; readonly pinned?: boolean }
  readonly instanceCounts: InstanceCounts
  readonly instances: readonly InstanceView[]
  readonly loadBalancers: readonly string[]
  readonly securityGroups: readonly string[]
}

/** A cluster of one provider with its server groups. */
export interface ClusterView {
  readonly name: string
  readonly type: string
  readonly accountName: string
  readonly application: string
  readonly moniker: Json
  readonly serverGroups: readonly ServerGroupView[]
  readonly loadBalancers: readonly Json[]
  readonly targetGroups: readonly Json[]
}

/** Which server group of a cluster; the names of Orca's dynamic targets, e.g. `ancestor_asg_dynamic`, are known too. */
export type TargetSelection = 'CURRENT' | 'NEWEST' | 'PREVIOUS' | 'ANCESTOR' | 'OLDEST' | 'LARGEST' | 'FAIL' | string

export interface JobAt {
  readonly application: string
  readonly account: string
  readonly location: string
  readonly name: string
}

export interface ClusterReference {
  readonly application: string
  readonly account: string
  readonly cluster: string
  readonly provider: string
}

/** What a server group was made of. */
export interface ImageSummary extends Json {
  readonly serverGroupName: string
  readonly imageId?: string
  readonly imageName?: string
  readonly buildInfo?: Json
}

export type ClouddriverClient = ReturnType<typeof clouddriverClient>

/**
 * Clouddriver for other services. Calls carry the current identity. A single thing that is not there is undefined, a list
 * of it empty; every other refusal is an error with Clouddriver's status and words.
 */
export function clouddriverClient(transport: Transport) {
  const ask = <T>(method: Call['method'], at: string, more: Omit<Call, 'method' | 'path'> = {}) =>
    callJson<T>(transport, { method, path: at, ...more })
  const find = <T>(at: string, query: Call['query'] = {}) =>
    ask<T>('GET', at, { query }).catch(instead<T | undefined>(undefined))
  const list = <T>(at: string, query: Call['query'] = {}) => ask<T[]>('GET', at, { query }).catch(instead<T[]>([]))

  return {
    submit: ({ provider, operations, clientRequestId }: OperationsRequest) =>
      ask<{ id: string; resourceUri: string }>('POST', provider === undefined ? '/ops' : path`/${provider}/ops`, {
        body: operations,
        query: { clientRequestId },
      }),
    /** Submits one operation by its name, with its place in the course of a stage (`operationLifecycle`). */
    submitOperation: ({ provider, operation, description, clientRequestId }: NamedOperation) =>
      ask<{ id?: string }>('POST', path`/${provider}/ops/${operation}`, {
        body: description,
        query: { clientRequestId },
      }),
    task: (id: string) => find<CloudTask>(path`/task/${id}`),
    runningTasks: () => list<CloudTask>('/task'),
    /** Runs a task that failed in a way that may pass again. */
    resumeTask: (id: string) => ask<{ id: string }>('POST', `${path`/task/${id}`}:resume`),

    applications: (query: { restricted?: boolean; expand?: boolean } = {}) =>
      list<{ name: string; attributes: Json; clusterNames: Record<string, string[]> }>('/applications', query),
    application: (name: string) =>
      find<{ name: string; attributes: Json; clusters: Record<string, Json[]> }>(path`/applications/${name}`),

    /** Cluster names by account. */
    clusters: (app: string) =>
      ask<Record<string, string[]>>('GET', path`/applications/${app}/clusters`, {}).catch(
        instead<Record<string, string[]>>({}),
      ),
    clustersOf: (app: string, account: string) => list<Json>(path`/applications/${app}/clusters/${account}`),
    /** The cluster of each provider that has one of that name; `provider` narrows them to one. */
    cluster: async (app: string, account: string, name: string, provider?: string): Promise<ClusterView[]> => {
      const at = path`/applications/${app}/clusters/${account}/${name}`
      if (provider === undefined) return list<ClusterView>(at)
      const found = await find<ClusterView>(at + path`/${provider}`)
      return found === undefined ? [] : [found]
    },
    /** `scope`: a region or a zone. Undefined when nothing fits. */
    targetServerGroup: (
      app: string,
      account: string,
      cluster: string,
      provider: string,
      scope: string,
      target: TargetSelection,
      query: { onlyEnabled?: boolean; validateOldest?: boolean } = {},
    ) =>
      find<ServerGroupView>(
        path`/applications/${app}/clusters/${account}/${cluster}/${provider}/${scope}/serverGroups/target/${target}`,
        query,
      ),

    /** What the group that `target` means was made of; undefined when nothing fits. */
    targetImages: (
      at: ClusterReference & { readonly scope: string; readonly target: TargetSelection },
      query: { onlyEnabled?: boolean } = {},
    ) =>
      find<ImageSummary>(
        path`/applications/${at.application}/clusters/${at.account}/${at.cluster}/${at.provider}/${at.scope}/serverGroups/target/${at.target}/image`,
        query,
      ),
    /** The same for a group of several images. @throws notFound with the reason when nothing fits */
    targetImageSummaries: (
      at: ClusterReference & { readonly scope: string; readonly target: TargetSelection },
      query: { onlyEnabled?: boolean } = {},
    ) =>
      ask<{ summaries?: ImageSummary[] }>(
        'GET',
        path`/applications/${at.application}/clusters/${at.account}/${at.cluster}/${at.provider}/${at.scope}/serverGroups/target/${at.target}/Images`,
        { query },
      ),
    /** The groups of that name in a cluster, one for each region or zone. */
    clusterServerGroups: async (app: string, account: string, cluster: string, provider: string, name: string) => {
      const at = path`/applications/${app}/clusters/${account}/${cluster}/${provider}/serverGroups/${name}`
      const found = await ask<ServerGroupView | ServerGroupView[]>('GET', at).catch(instead<ServerGroupView[]>([]))
      return [found].flat()
    },
    serverGroup: (app: string, account: string, region: string, name: string) =>
      find<ServerGroupView>(path`/applications/${app}/serverGroups/${account}/${region}/${name}`),
    /** The same by its name alone. */
    serverGroupNamed: (account: string, region: string, name: string) =>
      find<ServerGroupView>(path`/serverGroups/${account}/${region}/${name}`),
    /** Summaries; with `expand` in full. `clusters`: `account:cluster` pairs, separated by commas. */
    serverGroups: (app: string, query: { expand?: boolean; cloudProvider?: string; clusters?: string } = {}) =>
      list<Json>(path`/applications/${app}/serverGroups`, query),
    /** Summaries by applications or by `account:region:name`. */
    findServerGroups: (query: { applications?: string; ids?: string; cloudProvider?: string }) =>
      ask<Json[]>('GET', '/serverGroups', { query }),
    serverGroupManagers: (app: string) => list<Json>(path`/applications/${app}/serverGroupManagers`),

    /** A roll of a group's instances as the cloud has it now; undefined when there is none, or the provider tells of none. */
    roll: (at: { provider: string; account: string; region: string; name: string; id: string }) =>
      find<Json>(path`/${at.provider}/serverGroups/${at.account}/${at.region}/${at.name}/rolls/${at.id}`),

    instance: (account: string, region: string, id: string) =>
      find<InstanceView>(path`/instances/${account}/${region}/${id}`),
    loadBalancers: (app: string) => list<Json>(path`/applications/${app}/loadBalancers`),
    /** The load balancers of that name in a region, in full: there is at most one of each kind. */
    loadBalancer: (at: { provider: string; account: string; region: string; name: string }) =>
      list<Json>(path`/${at.provider}/loadBalancers/${at.account}/${at.region}/${at.name}`),
    /** Undefined when there is none; `vpcId` tells those of one name apart. */
    securityGroup: (at: { account: string; provider: string; region: string; name: string }, vpcId?: string) =>
      find<Json>(path`/securityGroups/${at.account}/${at.provider}/${at.region}/${at.name}`, { vpcId }),
    /** Networks of all clouds that have such: `{id, name, region, account}`. */
    vpcs: () => list<Json>('/vpcs'),
    /** A service that a broker made (Cloud Foundry). */
    serviceInstance: ({ account, ...query }: { account: string } & Record<string, string>) =>
      find<Json>(path`/servicebroker/${account}/serviceInstance`, query),
    securityGroups: () => ask<Json>('GET', '/securityGroups'),
    images: (provider: string, query: Record<string, string | undefined> = {}) =>
      list<Json>(path`/${provider}/images/find`, query),

    /** A job that a stage runs: `{name, jobState, completionDetails, …}`. */
    job: ({ application, account, location, name }: JobAt) =>
      find<Json>(path`/applications/${application}/jobs/${account}/${location}/${name}`),
    /** What the job wrote into a file, or to the log of the container of that name: its properties. */
    jobFile: ({ application, account, location, name }: JobAt, file: string) =>
      find<Json>(path`/applications/${application}/jobs/${account}/${location}/${name}/${file}`),
    podFile: ({ application, account, location }: JobAt, pod: string, file: string) =>
      find<Json>(path`/applications/${application}/kubernetes/pods/${account}/${location}/${pod}/${file}`),
    cancelJob: ({ application, account, location, name }: JobAt) =>
      ask<unknown>('DELETE', path`/applications/${application}/jobs/${account}/${location}/${name}`),

    credentials: (query: { expand?: boolean } = {}) => ask<Json[]>('GET', '/credentials', { query }),
    account: (name: string) => find<Json>(path`/credentials/${name}`),
    search: (query: Readonly<Record<string, string | number | readonly string[] | undefined>>) =>
      ask<Json[]>('GET', '/search', { query }),
    /** A manifest as it is in the cloud; `name` is kind and name, e.g. `deployment web`, `location` empty where it has none. */
    manifest: (account: string, location: string, name: string, query: { includeEvents?: boolean } = {}) =>
      find<Json & { manifest?: Json; artifacts?: Json[]; status?: Json }>(
        location === '' ? path`/manifests/${account}/_/${name}` : path`/manifests/${account}/${location}/${name}`,
        query,
      ),
    /** Which manifest of a cluster is meant. */
    targetManifest: (
      account: string,
      { location, kind, app, cluster, criteria }: Record<'location' | 'kind' | 'app' | 'cluster' | 'criteria', string>,
    ) =>
      find<{ kind: string; namespace?: string; name?: string }>(
        path`/manifests/${account}/${location}/${kind}/cluster/${app}/${cluster}/dynamic/${criteria}`,
      ),
    /** An artifact's content: parsed where it is JSON, else its text. */
    fetchArtifact: (artifact: object) => ask<unknown>('PUT', '/artifacts/fetch', { body: artifact }),
    /** Tags of entities, by their fields and by `tag:<name>`. */
    entityTags: (query: Readonly<Record<string, string>>) => list<Json>('/tags', query),
    /** Names of the operations that some provider has. */
    featureStages: () => ask<{ name: string; enabled: boolean }[]>('GET', '/features/stages'),

    /** Reads `body`'s resource from the cloud now; when it returns the inventory has it. */
    refreshCache: (provider: string, type: string, body: Json) =>
      ask<{ cachedIdentifiersByType: Record<string, string[]> }>('POST', path`/cache/${provider}/${type}`, { body }),
    /** The same without waiting for it: whether it was done at once, or waits among the `pendingRefreshes`. */
    requestRefresh: async (provider: string, type: string, body: Json): Promise<'done' | 'taken'> => {
      const { status } = await callForAnswer(transport, {
        method: 'POST',
        path: path`/cache/${provider}/${type}`,
        body,
      })
      return status === 202 ? 'taken' : 'done'
    },
    pendingRefreshes: (provider: string, type: string) => list<Json>(path`/cache/${provider}/${type}`),
  }
}

function instead<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof GennakerError && error.status === 404) return value
    throw error
  }
}
