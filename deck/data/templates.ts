import type { TemplateDigest, TemplateVersion } from '../../src/services/gate/v1/templates.ts'
import { GateError, get, path, post } from './gate.ts'
import { useGate } from './queries.ts'

export type { TemplateDigest, TemplateVersion }

type Json = Readonly<Record<string, unknown>>

/** A variable that a template declares; its value stands wherever the template says `${ templateVariables.<name> }`. */
export interface TemplateVariable extends Json {
  readonly name: string
  /** `string`, `int`, `float`, `boolean`, `list` or `object`; anything without one. */
  readonly type?: string
  readonly description?: string
  readonly defaultValue?: unknown
  /** Nothing need be given for it. */
  readonly nullable?: boolean
}

/** A pipeline template as it is stored; those of version 1 have their `stages` at the top. */
export interface Template extends Json {
  readonly id: string
  readonly schema?: string
  readonly metadata?: {
    readonly name?: string
    readonly description?: string
    readonly owner?: string
    readonly scopes?: readonly string[]
  }
  /** Pipelines of it may not add or change stages. */
  readonly protect?: boolean
  readonly variables?: readonly TemplateVariable[]
  readonly pipeline?: Json
  readonly updateTs?: string
  readonly lastModifiedBy?: string
}

/** A pipeline that is made of a template. */
export interface Dependent {
  readonly application: string
  readonly pipelineConfigId: string
  readonly pipelineName: string
}

/** Which content of a template, as addresses and references say it: a tag, or `sha256:<digest>`; what was last saved under no tag without one. */
export type VersionName = string | undefined

const SCHEME = 'spinnaker://'
const DIGEST = 'sha256:'

/** Templates change without the live stream saying so. */
const EVERY_MS = 60_000

export const useTemplates = () =>
  useGate(
    ['pipelineTemplates'],
    (signal) => get<TemplateDigest[]>('/v1/pipelineTemplates', undefined, signal),
    true,
    EVERY_MS,
  )

export const readTemplate = (id: string, version: VersionName, signal?: AbortSignal) =>
  get<Template>(path('v2', 'pipelineTemplates', id), versionQuery(version), signal)

export const useTemplate = (id: string, version: VersionName, schema: TemplateDigest['schema'] = 'v2') =>
  useGate(
    ['pipelineTemplates', id, version ?? ''],
    (signal) =>
      schema === 'v2'
        ? readTemplate(id, version, signal)
        : get<Template>(path('pipelineTemplates', id), undefined, signal),
    id !== '',
    EVERY_MS,
  )

export const useDependents = (id: string, schema: TemplateDigest['schema']) =>
  useGate(
    ['pipelineTemplates', id, 'dependents'],
    (signal) =>
      get<Dependent[]>(
        schema === 'v2'
          ? path('v2', 'pipelineTemplates', id, 'dependents')
          : path('pipelineTemplates', id, 'dependents'),
        undefined,
        signal,
      ),
    true,
    EVERY_MS,
  )

export const versionQuery = (version: VersionName): { tag?: string; digest?: string } =>
  version === undefined ? {} : version.startsWith(DIGEST) ? { digest: version.slice(DIGEST.length) } : { tag: version }

/** How a version is asked for: by its tag where it has one, for a tag says more than a digest. */
export const nameOfVersion = ({ tags, digest }: TemplateVersion): VersionName =>
  tags.includes('latest') ? 'latest' : (tags[0] ?? (digest === undefined ? undefined : DIGEST + digest))

/** What people read: `stable`, or the beginning of a digest. */
export const versionWords = (version: VersionName): string =>
  version?.startsWith(DIGEST) ? version.slice(0, DIGEST.length + 8) : (version ?? 'no tag')

/** `spinnaker://canary:stable`, `spinnaker://canary@sha256:…`. */
export const referenceTo = (id: string, version: VersionName): string =>
  SCHEME + id + (version === undefined ? '' : version.startsWith(DIGEST) ? `@${version}` : `:${version}`)

/** The template that a reference names, where it is one that is stored here. */
export const parseReference = (reference: string): { id: string; version: VersionName } | undefined => {
  const [, id, tag, digest] = /^spinnaker:\/\/([^:@]+)(?::([^:@]+))?(?:@(sha256:[0-9a-f]+))?$/.exec(reference) ?? []
  return id === undefined ? undefined : { id, version: digest ?? tag }
}

/** What a pipeline is that is made of a template, before anything is said of it. */
export const configurationOf = (application: string, name: string, reference: string, variables: Json): Json => ({
  type: 'templatedPipeline',
  schema: 'v2',
  application,
  name,
  template: { artifactAccount: 'front50ArtifactCredentials', type: 'front50/pipelineTemplate', reference },
  variables,
  exclude: [],
  triggers: [],
  parameters: [],
  notifications: [],
  stages: [],
})

/**
 * The same of a template that is not saved: what the template would give stands in the configuration itself.
 */
export const configurationOfDraft = (
  application: string,
  name: string,
  { pipeline = {} }: Template,
  variables: Json,
) => ({
  ...pipeline,
  type: 'templatedPipeline',
  schema: 'v2',
  application,
  name,
  variables,
  parameters: pipeline.parameterConfig ?? [],
})

/** The pipeline that a configuration stands for, with all expressions evaluated that can be before it runs. */
export const planTemplated = (configuration: Json) => post<Json>('/v2/pipelineTemplates/plan', configuration)

interface TemplateError {
  readonly message?: string
  readonly cause?: string
  readonly location?: string
  readonly suggestion?: string
}

/** What is wrong with a template or a configuration, in as many lines as there are things. */
export const reasonsOf = (error: Error): readonly string[] => {
  const told = error instanceof GateError ? error.errors : []
  if (told.length === 0) return [error.message]
  return told.map((each) => {
    if (typeof each === 'string') return each
    const { message, cause, location, suggestion } = each as TemplateError
    return [[message, cause].filter(Boolean).join(': '), location && `(${location})`, suggestion]
      .filter(Boolean)
      .join(' ')
  })
}
