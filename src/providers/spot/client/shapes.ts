import { z } from 'zod'

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
export type Group = z.infer<typeof groupSchema>

export const statusSchema = z.looseObject({
  instanceId: z.string().nullish(),
  spotInstanceRequestId: z.string().nullish(),
  instanceType: z.string().nullish(),
  availabilityZone: z.string().nullish(),
  publicIp: z.string().nullish(),
  privateIp: z.string().nullish(),
  createdAt: z.string().nullish(),
  status: z.string().nullish(),
})
export type GroupStatus = z.infer<typeof statusSchema>

export const healthinessSchema = z.looseObject({
  instanceId: z.string(),
  availabilityZone: z.string().nullish(),
  lifeCycle: z.string().nullish(),
  healthStatus: z.string().nullish(),
  privateIp: z.string().nullish(),
})
export type Healthiness = z.infer<typeof healthinessSchema>

export const suspensionsSchema = z.looseObject({
  processes: z.array(z.string()).nullish(),
  suspensions: z.array(z.looseObject({ name: z.string(), expiresAt: z.unknown() })).nullish(),
})
export type Suspensions = z.infer<typeof suspensionsSchema>

export const rollSchema = z.looseObject({
  id: z.string(),
  /** In either case: `IN_PROGRESS`, `in_progress`. */
  status: z.string(),
  createdAt: z.string().nullish(),
  progress: z.looseObject({ value: z.number().nullish() }).nullish(),
})
export type Roll = z.infer<typeof rollSchema>

export interface RollRequest {
  readonly batchSizePercentage: number
  readonly gracePeriod: number
  readonly healthCheckType?: string
  readonly drainingTimeout?: number
  readonly strategy?: Readonly<Record<string, unknown>>
}
