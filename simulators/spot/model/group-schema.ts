import { z } from 'zod'

/**
 * What the simulator checks in a group. Every object is loose: unknown fields pass. The schema only judges, it never
 * produces the document that is stored, so a group comes back exactly as it was sent. `null` means absent everywhere.
 */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullish()
export const count = z.int().min(0)
export const names = z.array(z.string())
export const fields = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape)

const HEALTH_CHECK_TYPES = [
  'ELB',
  'TARGET_GROUP',
  'EC2',
  'HCS',
  'ECS_CLUSTER_INSTANCE',
  'K8S_NODE',
  'NOMAD_NODE',
  'OPSWORKS',
  'MULTAI_TARGET_SET',
] as const

export const capacity = fields({
  target: count,
  minimum: count,
  maximum: count,
  unit: optional(z.enum(['instance', 'weight'])),
})

const strategy = fields({
  risk: optional(z.int().min(0).max(100)),
  onDemandCount: optional(count),
  availabilityVsCost: optional(
    z.enum(['balanced', 'availabilityOriented', 'costOriented', 'cheapest', 'equalAzDistribution']),
  ),
  fallbackToOd: optional(z.boolean()),
  drainingTimeout: optional(count),
  maxReplacementsPercentage: optional(z.int().min(0).max(100)),
  signals: optional(
    z.array(
      fields({
        name: z.enum(['INSTANCE_READY', 'INSTANCE_READY_TO_SHUTDOWN']),
        timeout: optional(z.int().min(60).max(1800)),
      }),
    ),
  ),
  revertToSpot: optional(
    fields({ performAt: optional(z.enum(['always', 'never', 'timeWindow'])), timeWindows: optional(names) }),
  ),
  scalingStrategy: optional(fields({ terminationPolicy: optional(z.enum(['default', 'newestInstance'])) })),
  persistence: optional(
    fields({
      shouldPersistPrivateIp: optional(z.boolean()),
      shouldPersistRootDevice: optional(z.boolean()),
      shouldPersistBlockDevices: optional(z.boolean()),
      blockDevicesMode: optional(z.enum(['reattach', 'onLaunch'])),
    }),
  ),
})

const launchSpecification = fields({
  imageId: optional(z.string()),
  images: optional(z.array(fields({ id: z.string() }))),
  securityGroupIds: names,
  monitoring: z.boolean(),
  healthCheckType: optional(z.enum(HEALTH_CHECK_TYPES)),
  healthCheckGracePeriod: optional(count),
  healthCheckUnhealthyDurationBeforeReplacement: optional(count),
  autoHealing: optional(z.boolean()),
  iamRole: optional(fields({ name: optional(z.string()), arn: optional(z.string()) })),
  tags: optional(z.array(fields({ tagKey: z.string(), tagValue: optional(z.string()) }))),
  loadBalancersConfig: optional(
    fields({
      loadBalancers: optional(
        z.array(fields({ type: optional(z.string()), name: optional(z.string()), arn: optional(z.string()) })),
      ),
    }),
  ),
  blockDeviceMappings: optional(z.array(fields({ ebs: optional(fields({})) }))),
})

const compute = fields({
  product: optional(
    z.string().regex(/^(Linux\/UNIX|SUSE Linux|Windows|Red Hat Enterprise Linux)( \(Amazon VPC\))?$/, {
      error: 'unknown product',
    }),
  ),
  availabilityZones: optional(z.array(fields({ name: z.string(), subnetIds: optional(names) }))),
  subnetIds: optional(names),
  preferredAvailabilityZones: optional(names),
  instanceTypes: optional(
    fields({
      ondemand: optional(z.string()),
      onDemandTypes: optional(names),
      spot: optional(names),
      preferredSpot: optional(names),
      weights: optional(z.array(fields({ instanceType: z.string(), weightedCapacity: z.int().min(1) }))),
      resourceRequirements: optional(
        fields({
          requiredVCpu: fields({ minimum: optional(count), maximum: optional(count) }),
          requiredMemory: fields({ minimum: optional(count), maximum: optional(count) }),
          excludedInstanceTypes: optional(names),
        }),
      ),
    }),
  ),
  launchSpecification,
})

const amount = z.union([z.number(), z.string()])
const action = fields({
  type: z.enum(['adjustment', 'percentageAdjustment', 'setMinTarget', 'setMaxTarget', 'updateCapacity']),
  adjustment: optional(amount),
  minTargetCapacity: optional(amount),
  maxTargetCapacity: optional(amount),
  target: optional(amount),
  minimum: optional(amount),
  maximum: optional(amount),
})
const simplePolicy = fields({
  policyName: optional(z.string()),
  metricName: optional(z.string()),
  namespace: optional(z.string()),
  statistic: optional(z.string()),
  threshold: optional(z.coerce.number()),
  operator: optional(z.enum(['gt', 'gte', 'lt', 'lte'])),
  period: optional(z.coerce.number()),
  evaluationPeriods: optional(z.coerce.number()),
  cooldown: optional(z.coerce.number()),
  isEnabled: optional(z.boolean()),
  action: optional(action),
  adjustment: optional(amount),
  minTargetCapacity: optional(amount),
  maxTargetCapacity: optional(amount),
  stepAdjustments: optional(z.array(fields({ threshold: z.coerce.number(), action }))),
})
const targetPolicy = fields({
  policyName: z.string(),
  metricName: z.string(),
  namespace: z.string(),
  target: z.coerce.number(),
  period: optional(z.coerce.number()),
  evaluationPeriods: optional(z.coerce.number()),
  cooldown: optional(z.coerce.number()),
  predictive: optional(fields({ mode: optional(z.enum(['FORECAST_AND_SCALE', 'FORECAST_ONLY'])) })),
})

export const scaling = optional(
  fields({
    up: optional(z.array(simplePolicy)),
    down: optional(z.array(simplePolicy)),
    target: optional(z.array(targetPolicy)),
  }),
)

const task = fields({
  isEnabled: optional(z.boolean()),
  taskType: z.enum([
    'scale',
    'scaleUp',
    'scaleDown',
    'percentageScaleUp',
    'percentageScaleDown',
    'backup_ami',
    'roll',
    'clusterRoll',
    'statefulUpdateCapacity',
    'statefulRecycle',
  ]),
  frequency: optional(z.enum(['hourly', 'daily', 'weekly', 'continuous'])),
  cronExpression: optional(z.string()),
  startTime: optional(z.string()),
  scaleTargetCapacity: optional(count),
  scaleMinCapacity: optional(count),
  scaleMaxCapacity: optional(count),
  targetCapacity: optional(count),
  minCapacity: optional(count),
  maxCapacity: optional(count),
  adjustment: optional(count),
  adjustmentPercentage: optional(z.int().min(1)),
  batchSizePercentage: optional(z.int().min(1).max(100)),
  gracePeriod: optional(count),
})

export const groupDocument = fields({
  name: z.string().min(1),
  description: optional(z.string()),
  region: optional(z.string()),
  capacity,
  strategy: optional(strategy),
  compute,
  scaling,
  scheduling: optional(fields({ tasks: optional(z.array(task)) })),
})

export type GroupDocument = z.infer<typeof groupDocument>
export type SimplePolicy = z.infer<typeof simplePolicy>
export type TargetPolicy = z.infer<typeof targetPolicy>
export type PolicyAction = z.infer<typeof action>
export type ScheduledTask = z.infer<typeof task>
