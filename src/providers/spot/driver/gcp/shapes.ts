import { z } from 'zod'

/** What is read of a group on Google Cloud; whatever else is there goes through untouched. */

export const groupSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  capacity: z
    .looseObject({ minimum: z.number().nullish(), maximum: z.number().nullish(), target: z.number().nullish() })
    .nullish(),
})

export const statusSchema = z.looseObject({
  instanceName: z.string().nullish(),
  machineType: z.string().nullish(),
  zone: z.string().nullish(),
  privateIpAddress: z.string().nullish(),
  lifeCycle: z.string().nullish(),
  provisioningModel: z.string().nullish(),
  statusName: z.string().nullish(),
  createdAt: z.string().nullish(),
})
export type GcpStatus = z.infer<typeof statusSchema>
