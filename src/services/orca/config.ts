import { z } from 'zod'
import { relaxed, timeZoneSchema } from '../../platform/config/index.ts'
import { restrictionsSchema } from '../../platform/outbound/index.ts'
import { cloudConfigSchema } from './cloud-settings.ts'
import { monitoredDeploySchema } from './deployment-monitors.ts'
import { jobSettingsSchema } from './stages/jobs/settings.ts'
import { webhookSettingsSchema } from './stages/webhook/settings.ts'

const flag = (preset: boolean) => z.union([z.boolean(), z.stringbool()]).default(preset)
const count = (preset: number) => z.coerce.number().int().nonnegative().default(preset)
const names = z.array(z.string()).default([])
/** Executions that one transaction of a clean-up deletes. The original takes one; so few make a million take hours. */
const chunkSize = z.coerce.number().int().positive().default(50)

const address = z.url({ protocol: /^https?$/ }).optional()

/** What Orca reads of `orca.yml`, each key in any of Spring's spellings; every other key is accepted and left alone. */
export const orcaConfigSchema = relaxed({
  'monitored-deploy': monitoredDeploySchema,
  ...cloudConfigSchema,
  orca: relaxed({ 'default-application-name': z.string().min(1).default('spinnaker_unknown') }).prefault({}),
  'user-configured-url-restrictions': restrictionsSchema,
  webhook: webhookSettingsSchema,
  job: jobSettingsSchema,
  /** Without an address, here or under `services`, nothing is sent to Echo. */
  echo: relaxed({
    enabled: flag(true),
    'base-url': address,
    events: relaxed({
      'include-full-execution': flag(true),
      'ignore-task-events': flag(false),
    }).prefault({}),
  }).prefault({}),
  igor: relaxed({ enabled: flag(true), 'base-url': address }).prefault({}),
  /** The job of a service that builds in which `script` stages run. */
  script: relaxed({ master: z.string().default('master'), job: z.string().default('job') }).prefault({}),
  services: z
    .object({
      echo: relaxed({ 'base-url': address }).optional(),
      igor: relaxed({ 'base-url': address }).optional(),
    })
    .prefault({}),
  /** Where people find the UI. */
  spinnaker: relaxed({ 'base-url': z.object({ www: z.string().optional() }).prefault({}) }).prefault({}),
  executions: relaxed({
    'include-allowed-accounts': flag(true),
    'block-orchestration-executions': flag(false),
    'allowed-orchestration-executions': z
      .array(relaxed({ name: z.string(), 'allow-all-users': flag(true), 'permitted-users': names }))
      .default([]),
    import: z.object({ enabled: flag(false) }).prefault({}),
  }).prefault({}),
  tasks: relaxed(
    {
      ...cloudConfigSchema.tasks,
      'execution-window': z.object({ timezone: timeZoneSchema.default('America/Los_Angeles') }).prefault({}),
      /** What holds a `waitForCondition` stage. */
      'evaluate-condition': relaxed({
        enabled: flag(false),
        'skip-wait': flag(false),
        'backoff-wait-ms': count(300_000),
        clusters: names,
        'active-conditions': names,
      }).prefault({}),
      /** Saving a pipeline with roles keeps a service account with these roles, as which its triggers run. */
      'use-managed-service-accounts': flag(false),
      /** One service account for all pipelines with the same roles. */
      'use-shared-managed-service-accounts': flag(false),
      'monitor-front50-task': relaxed({
        /** How many times Front50 must show what was saved; 0: it is believed. */
        'success-threshold': count(0),
        'grace-period-ms': count(5_000),
      }).prefault({}),
      controller: relaxed({
        'days-of-execution-history': count(14),
        'number-of-old-pipeline-executions-to-include': count(2),
        'exclude-executions-of-disabled-pipelines': flag(false),
      }).prefault({}),
    },
    z.unknown(),
  ).prefault({}),
  pollers: relaxed({
    'old-pipeline-cleanup': relaxed({
      enabled: flag(false),
      'interval-ms': count(3_600_000),
      'threshold-days': count(30),
      'minimum-pipeline-executions': count(5),
      'chunk-size': chunkSize,
      'exceptional-applications': names,
      'exceptional-applications-threshold-days': count(365),
    }).prefault({}),
    'top-application-execution-cleanup': relaxed({
      enabled: flag(false),
      'interval-ms': count(3_600_000),
      threshold: count(2_500),
      'chunk-size': chunkSize,
      'exception-application-thresholds': z.record(z.string(), z.coerce.number().int().nonnegative()).default({}),
    }).prefault({}),
  }).prefault({}),
})

export type OrcaConfig = z.infer<typeof orcaConfigSchema>

/** What stages may know of the configuration. */
export type StageSettings = Pick<
  OrcaConfig,
  'tasks' | 'igor' | 'job' | 'webhook' | 'script' | 'spinnaker' | Exclude<keyof typeof cloudConfigSchema, 'tasks'>
>
