import { type Call, callJson, path, type Transport } from '../../platform/clients/index.ts'
import { GennakerError } from '../../platform/errors/index.ts'

/** A document of Front50's: a free map of which callers read what they know. */
type Json = Record<string, unknown>

/** An application; `name` is upper case, times are text. */
export interface Application extends Json {
  readonly name: string
  readonly email?: string
  /** Separated by commas. */
  readonly cloudProviders?: string
  readonly permissions?: Readonly<Record<string, readonly string[]>>
}

/** A pipeline or strategy config. */
export interface PipelineConfig extends Json {
  readonly id: string
  readonly name: string
  readonly application: string
  readonly index?: number
  readonly disabled?: boolean
  readonly triggers?: readonly Json[]
  readonly stages?: readonly Json[]
  readonly updateTs?: string
}

/** A project; times are numbers. */
export interface Project extends Json {
  readonly id: string
  readonly name: string
  readonly config: Json
}

/** What became of a batch of pipelines. */
export interface BatchResult {
  readonly successful_pipelines_count: number
  readonly successful_pipelines: readonly string[]
  readonly failed_pipelines_count: number
  readonly failed_pipelines: readonly (Json & { errorMsg: string })[]
}

/** Which configs: pipelines, or the deployment strategies that are written like them. */
export type ConfigKind = 'pipelines' | 'strategies'

export type Front50Client = ReturnType<typeof front50Client>

/**
 * Front50 for other services. Calls carry the current identity. What is asked for by name or id and is not there is
 * undefined; every other refusal is an error with Front50's status and words.
 */
