import { z } from 'zod'
import { holdsExpressions } from '../../../../platform/config/index.ts'
import type { Json } from '../../model.ts'

const flag = (preset: boolean) => z.union([z.boolean(), z.stringbool()]).default(preset)

/** A parameter of a configured job: its value is written at `mapping`, e.g. `manifest.spec.template.spec.containers[0].image`. */
const parameterSchema = z.looseObject({
  name: z.string(),
  label: z.string().optional(),
  description: z.string().optional(),
  mapping: z.string().optional(),
  defaultValue: z.unknown().optional(),
  type: z.string().default('string'),
  order: z.number().optional(),
})

const preconfiguredSchema = z.looseObject({
  enabled: flag(true),
  label: z.string(),
  description: z.string().optional(),
  /** The stage type by which pipelines know it. */
  type: z.string(),
  cloudProvider: z.string(),
  parameters: z.array(parameterSchema).optional(),
  waitForCompletion: flag(true),
  producesArtifacts: flag(false),
  uiType: z.enum(['BASIC', 'CUSTOM']).default('BASIC'),
})

export type PreconfiguredJob = z.infer<typeof preconfiguredSchema>

const of = (cloudProvider: string, preset: Json = {}) =>
  holdsExpressions(
    z.array(z.preprocess((each) => ({ cloudProvider, ...preset, ...(each as Json) }), preconfiguredSchema)),
  )
    .default([])
    .describe('Jobs that are stage types of their own; their keys are in docs/cloud-stages.md.')

/** Jobs that operators offer as stage types of their own (`orca.yml`: `job.preconfigured`). */
export const jobSettingsSchema = z
  .object({
    preconfigured: z
      .object({ kubernetes: of('kubernetes', { producesArtifacts: true }), titus: of('titus') })
      .prefault({}),
  })
  .prefault({})

export type JobSettings = z.infer<typeof jobSettingsSchema>

export const preconfiguredJobs = ({ preconfigured }: JobSettings): readonly PreconfiguredJob[] => [
  ...preconfigured.titus,
  ...preconfigured.kubernetes,
]
