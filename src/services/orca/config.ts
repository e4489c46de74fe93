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
/** The original takes one; so few make a million take hours. */
const chunkSize = z.coerce.number().int().positive().default(50).describe('Executions that one transaction deletes.')

const address = z.url({ protocol: /^https?$/ }).optional()

/** What Orca reads of `orca.yml`, each key in any of Spring's spellings; every other key is accepted and left alone. */
export const orcaConfigSchema = relaxed({
  'monitored-deploy': monitoredDeploySchema,
  ...cloudConfigSchema,
  orca: relaxed({
    'default-application-name': z
      .string()
      .min(1)
      .default('spinnaker_unknown')
      .describe('The application of executions that name none.'),
  }).prefault({}),
  'user-configured-url-restrictions': restrictionsSchema,
  webhook: webhookSettingsSchema,
  job: jobSettingsSchema,
  echo: relaxed({
    enabled: flag(true).describe('Whether Echo is told what begins and ends.'),
    'base-url': address.describe('Where Echo is; without an address, here or under `services`, nothing is sent.'),
    events: relaxed({
      'include-full-execution': flag(true).describe('Whether events hold the whole execution.'),
      'ignore-task-events': flag(false).describe('Whether no events tell of tasks.'),
    }).prefault({}),
  }).prefault({}),
  igor: relaxed({
    enabled: flag(true).describe('Whether builds go through Igor.'),
    'base-url': address.describe('Where Igor is, before `services.igor.baseUrl`.'),
  }).prefault({}),
  script: relaxed({
    master: z.string().default('master').describe('The service that builds in which `script` stages run.'),
    job: z.string().default('job').describe('The job in which they run.'),
  }).prefault({}),
  services: z
    .object({
      echo: relaxed({ 'base-url': address.describe('Where Echo is called.') }).optional(),
      igor: relaxed({ 'base-url': address.describe('Where Igor is called.') }).optional(),
    })
    .prefault({}),
  spinnaker: relaxed({
    'base-url': z.object({ www: z.string().optional().describe('Where people find the UI.') }).prefault({}),
  }).prefault({}),
  executions: relaxed({
    'include-allowed-accounts': flag(true).describe('Whether an execution keeps the accounts that its user may use.'),
    'block-orchestration-executions': flag(false).describe(
      'Whether tasks may be started by those of `allowed-orchestration-executions` only.',
    ),
    'allowed-orchestration-executions': z
      .array(
        relaxed({
          name: z.string().describe('What is started.'),
          'allow-all-users': flag(true).describe('Whether everybody may start it.'),
          'permitted-users': names.describe('Who may, where not everybody may.'),
        }),
      )
      .default([]),
    import: z
      .object({
        enabled: flag(false).describe('Whether finished executions of another installation may be brought in.'),
      })
      .prefault({}),
  }).prefault({}),
  tasks: relaxed(
    {
      ...cloudConfigSchema.tasks,
      'execution-window': z
        .object({
          timezone: timeZoneSchema
            .default('America/Los_Angeles')
            .describe(
              'The zone whose clock execution windows mean; `global.spinnaker.timezone` where nothing is written.',
            ),
        })
        .prefault({}),
      'evaluate-condition': relaxed({
        enabled: flag(false).describe('Whether conditions hold `waitForCondition` stages.'),
        'skip-wait': flag(false).describe('Whether nothing waits.'),
        'backoff-wait-ms': count(300_000).describe('How long is waited before a condition is looked at again.'),
        clusters: names.describe('Clusters whose deploys wait for conditions.'),
        'active-conditions': names.describe('Conditions that hold now.'),
      }).prefault({}),
      'use-managed-service-accounts': flag(false).describe(
        'Saving a pipeline with roles keeps a service account with these roles, as which its triggers run.',
      ),
      'use-shared-managed-service-accounts': flag(false).describe(
        'One service account for all pipelines with the same roles.',
      ),
      'monitor-front50-task': relaxed({
        'success-threshold': count(0).describe('How many times Front50 must show what was saved; 0: it is believed.'),
        'grace-period-ms': count(5_000).describe('How long is waited before Front50 is asked.'),
      }).prefault({}),
      controller: relaxed({
        'days-of-execution-history': count(14).describe('Executions of how many days the list shows.'),
        'number-of-old-pipeline-executions-to-include': count(2).describe(
          'How many older ones it shows of each pipeline.',
        ),
        'exclude-executions-of-disabled-pipelines': flag(false).describe(
          'Whether it leaves those of disabled pipelines out.',
        ),
      }).prefault({}),
    },
    z.unknown(),
  ).prefault({}),
  pollers: relaxed({
    'old-pipeline-cleanup': relaxed({
      enabled: flag(false).describe('Whether old executions of pipelines are deleted; see docs/history.md.'),
      'interval-ms': count(3_600_000).describe('How often.'),
      'threshold-days': count(30).describe('After how many days.'),
      'minimum-pipeline-executions': count(5).describe('How many of each pipeline are kept whatever their age.'),
      'chunk-size': chunkSize,
      'exceptional-applications': names.describe('Applications whose executions are kept longer.'),
      'exceptional-applications-threshold-days': count(365).describe('How many days these are kept.'),
    }).prefault({}),
    'top-application-execution-cleanup': relaxed({
      enabled: flag(false).describe('Whether an application keeps a number of its tasks only; see docs/history.md.'),
      'interval-ms': count(3_600_000).describe('How often.'),
      threshold: count(2_500).describe('How many an application keeps.'),
      'chunk-size': chunkSize,
      'exception-application-thresholds': z
        .record(z.string(), z.coerce.number().int().nonnegative())
        .default({})
        .describe('How many others keep, by the name of the application.'),
    }).prefault({}),
  }).prefault({}),
})

export type OrcaConfig = z.infer<typeof orcaConfigSchema>

/** What stages may know of the configuration. */
export type StageSettings = Pick<
  OrcaConfig,
  'tasks' | 'igor' | 'job' | 'webhook' | 'script' | 'spinnaker' | Exclude<keyof typeof cloudConfigSchema, 'tasks'>
>
