import { z } from 'zod'
import type { GraphNode, Injection } from '../graph.ts'
import { NameSet } from '../names.ts'
import { injection, maps, texts } from '../schemas.ts'
import { variableSchema } from '../variables.ts'

/** Version 1 templates and their configurations as their authors write them; what we don't know is let be. */

const rules = z.array(z.looseObject({ path: z.string(), value: z.unknown().optional() })).nullish()

const v1StageSchema = z.looseObject({
  id: z.coerce.string().nullish(),
  name: z.coerce.string().nullish(),
  type: z.string().nullish(),
  config: z.unknown().optional(),
  dependsOn: texts,
  inject: injection,
  when: texts,
  comments: z.string().nullish(),
  inheritanceControl: z.looseObject({ merge: rules, replace: rules, remove: rules }).nullish(),
  loopWith: z.string().nullish(),
})

const stages = z.array(v1StageSchema).nullish()
const v1ModuleSchema = z.looseObject({
  id: z.string(),
  variables: z.array(z.looseObject({ name: z.string() })).nullish(),
  definition: z.unknown().optional(),
})
const modules = z.array(v1ModuleSchema).nullish()
const partials = z.array(z.looseObject({ id: z.string(), name: z.string().nullish(), stages })).nullish()

/** What a template passes on, or a configuration has of its own. */
const lists = {
  concurrentExecutions: z.looseObject({}).nullish(),
  triggers: maps,
  parameters: maps,
  notifications: maps,
  expectedArtifacts: maps,
}

export const v1TemplateSchema = z.looseObject({
  schema: z.coerce.string().nullish(),
  id: z.string().nullish(),
  source: z.string().nullish(),
  metadata: z.looseObject({}).nullish(),
  protect: z.boolean().nullish(),
  variables: z.array(variableSchema).nullish(),
  configuration: z.looseObject(lists).nullish(),
  stages,
  modules,
  partials,
})

export const v1ConfigurationSchema = z.looseObject({
  schema: z.coerce.string().nullish(),
  pipeline: z
    .looseObject({
      application: z.string().nullish(),
      name: z.string().nullish(),
      pipelineConfigId: z.string().nullish(),
      template: z.looseObject({ source: z.string() }).nullish(),
      variables: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
  configuration: z.looseObject({ ...lists, inherit: texts }).nullish(),
  stages,
  modules,
  partials,
})

export type V1StageDefinition = z.infer<typeof v1StageSchema>
export type V1Template = z.infer<typeof v1TemplateSchema>
export type V1Configuration = z.infer<typeof v1ConfigurationSchema>
export type V1Module = z.infer<typeof v1ModuleSchema>

/** A stage on its way from definition to pipeline; every step of the expansion changes it. */
export interface V1Stage extends GraphNode {
  id: string
  /** Its id where it has none. */
  name: string | undefined
  readonly type: string
  config: unknown
  dependsOn: NameSet
  requisites: NameSet
  readonly inject?: Injection | undefined
  when: readonly string[]
  comments: string | undefined
  readonly control: V1StageDefinition['inheritanceControl']
  /** What the stage is repeated with; the repetitions stand in `looped`. */
  loopWith: string | undefined
  loopValue?: unknown
  readonly looped: V1Stage[]
  removed: boolean
  /** The partial that it came from and the stage that asked for it. */
  from?: { readonly partial: V1Partial; readonly marker: V1Stage }
}

export interface V1Partial {
  readonly id: string
  readonly name: string
  readonly stages: readonly V1Stage[]
  /** By the id of the stage that asks for it. */
  readonly rendered: Map<string, V1Stage[]>
}

export function v1StageOf(given: V1StageDefinition): V1Stage {
  const id = given.id ?? ''
  return {
    id,
    name: given.name ?? undefined,
    type: given.type ?? '',
    config: given.config,
    dependsOn: given.dependsOn ? NameSet.hashed(given.dependsOn) : NameSet.linked(),
    requisites: NameSet.linked(),
    inject: given.inject ?? undefined,
    when: given.when ?? [],
    comments: given.comments ?? undefined,
    control: given.inheritanceControl,
    loopWith: given.loopWith || undefined,
    looped: [],
    removed: false,
  }
}

/** What people see as the stage's name. */
export const nameOf = ({ name, id }: V1Stage) => name ?? id

/** Another stage that begins as this one is. */
export const copyOfStage = (stage: V1Stage, more: Partial<V1Stage> = {}): V1Stage => ({
  ...stage,
  dependsOn: NameSet.linked(stage.dependsOn),
  requisites: NameSet.linked(),
  ...more,
})

export const isPartial = ({ type }: { readonly type: string }) => type.startsWith('partial.')
