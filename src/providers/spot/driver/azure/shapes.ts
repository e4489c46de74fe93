import { z } from 'zod'
import { documentSchema, rollSchema } from '../shapes.ts'

/** What is read of a group of Spot VMs on Azure; whatever else is there goes through untouched. */

export const groupSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  region: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  capacity: z
    .looseObject({ minimum: z.number().nullish(), maximum: z.number().nullish(), target: z.number().nullish() })
    .nullish(),
})

export const vmSchema = z.looseObject({
  vmName: z.string().nullish(),
  vmSize: z.string().nullish(),
  zone: z.string().nullish(),
  lifeCycle: z.string().nullish(),
  // Drawn as numbers in the description; addresses in its examples.
  privateIp: z.union([z.string(), z.number()]).nullish(),
  publicIp: z.union([z.string(), z.number()]).nullish(),
  provisioningState: z.string().nullish(),
  powerState: z.string().nullish(),
  createdAt: z.string().nullish(),
})
export type Vm = z.infer<typeof vmSchema>

export const statusSchema = z.looseObject({
  status: z.string().nullish(),
  vms: z.array(vmSchema).nullish(),
  suspendedProcesses: z.array(z.looseObject({ name: z.string(), expiresAt: z.unknown().optional() })).nullish(),
})

export const healthinessSchema = z.looseObject({
  vmName: z.string().nullish(),
  lifeCycle: z.string().nullish(),
  healthStatus: z.string().nullish(),
})
export type VmHealth = z.infer<typeof healthinessSchema>

export const deploymentSchema = rollSchema
export type Deployment = z.infer<typeof deploymentSchema>

/** A side of a batch: one machine by the description, several by its name. */
const side = z.union([z.array(documentSchema), documentSchema]).nullish()

export const detailsSchema = z.looseObject({
  detailsOverview: z
    .looseObject({ numberOfBatches: z.number().nullish(), currentBatch: z.number().nullish() })
    .nullish(),
  batches: z.array(z.looseObject({ batch: z.number().nullish(), blue: side, green: side })).nullish(),
})
export type DeploymentDetails = z.infer<typeof detailsSchema>
