import { z } from 'zod'
import { count, fields, names, optional, scaling } from '../model/group-schema.ts'

/** What is judged in an Elastigroup of Spot VMs on Azure: loose everywhere, so that unknown fields pass. */

const strategy = fields({
  spotPercentage: optional(z.int().min(0).max(100)),
  onDemandCount: optional(count),
  fallbackToOd: optional(z.boolean()),
  drainingTimeout: optional(count),
  revertToSpot: optional(fields({ performAt: optional(z.enum(['always', 'never', 'timeWindow'])) })),
  optimizationWindows: optional(names),
  signals: optional(
    z.array(fields({ type: z.enum(['vmReady', 'vmReadyToShutdown']), timeout: optional(z.int().min(60).max(1800)) })),
  ),
  /** 0 is cost, 100 availability: a number here, a word on AWS. */
  availabilityVsCost: optional(z.int().min(0).max(100)),
})

const image = fields({
  marketplace: optional(
    fields({ publisher: z.string(), offer: z.string(), sku: z.string(), version: optional(z.string()) }),
  ),
  custom: optional(fields({ resourceGroupName: z.string(), name: z.string() })),
  gallery: optional(
    fields({
      resourceGroupName: z.string(),
      galleryName: z.string(),
      imageName: z.string(),
      version: optional(z.string()),
    }),
  ),
})

const compute = fields({
  os: z.enum(['Linux', 'Windows']),
  zones: optional(names),
  preferredZones: optional(names),
  vmSizes: fields({
    odSizes: names.min(1),
    spotSizes: optional(names),
    preferredSpotSizes: optional(names),
    spotSizeAttributes: optional(fields({})),
    excludedVmSizes: optional(names),
  }),
  launchSpecification: fields({
    image: optional(image),
    vmNamePrefix: optional(z.string()),
    loadBalancersConfig: optional(
      fields({
        loadBalancers: optional(
          z.array(
            fields({ type: optional(z.enum(['loadBalancer', 'applicationGateway'])), name: optional(z.string()) }),
          ),
        ),
      }),
    ),
  }),
})

const task = fields({
  isEnabled: z.union([z.boolean(), z.stringbool()]),
  type: z.enum(['scale', 'scaleUp', 'scaleDown', 'scaleUpPercentage', 'percentageScaleDown', 'deployment']),
  cronExpression: z.string(),
  scaleTargetCapacity: optional(count),
  scaleMinCapacity: optional(count),
  scaleMaxCapacity: optional(count),
  adjustment: optional(count),
  adjustmentPercentage: optional(z.int().min(1).max(100)),
  batchSizePercentage: optional(z.int().min(1).max(100)),
  gracePeriod: optional(count),
})

export const azureDocument = fields({
  name: z.string().min(1),
  description: optional(z.string()),
  region: z.string().min(1),
  resourceGroupName: z.string().min(1),
  capacity: fields({ target: count, minimum: count, maximum: count }),
  strategy,
  health: optional(
    fields({
      autoHealing: optional(z.boolean()),
      healthCheckTypes: optional(z.array(z.enum(['vmState', 'applicationGateway']))),
      gracePeriod: optional(count),
      unhealthyDuration: optional(count),
    }),
  ),
  compute,
  scaling,
  scheduling: optional(fields({ tasks: optional(z.array(task)) })),
})

export type AzureDocument = z.infer<typeof azureDocument>
