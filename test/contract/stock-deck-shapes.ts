import { z } from 'zod'

/**
 * What the stock Deck cannot do without, found by taking fields away until a page broke. A field that may be missing is not named;
 * one that is named must be there, and be a list or an object where this says so.
 */
const object = z.record(z.string(), z.unknown())
const list = z.array(z.unknown())

export const stage = z.looseObject({
  id: z.string(),
  refId: z.string(),
  type: z.string(),
  name: z.string(),
  status: z.string(),
  context: object,
  outputs: object,
  tasks: z.array(z.looseObject({ name: z.string(), status: z.string() })),
  requisiteStageRefIds: z.array(z.string()),
})

export const execution = z.looseObject({
  id: z.string(),
  application: z.string(),
  name: z.string(),
  status: z.string(),
  buildTime: z.number(),
  authentication: object,
  trigger: z.looseObject({
    type: z.string(),
    parameters: object,
    artifacts: list,
    resolvedExpectedArtifacts: z.array(z.looseObject({ boundArtifact: object })),
  }),
  stages: z.array(stage),
})

export const account = z.looseObject({
  name: z.string(),
  type: z.string(),
  cloudProvider: z.string(),
  accountType: z.string(),
  environment: z.string(),
  requiredGroupMembership: list,
  permissions: object,
  primaryAccount: z.boolean(),
  challengeDestructiveActions: z.boolean(),
  authorized: z.boolean(),
  /** Of clouds that have them. */
  regions: z.array(z.looseObject({ name: z.string() })).optional(),
})

export const applicationLine = z.looseObject({
  name: z.string(),
  accounts: z.string().optional(),
  cloudProviders: z.string().optional(),
})
export const application = z.looseObject({
  name: z.string(),
  attributes: z.looseObject({
    name: z.string(),
    // Half an object takes the application down: both lists or none.
    dataSources: z.object({ enabled: list, disabled: list }).optional(),
  }),
})

const moniker = z.looseObject({ app: z.string(), cluster: z.string(), sequence: z.number().nullable().optional() })
const counts = z.looseObject({
  total: z.number(),
  up: z.number(),
  down: z.number(),
  unknown: z.number(),
  starting: z.number(),
  outOfService: z.number(),
})

export const serverGroup = z.looseObject({
  name: z.string(),
  account: z.string(),
  region: z.string(),
  type: z.string(),
  cloudProvider: z.string(),
  cluster: z.string(),
  moniker,
  createdTime: z.number(),
  isDisabled: z.boolean(),
  loadBalancers: list,
  targetGroups: list,
  tags: object,
  securityGroups: list,
  instanceCounts: counts,
  capacity: z.looseObject({ min: z.number(), max: z.number(), desired: z.number() }),
  instances: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      healthState: z.string(),
      availabilityZone: z.string(),
      launchTime: z.number().optional(),
      health: z.array(z.looseObject({ type: z.string(), state: z.string() })),
    }),
  ),
})

export const serverGroupDetails = z.looseObject({
  name: z.string(),
  instanceCounts: counts,
  labels: object,
  insightActions: list,
  asg: z.looseObject({ minSize: z.number(), maxSize: z.number(), desiredCapacity: z.number() }),
})

export const task = z.looseObject({
  id: z.string(),
  name: z.string(),
  application: z.string(),
  status: z.string(),
  variables: z.array(z.looseObject({ key: z.string() })),
  steps: z.array(z.looseObject({ name: z.string(), status: z.string() })),
  execution: z.looseObject({ stages: list, authentication: object }),
})

export const pipelineConfig = z.looseObject({
  id: z.string(),
  name: z.string(),
  application: z.string(),
  index: z.number(),
  stages: list,
  triggers: list,
})

export const project = z.looseObject({
  id: z.string(),
  name: z.string(),
  config: z.looseObject({ applications: list, clusters: list, pipelineConfigs: list }),
})

export const projectCluster = z.looseObject({
  account: z.string(),
  stack: z.string(),
  detail: z.string(),
  instanceCounts: counts,
  applications: z.array(
    z.looseObject({
      application: z.string(),
      clusters: z.array(z.looseObject({ region: z.string(), instanceCounts: counts, builds: list })),
    }),
  ),
})

export const searchPage = z.tuple([
  z.looseObject({ query: z.string(), totalMatches: z.number(), results: z.array(object) }),
])
export const clusterNames = z.record(z.string(), z.array(z.string()))
export const quietPeriod = z.looseObject({ enabled: z.boolean() })
export { list, object }
