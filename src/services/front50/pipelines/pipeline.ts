import { z } from 'zod'
import type { Document, Json } from '../store/index.ts'

/** A trigger: `type` says which properties it has, see the reference of Spinnaker's triggers. */
export type Trigger = Json & { type?: unknown; id?: unknown; enabled?: unknown; runAsUser?: unknown }

/** A pipeline or strategy config as it is kept: a free map, of which Front50 knows these. */
export interface Pipeline extends Json {
  id?: string
  name: string
  application: string
  index?: number | string | null
  disabled?: boolean | null
  triggers?: Trigger[] | null
}

const text = z.union([z.string(), z.number()]).transform(String).nullish()
const objects = z.array(z.looseObject({})).nullish()

/**
 * A pipeline as clients send it. What Front50 does not know is kept as it is, unknown stage types included: whether a
 * pipeline can run is found out when it is started. `name` and `application` may be missing here, see `saveErrors`.
 */
export const pipelineSchema = z.looseObject({
  id: text,
  name: text,
  application: text,
  index: z.union([z.number(), z.string().regex(/^-?\d+$/)]).nullish(),
  disabled: z.boolean().nullish(),
  triggers: objects,
  stages: objects,
  updateTs: z.union([z.string(), z.number()]).nullish(),
  regenerateCronTriggerIds: z.boolean().nullish(),
})

export type SubmittedPipeline = z.infer<typeof pipelineSchema>

/** A pipeline as clients see it. */
export function presentPipeline(document: Document): Pipeline {
  const pipeline = document.body as Pipeline
  return { ...pipeline, updateTs: String(document.modifiedAt), lastModifiedBy: document.modifiedBy }
}

/** The triggers of a pipeline; none when it says null. */
export function triggersOf({ triggers }: { readonly triggers?: readonly Trigger[] | null }): readonly Trigger[] {
  return triggers ?? []
}
