import { z } from 'zod'
import type { Document, Json } from '../store/index.ts'

const config = z
  .looseObject({
    applications: z.array(z.string()).nullish(),
    clusters: z.array(z.looseObject({})).nullish(),
    pipelineConfigs: z.array(z.looseObject({})).nullish(),
  })
  .nullish()
  .transform((given) => given ?? {})

/** A project: applications, clusters and pipelines of several teams on one page. What Front50 does not know is kept. */
export const projectSchema = z
  .looseObject({ id: z.string().nullish(), name: z.string().trim().min(1, 'A project needs a name'), config })
  .transform(({ createTs, updateTs, lastModifiedBy, ...project }) => project)

export type Project = z.infer<typeof projectSchema>

/** A stored project. */
export function projectBody(body: Json): Project {
  return body as Project
}

/** A project as clients see it; its times are numbers, unlike an application's. */
export function presentProject(document: Document): Json {
  return {
    ...document.body,
    createTs: document.createdAt,
    updateTs: document.modifiedAt,
    lastModifiedBy: document.modifiedBy,
  }
}
