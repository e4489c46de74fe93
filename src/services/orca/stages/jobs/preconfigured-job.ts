import type { Json } from '../../model.ts'
import type { StageDefinition } from '../../stage.ts'
import { isJson, json, objects, text } from '../../values.ts'
import { exception } from '../results.ts'
import { runJob } from './run-job.ts'
import { type JobSettings, type PreconfiguredJob, preconfiguredJobs } from './settings.ts'

const fields: Readonly<Record<string, readonly string[]>> = {
  kubernetes: ['account', 'manifest', 'application'],
  titus: ['cluster'],
}
const fieldsOfAll = ['cloudProvider', 'credentials', 'region', 'propertyFile', 'waitForCompletion']

/** A job that an operator configured under a stage type of its own; what is configured wins (orca: PreconfiguredJobStage). */
export const preconfiguredJob: StageDefinition = {
  ...runJob,
  type: 'preconfiguredJob',
  aliases: [],
  label: 'Preconfigured Job',
  prepare({ context, stage, execution }, { settings }) {
    const job = preconfiguredJobs(settings.job).find(({ type }) => type === stage.type)
    if (job === undefined)
      throw exception('PreconfiguredJobNotFoundException', `Preconfigured Job of type '${stage.type}' not found`)
    return configured(context, job, execution.application)
  },
}

function configured(context: Json, job: PreconfiguredJob, application: string): Json {
  const own = structuredClone(job) as Json
  if (isJson(own.cluster)) own.cluster = { application, ...own.cluster }
  const result: Json = structuredClone(context)
  for (const field of [...fieldsOfAll, ...(fields[job.cloudProvider] ?? [])]) {
    if (own[field] !== undefined && own[field] !== null) result[field] = own[field]
  }
  const parameters = job.parameters ?? []
  for (const { mapping, defaultValue } of parameters) {
    if (defaultValue !== undefined && defaultValue !== null) write(result, mapping, defaultValue)
  }
  for (const [name, value] of Object.entries(json(result.parameters))) {
    write(result, parameters.find((parameter) => parameter.name === name)?.mapping, String(value))
  }
  for (const [path, value] of Object.entries(json(result.dynamicParameters))) write(result, path, String(value))
  return { ...result, preconfiguredJobParameters: parameters }
}

/** Writes a value at a path like `cluster.env.LEVEL` or `containers[0].image`, all but whose last part must be there. */
function write(root: Json, mapping: string | undefined, value: unknown): void {
  if (mapping === undefined) return
  const parts = mapping.split('.')
  const last = parts.pop() ?? ''
  const target = parts.reduce<Json>((current, part) => {
    const [, name = part, index] = /^(.*)\[(\d+)\]$/.exec(part) ?? []
    const found = Object.hasOwn(current, name) ? current[name] : undefined
    const next = index === undefined ? found : objects(found)[Number(index)]
    if (!isJson(next)) throw exception('IllegalArgumentException', `no property ${part} on the way to ${mapping}`)
    return next
  }, root)
  // A name that every object has would change more than this one.
  if (['__proto__', 'constructor', 'prototype'].includes(last))
    throw exception('IllegalArgumentException', `no property ${last}`)
  target[last] = value
}

/** The configured jobs as a UI offers them. */
export const offeredJobs = (settings: JobSettings): Json[] =>
  preconfiguredJobs(settings)
    .filter(({ enabled }) => enabled)
    .map(({ label, description, type, waitForCompletion, parameters, producesArtifacts, uiType }) => ({
      label,
      description: text(description),
      type,
      waitForCompletion,
      noUserConfigurableFields: true,
      parameters,
      producesArtifacts,
      uiType,
    }))
