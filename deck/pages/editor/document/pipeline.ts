export type Json = Readonly<Record<string, unknown>>

/** A pipeline or strategy as it is saved. What this deck does not know in it is kept as it is. */
export type Pipeline = Json
export type StageConfig = Json

/** What the server sets, and no text or revision may change: who and where the pipeline is, and which state was last saved. */
export const SERVER_FIELDS = ['id', 'application', 'index', 'updateTs', 'lastModified', 'lastModifiedBy', 'createTs']

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects of a list; what is no list is an empty one. */
export const objectsIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

export const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

export const stagesOf = (pipeline: Pipeline): readonly StageConfig[] => objectsIn(pipeline.stages)
export const refOf = ({ refId }: StageConfig): string => textOf(refId)
export const typeOf = ({ type }: StageConfig): string => textOf(type)
export const nameOf = (stage: StageConfig): string => textOf(stage.name) || typeOf(stage) || `Stage ${refOf(stage)}`

export const requisitesOf = ({ requisiteStageRefIds: refs }: StageConfig): readonly string[] =>
  Array.isArray(refs) ? refs.map(textOf) : []

export const stageOf = (pipeline: Pipeline, refId: string): StageConfig | undefined =>
  stagesOf(pipeline).find((stage) => refOf(stage) === refId)

/** The object with another value for a key, which keeps its place; undefined takes the key away. */
export const withField = (object: Json, key: string, value: unknown): Json => {
  if (value !== undefined) return { ...object, [key]: value }
  const { [key]: _, ...rest } = object
  return rest
}

/** Several at once. */
export const withFields = (object: Json, fields: Json): Json =>
  Object.entries(fields).reduce((all, [key, value]) => withField(all, key, value), object)

/** A document of other content that stays the pipeline that it was: the server's fields keep values and places. */
export const withContent = (pipeline: Pipeline, content: Json): Pipeline => {
  const result: Record<string, unknown> = {}
  const rest = new Map(Object.entries(content).filter(([key]) => !SERVER_FIELDS.includes(key)))
  const owned = Object.keys(pipeline).filter((key) => SERVER_FIELDS.includes(key))
  const before = new Map(owned.map((key) => [key, predecessorOf(pipeline, key)]))
  const place = (after: string | undefined) => {
    for (const key of owned) if (before.get(key) === after && !Object.hasOwn(result, key)) put(key, pipeline[key])
  }
  const put = (key: string, value: unknown) => {
    result[key] = value
    place(key)
  }
  place(undefined)
  for (const [key, value] of rest) put(key, value)
  for (const key of owned) if (!Object.hasOwn(result, key)) result[key] = pipeline[key]
  return result
}

const predecessorOf = (object: Json, key: string): string | undefined => {
  const keys = Object.keys(object)
  return keys[keys.indexOf(key) - 1]
}

/** A pipeline without what the server sets. */
export const contentOf = (pipeline: Pipeline): Json =>
  Object.fromEntries(Object.entries(pipeline).filter(([key]) => !SERVER_FIELDS.includes(key)))

export const isTemplated = ({ type, schema, config }: Pipeline): boolean =>
  type === 'templatedPipeline' || schema === 'v2' || isObject((config as Json | undefined)?.pipeline)

/** Made of a template of version 2, which says its own part at the top: it can be edited as such. */
export const isOfTemplate = ({ schema, template }: Pipeline): boolean => schema === 'v2' && isObject(template)

/** Changes in the UI are forbidden. */
export const isLocked = ({ locked }: Pipeline): boolean => isObject(locked) && locked.ui === true