export function front50Client(transport: Transport) {
  const ask = <T>(method: Call['method'], path: string, more: Omit<Call, 'method' | 'path'> = {}) =>
    callJson<T>(transport, { method, path, ...more })
  const find = <T>(path: string) => ask<T>('GET', path).catch(undefinedWhenMissing<T>)

  return {
    /** All applications; `restricted: true` leaves out those that the user may not read. */
    listApplications: (query: { restricted: boolean }) => ask<Application[]>('GET', '/v2/applications', { query }),
    findApplication: (name: string) => find<Application>(path`/v2/applications/${name}`),
    applicationHistory: (name: string, limit: number) =>
      ask<Application[]>('GET', path`/v2/applications/${name}/history`, { query: { limit } }),
    createApplication: (body: Json) => ask<Application>('POST', '/v2/applications', { body }),
    /** Changes what `body` mentions, keeps the rest. */
    updateApplication: (name: string, body: Json) =>
      ask<Application>('PATCH', path`/v2/applications/${name}`, { body }),
    deleteApplication: (name: string) => ask<void>('DELETE', path`/v2/applications/${name}`),

    listPermissions: () => ask<Json[]>('GET', '/permissions/applications'),
    savePermission: (application: string, body: Json) =>
      ask<Json>('PUT', path`/permissions/applications/${application}`, { body }),
    deletePermission: (application: string) => ask<void>('DELETE', path`/permissions/applications/${application}`),

    /** All configs that a trigger may start, see `GET /pipelines`. */
    listConfigs: (kind: ConfigKind, query: ListConfigs = {}) =>
      ask<PipelineConfig[]>('GET', `/${kind}`, { query: { ...query } }),
    /** An application's configs in the order in which they are shown. */
    listConfigsOf: (kind: ConfigKind, application: string, query: ListConfigsOf = {}) =>
      ask<PipelineConfig[]>('GET', path`/${kind}/${application}`, { query: { ...query } }),
    /** Pipelines that start when pipeline `id` ends as `successful`, `failed` or `canceled`. */
    triggeredBy: (id: string, status: string) =>
      ask<PipelineConfig[]>('GET', path`/pipelines/triggeredBy/${id}/${status}`, { query: { restricted: false } }),
    findConfig: (kind: ConfigKind, id: string) => find<PipelineConfig>(path`/${kind}/${id}/get`),
    findConfigNamed: (kind: ConfigKind, application: string, name: string) =>
      find<PipelineConfig>(path`/${kind}/${application}/name/${name}`),
    configHistory: (kind: ConfigKind, id: string, limit: number) =>
      ask<PipelineConfig[]>('GET', path`/${kind}/${id}/history`, { query: { limit } }),
    savePipeline: (body: Json, query: StaleCheck = {}) =>
      ask<PipelineConfig>('POST', '/pipelines', { body, query: { ...query } }),
    updatePipeline: (id: string, body: Json, query: StaleCheck = {}) =>
      ask<PipelineConfig>('PUT', path`/pipelines/${id}`, { body, query: { ...query } }),
    savePipelines: (body: readonly Json[], query: StaleCheck = {}) =>
      ask<BatchResult>('POST', '/pipelines/batchUpdate', { body, query: { ...query } }),
    saveStrategy: (body: Json) => ask<void>('POST', '/strategies', { body }),
    updateStrategy: (id: string, body: Json) => ask<PipelineConfig>('PUT', path`/strategies/${id}`, { body }),
    deleteConfig: (kind: ConfigKind, application: string, name: string) =>
      ask<void>('DELETE', path`/${kind}/${application}/${name}`),
    reorder: (kind: ConfigKind, body: { application: string; idsToIndices: Readonly<Record<string, number>> }) =>
      ask<void>('POST', `/actions/${kind}/reorder`, { body }),

    listProjects: () => ask<Project[]>('GET', '/v2/projects'),
    findProject: (nameOrId: string) => find<Project>(path`/v2/projects/${nameOrId}`),
    /** Creates it, or replaces the one with its id. */
    saveProject: (body: Json) => ask<Project>('POST', '/v2/projects', { body }),
    updateProject: (id: string, body: Json) => ask<Project>('PUT', path`/v2/projects/${id}`, { body }),
    deleteProject: (id: string) => ask<void>('DELETE', path`/v2/projects/${id}`),

    /** An application's notifications with everybody's. */
    notificationsOf: (application: string) => ask<Json>('GET', path`/notifications/application/${application}`),
    globalNotifications: () => ask<Json>('GET', '/notifications/global'),
    saveNotifications: (application: string, body: Json) =>
      ask<void>('POST', path`/notifications/application/${application}`, { body }),
    saveGlobalNotifications: (body: Json) => ask<void>('POST', '/notifications/global', { body }),
    deleteGlobalNotifications: () => ask<void>('DELETE', '/notifications/global/global'),
    deleteNotifications: (application: string) => ask<void>('DELETE', path`/notifications/application/${application}`),

    listV1Templates: (scopes: readonly string[]) => ask<Json[]>('GET', '/pipelineTemplates', { query: { scopes } }),
    findV1Template: (id: string) => find<Json>(path`/pipelineTemplates/${id}`),
    createV1Template: (body: Json) => ask<void>('POST', '/pipelineTemplates', { body }),
    updateV1Template: (id: string, body: Json) => ask<Json>('PUT', path`/pipelineTemplates/${id}`, { body }),
    deleteV1Template: (id: string) => ask<void>('DELETE', path`/pipelineTemplates/${id}`),
    /** The pipelines made from a version 1 template; `recursive`: and from those that extend it. */
    v1TemplateDependents: (id: string, recursive: boolean) =>
      ask<PipelineConfig[]>('GET', path`/pipelineTemplates/${id}/dependentPipelines`, { query: { recursive } }),

    listTemplates: (scopes: readonly string[]) => ask<Json[]>('GET', '/v2/pipelineTemplates', { query: { scopes } }),
    listTemplateVersions: (scopes: readonly string[]) =>
      ask<Record<string, Json[]>>('GET', '/v2/pipelineTemplates/versions', { query: { scopes } }),
    findTemplate: (id: string, query: TemplateVersion = {}) =>
      ask<Json>('GET', path`/v2/pipelineTemplates/${id}`, { query: { ...query } }).catch(undefinedWhenMissing<Json>),
    createTemplate: (body: Json, tag?: string) => ask<void>('POST', '/v2/pipelineTemplates', { body, query: { tag } }),
    updateTemplate: (id: string, body: Json, tag?: string) =>
      ask<Json>('PUT', path`/v2/pipelineTemplates/${id}`, { body, query: { tag } }),
    deleteTemplate: (id: string, query: TemplateVersion = {}) =>
      ask<void>('DELETE', path`/v2/pipelineTemplates/${id}`, { query: { ...query } }),
    templateDependents: (id: string) =>
      ask<PipelineConfig[]>('GET', path`/v2/pipelineTemplates/${id}/dependentPipelines`),

    createDeliveryConfig: (body: Json) => ask<Json>('POST', '/deliveries', { body }),
    findDeliveryConfig: (id: string) => find<Json>(path`/deliveries/${id}`),
    updateDeliveryConfig: (id: string, body: Json) => ask<Json>('PUT', path`/deliveries/${id}`, { body }),
    deleteDeliveryConfig: (application: string, id: string) =>
      ask<void>('DELETE', path`/applications/${application}/deliveries/${id}`),

    findPluginInfo: (id: string) => find<Json>(path`/pluginInfo/${id}`),
    savePluginInfo: (body: Json) => ask<Json>('POST', '/pluginInfo', { body }),
    deletePluginInfo: (id: string) => ask<void>('DELETE', path`/pluginInfo/${id}`),
    setPreferredPluginRelease: (id: string, version: string) =>
      ask<Json>('PUT', path`/pluginInfo/${id}/releases/${version}`, { query: { preferred: true } }),

    listServiceAccounts: () => ask<Json[]>('GET', '/serviceAccounts'),
    saveServiceAccount: (body: { name: string; memberOf: readonly string[] }) =>
      ask<Json>('POST', '/serviceAccounts', { body }),
    deleteServiceAccount: (id: string) => ask<void>('DELETE', path`/serviceAccounts/${id}`),
  }
}

interface StaleCheck {
  /** Refuse a pipeline that has been saved since its author read it. */
  readonly staleCheck?: boolean
}

interface TemplateVersion {
  readonly tag?: string
  readonly digest?: string
}

interface ListConfigs {
  readonly restricted?: boolean
  readonly enabledPipelines?: boolean
  readonly enabledTriggers?: boolean
  readonly triggerTypes?: readonly string[]
}

interface ListConfigsOf {
  /** A part of the name, ignoring case. */
  readonly pipelineNameFilter?: string
  readonly pipelineLimit?: number
  readonly enabledPipelines?: boolean
}

function undefinedWhenMissing<T>(error: unknown): T | undefined {
  if (error instanceof GennakerError && error.status === 404) return undefined
  throw error
}
