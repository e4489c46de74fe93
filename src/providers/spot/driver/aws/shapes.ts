import { z } from 'zod'
import { costsSchema } from '../shapes.ts'

/** What the API answers. Only what we read is checked; whatever else is there goes through untouched. */

export const groupSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  region: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  capacity: z
    .looseObject({ minimum: z.number().nullish(), maximum: z.number().nullish(), target: z.number().nullish() })
    .nullish(),
  strategy: z.looseObject({}).nullish(),
  compute: z
    .looseObject({
      availabilityZones: z.array(z.looseObject({ name: z.string() })).nullish(),
      launchSpecification: z.looseObject({}).nullish(),
    })
    .nullish(),
})
export type AwsGroup = z.infer<typeof groupSchema>

export const statusSchema = z.looseObject({
  instanceId: z.string().nullish(),
  spotInstanceRequestId: z.string().nullish(),
  instanceType: z.string().nullish(),
  availabilityZone: z.string().nullish(),
  publicIp: z.string().nullish(),
  privateIp: z.string().nullish(),
  createdAt: z.string().nullish(),
  status: z.string().nullish(),
  lockStatus: z.string().nullish(),
  protectedUntil: z.string().nullish(),
})
export type GroupStatus = z.infer<typeof statusSchema>

export const healthinessSchema = z.looseObject({
  /** Null while a request waits for its machine. */
  instanceId: z.string().nullish(),
  availabilityZone: z.string().nullish(),
  lifeCycle: z.string().nullish(),
  healthStatus: z.string().nullish(),
  privateIp: z.string().nullish(),
})
export type Healthiness = z.infer<typeof healthinessSchema>

export const suspensionsSchema = z.looseObject({
  processes: z.array(z.string()).nullish(),
  suspensions: z.array(z.looseObject({ name: z.string(), expiresAt: z.unknown().optional() })).nullish(),
})

export const policySuspensionsSchema = z.looseObject({
  scalePolicySuspensions: z
    .array(z.looseObject({ policyName: z.string(), state: z.string().nullish(), expiresAt: z.unknown().optional() }))
    .nullish(),
})

export const rollActionSchema = z.looseObject({
  detachedInstances: z.union([z.array(z.string()), z.string()]).nullish(),
})

export const statefulSchema = z.looseObject({
  id: z.string(),
  instanceId: z.string().nullish(),
  state: z.string().nullish(),
})

export const instanceCostsSchema = costsSchema.extend({
  instanceId: z.string(),
  spotInstanceRequestId: z.string().nullish(),
  instanceType: z.string().nullish(),
  availabilityZone: z.string().nullish(),
})

export const instanceTypeSchema = z.looseObject({ instanceType: z.string() })
