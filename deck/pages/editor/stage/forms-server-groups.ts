import type { JsonSchema } from '../../../ui/form/schema.ts'
import type { StageForm } from './catalogue.ts'

const where = {
  cloudProvider: { type: 'string', picker: 'provider', title: 'Cloud' },
  credentials: { type: 'string', picker: 'account', title: 'Account' },
  regions: { type: 'array', items: { type: 'string' }, picker: 'region', title: 'Regions' },
  cluster: { type: 'string', picker: 'cluster', title: 'Cluster' },
} satisfies Record<string, JsonSchema>

const target: JsonSchema = {
  title: 'Which server group',
  enum: ['current_asg_dynamic', 'ancestor_asg_dynamic', 'oldest_asg_dynamic'],
  labels: ['The newest', 'The one before the newest', 'The oldest'],
}

const health: JsonSchema = {
  type: 'array',
  items: { type: 'string' },
  title: 'Health that counts',
  description: 'Names of health providers; all where none is given.',
}

const capacity: JsonSchema = {
  type: 'object',
  properties: {
    min: { type: 'integer', title: 'At least' },
    desired: { type: 'integer', title: 'Wanted' },
    max: { type: 'integer', title: 'At most' },
  },
}

const isRedBlack = ({ strategy }: Readonly<Record<string, unknown>>) => strategy === 'redblack'

const strategy: Readonly<Record<string, JsonSchema>> = {
  strategy: {
    title: 'Strategy',
    enum: ['redblack', 'rollingredblack', 'highlander', 'custom', 'none'],
    labels: [
      'Red/black: disable what ran before',
      'Rolling red/black: step by step',
      'Highlander: destroy what ran before',
      'Custom: a strategy of the application',
      'None: leave what runs alone',
    ],
  },
  scaleDown: { type: 'boolean', title: 'Scale the disabled group to zero', shown: isRedBlack },
  maxRemainingAsgs: { type: 'integer', title: 'Groups to keep', minimum: 1, shown: isRedBlack },
  delayBeforeDisableSec: { type: 'number', title: 'Wait before disabling', unit: 'seconds', shown: isRedBlack },
  delayBeforeScaleDownSec: { type: 'number', title: 'Wait before scaling down', unit: 'seconds', shown: isRedBlack },
  targetPercentages: {
    type: 'array',
    items: { type: 'integer' },
    title: 'Steps',
    description: 'Percentages as JSON, e.g. [25, 50, 100].',
    shown: ({ strategy: chosen }) => chosen === 'rollingredblack',
  },
  rollback: {
    type: 'object',
    title: 'When it fails',
    properties: {
      onFailure: { type: 'boolean', title: 'Roll back' },
      destroyLatest: { type: 'boolean', title: 'Destroy the new group' },
    },
  },
}

const onTarget = (description: string, more: Readonly<Record<string, JsonSchema>> = {}): StageForm => ({
  category: 'Server groups',
  description,
  begin: { target: 'current_asg_dynamic', regions: [] },
  schema: {
    type: 'object',
    required: ['credentials', 'cluster', 'target'],
    properties: { ...where, target, ...more, interestingHealthProviderNames: health },
  },
})

const onCluster = (description: string, more: Readonly<Record<string, JsonSchema>>): StageForm => ({
  category: 'Server groups',
  description,
  begin: { regions: [] },
  schema: {
    type: 'object',
    required: ['credentials', 'cluster', 'regions'],
    properties: { ...where, ...more, interestingHealthProviderNames: health },
  },
})

