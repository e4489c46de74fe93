import type { ExecutionData } from './execution.ts'

type Json = Readonly<Record<string, unknown>>

const PACKAGE = 'com.netflix.spinnaker.orca.pipeline.model'

/** The kinds of triggers with what recognises them; the first match wins (orca: TriggerDeserializer). */
const KINDS: readonly {
  readonly type: string
  readonly fields: readonly string[]
  readonly is: (trigger: Json) => boolean
}[] = [
  { type: 'DockerTrigger', fields: ['account', 'repository', 'tag'], is: hasAll('account', 'repository', 'tag') },
  { type: 'ConcourseTrigger', fields: ['buildInfo', 'properties'], is: ({ type }) => type === 'concourse' },
  {
    type: 'JenkinsTrigger',
    fields: ['master', 'job', 'buildNumber', 'propertyFile', 'buildInfo', 'properties'],
    is: hasAll('master', 'job', 'buildNumber'),
  },
  { type: 'PipelineTrigger', fields: ['parentExecution', 'parentPipelineStageId'], is: hasAll('parentExecution') },
  { type: 'ArtifactoryTrigger', fields: ['artifactorySearchName'], is: hasAll('artifactorySearchName') },
  { type: 'NexusTrigger', fields: ['nexusSearchName'], is: hasAll('nexusSearchName') },
  {
    type: 'GitTrigger',
    fields: ['hash', 'source', 'project', 'branch', 'slug', 'action'],
    is: hasAll('source', 'project', 'branch', 'slug', 'hash'),
  },
  {
    type: 'PluginTrigger',
    fields: ['pluginId', 'description', 'provider', 'version', 'releaseDate', 'requires', 'binaryUrl', 'preferred'],
    is: hasAll('pluginId'),
  },
]

function hasAll(...fields: readonly string[]): (trigger: Json) => boolean {
  return (trigger) => fields.every((field) => trigger[field] !== undefined && trigger[field] !== null)
}

/** The Java class of a trigger and its fields beside those of every trigger. */
export function triggerKind(trigger: Json): { readonly typeName: string; readonly fields: readonly string[] } {
  const kind = KINDS.find(({ is }) => is(trigger))
  return { typeName: `${PACKAGE}.${kind?.type ?? 'DefaultTrigger'}`, fields: kind?.fields ?? [] }
}

export const TRIGGER_TYPES: readonly { readonly typeName: string; readonly fields: readonly string[] }[] = [
  { typeName: `${PACKAGE}.DefaultTrigger`, fields: [] },
  ...KINDS.map(({ type, fields }) => ({ typeName: `${PACKAGE}.${type}`, fields })),
]

/** A trigger as the root `trigger`: the raw object over the defaults of what is missing, without nulls. */
export function triggerMap(execution: ExecutionData): Record<string, unknown> {
  const raw = execution.trigger ?? {}
  const correlation = raw.correlationId == null ? [] : [['correlationId', raw.correlationId] as const]
  const defaults: readonly (readonly [string, unknown])[] = [
    ['type', 'none'],
    ...correlation,
    ['user', '[anonymous]'],
    ['parameters', {}],
    ['artifacts', []],
    ['notifications', []],
    ['rebake', false],
    ['dryRun', false],
    ['strategy', false],
    ['resolvedExpectedArtifacts', []],
  ]
  return Object.fromEntries([...defaults, ...Object.entries(raw).filter(([, value]) => value !== null)])
}
