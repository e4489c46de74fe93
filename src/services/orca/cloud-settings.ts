import { z } from 'zod'
import { relaxed } from '../../platform/config/index.ts'
import type { DeployDefaults } from './cloud.ts'

const flag = (preset: boolean) => z.union([z.boolean(), z.stringbool()]).default(preset)
const enabled = (preset: boolean, meaning: string) => z.object({ enabled: flag(preset).describe(meaning) }).prefault({})
const part = <Shape extends z.ZodRawShape>(shape: Shape) => relaxed(shape).prefault({})
const millis = (preset: number) => z.coerce.number().int().nonnegative().default(preset)

/** What operators set of the stages that act upon clouds, under Spinnaker's keys of `orca.yml`. */
export const cloudConfigSchema = {
  tasks: {
    'wait-for-cluster-timeout-millis': millis(1_800_000).describe('How long stages wait for the groups of a cluster.'),
    'disable-cluster-min-time-millis': millis(90_000).describe(
      'How long the disabling of a cluster takes at least: connections drain.',
    ),
    'find-image-from-cluster-timeout-millis': millis(600_000).describe(
      'How long the image of a cluster is looked for.',
    ),
    'find-image-from-tags-timeout-millis': millis(600_000).describe('How long an image is looked for by its tags.'),
    'upsert-image-tags-timeout-millis': millis(600_000).describe('How long images may take to be tagged.'),
    'wait-for-upserted-image-tags-timeout-millis': millis(600_000).describe(
      'How long is waited until tags of images are seen.',
    ),
    'monitor-kato-task': part({
      'terminal-retries': flag(true).describe('Whether an operation that failed in a way that may pass is resumed.'),
    }),
    'wait-for-cluster-disable': part({
      'enforce-disabled-flag': enabled(
        false,
        'Whether a disabled cluster’s groups must say so, beside having no instance in traffic.',
      ),
    }),
    clouddriver: part({
      'check-if-application-exists-task': part({
        'check-clouddriver': flag(true).describe('Whether an application that only a cloud knows counts as one.'),
        'audit-mode-enabled': flag(true).describe('Whether a missing application is only a warning in the log.'),
      }),
    }),
  },
  /** By the names of stages, e.g. `create-server-group-stage`. */
  stages: z
    .record(
      z.string(),
      relaxed({
        'force-cache-refresh': enabled(true, 'Whether the stage has the inventory read what it changed.').optional(),
        'check-if-application-exists': flag(false)
          .optional()
          .describe('Whether the stage looks for its application first.'),
        defaultSkipDownstreamOutput: flag(false)
          .optional()
          .describe('Of `pipeline`: whether its child’s outputs are kept from later stages.'),
      }),
    )
    .default({}),
  'traffic-guards': part({
    'min-capacity-ratio': z.coerce
      .number()
      .min(0)
      .lt(0.5)
      .default(0)
      .describe('What a traffic guard leaves at least of a cluster, from 0 to below 0.5.'),
  }),
  'server-group': part({
    resize: part({
      'match-instances-size': flag(false).describe('Whether a resize waits for exactly as many instances as wished.'),
    }),
  }),
  'find-image': part({
    'default-resolve-missing-locations': flag(false).describe(
      'Whether an image is looked for by name where its cluster is missing.',
    ),
  }),
  default: part({
    bake: part({ account: z.string().default('default').describe('The account in which images are baked.') }),
    'security-groups': z.array(z.string()).default([]).describe('Firewalls that every deployed group gets.'),
  }),
}

/** The same as tasks ask for it. */
export interface CloudSettings {
  /** Whether an operation that failed in a way that may pass is resumed. */
  readonly resumesOperations: boolean
  /** How long the disabling of a cluster takes at least: connections drain. */
  readonly shortestDisableMs: number
  /** Whether a disabled cluster's groups must say that they are disabled, beside having no instance in traffic. */
  readonly awaitsDisabledFlag: boolean
  /** Whether a resize waits for exactly as many instances as wished. */
  readonly matchesInstanceCount: boolean
  /** What a traffic guard leaves at least of a cluster, from 0 to below 0.5. */
  readonly leastCapacityRatio: number
  /** Whether an image is looked for by name where its cluster is missing. */
  readonly resolvesMissingLocations: boolean
  /** Whether deploys tell the commits that they brought. */
  readonly tellsCommits: boolean
  /** How long tasks of that kind may take, in milliseconds. */
  readonly limits: {
    readonly clusterWaitMs: number
    readonly imageOfClusterMs: number
    readonly imageByTagsMs: number
    readonly imageTagsMs: number
    readonly imageTagsWaitMs: number
  }
  /** Whether a stage, by the original's name of it, has the inventory read what it changed. */
  refreshes(stageClass: string): boolean
  /** Whether a stage looks for its application first; `preset` says what it does when nobody says. */
  checksApplication(stageClass: string, preset: boolean): boolean
  readonly applicationCheck: { readonly asksClouddriver: boolean; readonly onlyWarns: boolean }
  readonly deploy: DeployDefaults
}

type CloudConfig = { tasks: z.infer<z.ZodObject<(typeof cloudConfigSchema)['tasks']>> } & z.infer<
  z.ZodObject<Omit<typeof cloudConfigSchema, 'tasks'>>
> & { igor: { enabled: boolean } }

/** @param config the part of Orca's configuration that stages know */
export function cloudSettings(config: CloudConfig): CloudSettings {
  const { tasks } = config
  const check = tasks.clouddriver['check-if-application-exists-task']
  return {
    resumesOperations: tasks['monitor-kato-task']['terminal-retries'],
    shortestDisableMs: tasks['disable-cluster-min-time-millis'],
    awaitsDisabledFlag: tasks['wait-for-cluster-disable']['enforce-disabled-flag'].enabled,
    matchesInstanceCount: config['server-group'].resize['match-instances-size'],
    leastCapacityRatio: config['traffic-guards']['min-capacity-ratio'],
    resolvesMissingLocations: config['find-image']['default-resolve-missing-locations'],
    tellsCommits: config.igor.enabled,
    limits: {
      clusterWaitMs: tasks['wait-for-cluster-timeout-millis'],
      imageOfClusterMs: tasks['find-image-from-cluster-timeout-millis'],
      imageByTagsMs: tasks['find-image-from-tags-timeout-millis'],
      imageTagsMs: tasks['upsert-image-tags-timeout-millis'],
      imageTagsWaitMs: tasks['wait-for-upserted-image-tags-timeout-millis'],
    },
    refreshes: (stageClass) => config.stages[stageClass]?.['force-cache-refresh']?.enabled ?? true,
    checksApplication: (stageClass, preset) => config.stages[stageClass]?.['check-if-application-exists'] ?? preset,
    applicationCheck: { asksClouddriver: check['check-clouddriver'], onlyWarns: check['audit-mode-enabled'] },
    deploy: { bakeAccount: config.default.bake.account, securityGroups: config.default['security-groups'] },
  }
}