/** Stages about server groups and their clusters. */
export const serverGroupStages: Readonly<Record<string, StageForm>> = {
  deploy: {
    category: 'Deploy',
    description: 'Creates server groups, with a strategy for what ran before.',
    begin: { clusters: [] },
    schema: {
      type: 'object',
      required: ['clusters'],
      properties: {
        clusters: {
          type: 'array',
          title: 'Server groups',
          items: {
            type: 'object',
            title: 'Server group',
            begin: {
              strategy: 'redblack',
              capacity: { min: 1, desired: 1, max: 1 },
              targetHealthyDeployPercentage: 100,
            },
            heading: ({ application, stack, freeFormDetails, account, region }) =>
              [[application, stack, freeFormDetails].filter(Boolean).join('-'), account, region]
                .filter(Boolean)
                .join(' · '),
            required: ['account', 'application', 'cloudProvider'],
            properties: {
              cloudProvider: where.cloudProvider,
              account: where.credentials,
              region: { type: 'string', picker: 'region' },
              application: { type: 'string', picker: 'application' },
              stack: { type: 'string' },
              freeFormDetails: { type: 'string', title: 'Detail' },
              imageId: { type: 'string', title: 'Image', description: 'That of an earlier stage where none is given.' },
              instanceType: { type: 'string', shown: ({ cloudProvider }) => cloudProvider !== 'spot' },
              ...strategy,
              capacity,
              useSourceCapacity: { type: 'boolean', title: 'Take the capacity of what runs now' },
              targetHealthyDeployPercentage: { type: 'integer', title: 'Healthy when', unit: '% are up', default: 100 },
              group: {
                type: 'object',
                title: 'Elastigroup',
                description: 'The group as Spot’s API has it, as JSON.',
                shown: ({ cloudProvider }) => cloudProvider === 'spot',
              },
              availabilityZones: { type: 'object', title: 'Zones', description: 'By region, as JSON.' },
              loadBalancers: { type: 'array', items: { type: 'string' } },
              targetGroups: { type: 'array', items: { type: 'string' } },
              securityGroups: { type: 'array', items: { type: 'string' }, title: 'Firewalls' },
              tags: { type: 'object', map: true },
              reason: { type: 'string' },
              interestingHealthProviderNames: health,
            },
          },
        },
      },
    },
  },
  cloneServerGroup: {
    category: 'Deploy',
    description: 'Creates a server group like one that is there, with other values where they are given.',
    begin: { target: 'current_asg_dynamic', strategy: 'redblack', useSourceCapacity: true },
    schema: {
      type: 'object',
      required: ['credentials', 'targetCluster', 'target', 'region'],
      properties: {
        cloudProvider: where.cloudProvider,
        credentials: where.credentials,
        region: { type: 'string', picker: 'region' },
        targetCluster: { type: 'string', picker: 'cluster', title: 'Cluster' },
        target,
        application: { type: 'string', picker: 'application' },
        stack: { type: 'string' },
        freeFormDetails: { type: 'string', title: 'Detail' },
        imageId: { type: 'string', title: 'Image' },
        ...strategy,
        useSourceCapacity: { type: 'boolean', title: 'Take the capacity of what runs now' },
        capacity,
      },
    },
  },
  deployElastigroup: {
    category: 'Deploy',
    description: 'Creates an Elastigroup from its document.',
    begin: { cloudProvider: 'spot' },
    schema: {
      type: 'object',
      required: ['credentials', 'payload'],
      properties: {
        credentials: where.credentials,
        payload: { type: 'string', long: true, title: 'Group', description: 'A request to create a group, as JSON.' },
      },
    },
  },
  resizeServerGroup: onTarget('Changes how many instances a server group has.', {
    action: {
      title: 'How',
      enum: ['scale_exact', 'scale_up', 'scale_down', 'scale_to_cluster', 'scale_to_server_group'],
      labels: ['To a capacity', 'Up', 'Down', 'To the largest of the cluster', 'To that of another group'],
      default: 'scale_exact',
    },
    capacity: { ...capacity, shown: ({ action }) => [undefined, 'scale_exact'].includes(action as undefined) },
    scalePct: {
      type: 'number',
      title: 'By',
      unit: '%',
      shown: ({ action }) => action !== undefined && action !== 'scale_exact',
    },
    scaleNum: {
      type: 'number',
      title: 'Or by',
      unit: 'instances',
      shown: ({ action }) => action !== undefined && action !== 'scale_exact',
    },
  }),
  enableServerGroup: onTarget('Gives traffic to a server group.', {
    targetHealthyDeployPercentage: { type: 'integer', title: 'Healthy when', unit: '% are up' },
  }),
  disableServerGroup: onTarget('Takes the traffic from a server group.', {
    desiredPercentage: { type: 'integer', title: 'Part of the instances', unit: '%' },
  }),
  destroyServerGroup: onTarget('Ends a server group and its instances.', {
    skipDisableBeforeDestroy: { type: 'boolean', title: 'Do not take its traffic away first' },
  }),
  rollbackCluster: onCluster('Goes back to the server group that ran before.', {
    targetHealthyRollbackPercentage: { type: 'integer', title: 'Healthy when', unit: '% are up' },
    waitTimeBetweenRegions: { type: 'number', title: 'Wait between regions', unit: 'seconds' },
  }),
  scaleDownCluster: onCluster('Scales the older server groups of a cluster to zero.', {
    remainingFullSizeServerGroups: { type: 'integer', title: 'Groups that keep their size', default: 1 },
    allowScaleDownActive: { type: 'boolean', title: 'Also groups with traffic' },
    preferLargerOverNewer: { type: 'boolean', title: 'Keep larger rather than newer ones' },
  }),
  shrinkCluster: onCluster('Destroys the older server groups of a cluster.', {
    shrinkToSize: { type: 'integer', title: 'Groups to keep', default: 1 },
    allowDeleteActive: { type: 'boolean', title: 'Also groups with traffic' },
    retainLargerOverNewer: { type: 'boolean', title: 'Keep larger rather than newer ones' },
  }),
  disableCluster: onCluster('Takes the traffic from the older server groups of a cluster.', {
    remainingEnabledServerGroups: { type: 'integer', title: 'Groups that keep their traffic', default: 1 },
    preferLargerOverNewer: { type: 'boolean', title: 'Keep larger rather than newer ones' },
  }),
  findImage: {
    category: 'Images',
    description: 'Finds the image that a cluster runs, for a later deployment.',
    begin: { regions: [], selectionStrategy: 'NEWEST', onlyEnabled: true },
    schema: {
      type: 'object',
      required: ['credentials', 'cluster', 'regions'],
      properties: {
        ...where,
        selectionStrategy: {
          title: 'Of which server group',
          enum: ['NEWEST', 'OLDEST', 'LARGEST', 'FAIL'],
          labels: ['The newest', 'The oldest', 'The largest', 'Of the only one; fail when there are more'],
          default: 'NEWEST',
        },
        onlyEnabled: { type: 'boolean', title: 'Of enabled ones only', default: true },
        imageNamePattern: {
          type: 'string',
          title: 'Names like',
          description: 'A regular expression for the whole name.',
        },
      },
    },
  },
  findImageFromTags: {
    category: 'Images',
    description: 'Finds the newest image with tags, for a later deployment.',
    begin: { regions: [], tags: {} },
    schema: {
      type: 'object',
      required: ['packageName'],
      properties: {
        cloudProvider: where.cloudProvider,
        regions: where.regions,
        packageName: { type: 'string', title: 'Package' },
        tags: { type: 'object', map: true },
      },
    },
  },
  upsertImageTags: {
    category: 'Images',
    description: 'Puts tags on images.',
    schema: {
      type: 'object',
      required: ['tags'],
      properties: {
        cloudProvider: where.cloudProvider,
        regions: where.regions,
        imageNames: {
          type: 'array',
          items: { type: 'string' },
          title: 'Images',
          description: 'Those of earlier stages where none is given.',
        },
        tags: { type: 'object', map: true },
      },
    },
  },
}
