import { z } from 'zod'
import { capacity, count, fields, names, optional, scaling } from '../model/group-schema.ts'

/** What is judged in an Elastigroup on Google Cloud: loose everywhere, so that unknown fields pass. */

const strategy = fields({
  preemptiblePercentage: optional(z.int().min(0).max(100)),
  onDemandCount: optional(count),
  fallbackToOd: optional(z.boolean()),
  drainingTimeout: optional(count),
  provisioningModel: optional(z.enum(['SPOT', 'PREEMPTIBLE'])),
  revertToPreemptible: optional(fields({ performAt: optional(z.enum(['always', 'never', 'timeWindow'])) })),
  optimizationWindows: optional(names),
})

const disk = fields({
  boot: optional(z.boolean()),
  initializeParams: optional(fields({ sourceImage: optional(z.string()) })),
})

const compute = fields({
  availabilityZones: names.min(1),
  preferredAvailabilityZones: optional(names),
  subnets: optional(z.array(fields({ region: optional(z.string()), subnetNames: optional(names) }))),
  instanceTypes: fields({
    ondemand: optional(z.string()),
    preemptible: optional(names),
    preferred: optional(fields({ preemptible: optional(names) })),
  }),
  health: optional(
    fields({
      healthCheckType: optional(z.enum(['K8S_NODE', 'BACKEND_SERVICE'])),
      autoHealing: optional(z.boolean()),
      // The description draws a number in quotes here.
      gracePeriod: optional(z.coerce.number().int().min(0)),
      unhealthyDuration: optional(count),
    }),
  ),
  launchSpecification: fields({
    disks: optional(z.array(disk)),
    networkInterfaces: optional(z.array(fields({ network: optional(z.string()) }))),
    instanceNamePrefix: optional(z.string()),
    backendServiceConfig: optional(
      fields({ backendServices: optional(z.array(fields({ backendServiceName: z.string() }))) }),
    ),
  }),
})

const task = fields({
  isEnabled: optional(z.boolean()),
  taskType: z.enum(['setCapacity']),
  cronExpression: optional(z.string()),
  targetCapacity: optional(count),
  minCapacity: optional(count),
  maxCapacity: optional(count),
})

export const gcpDocument = fields({
  name: z.string().min(1),
  description: optional(z.string()),
  capacity,
  strategy,
  compute,
  scaling,
  scheduling: optional(fields({ tasks: optional(z.array(task)) })),
})

export type GcpDocument = z.infer<typeof gcpDocument>
