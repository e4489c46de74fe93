import type { InstanceLine } from '../../data/infrastructure.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import type { Values } from '../../ui/form/schema.ts'
import type { BulkForm, BulkTask } from '../../ui/task/task-form.ts'
import type { GroupOperation, InstanceOperation } from '../cloud.ts'
import { counted, groupJob, placeOf, type Surroundings, sizeOf } from '../group.ts'
import { destroyWords, disableWords, enableWords, sumOf } from '../preview.ts'
import { activeVerification } from './group-forms.ts'

/** Many server groups at once: what is known of them, and of the clusters that they are in. */
export interface ManyGroups {
  readonly app: string
  readonly selected: readonly ServerGroup[]
  /** Every server group of their clusters. */
  readonly all: readonly ServerGroup[]
  readonly healthOf: (group: ServerGroup) => Surroundings['health']
}

const accountsOf = (groups: readonly ServerGroup[]): string[] => [...new Set(groups.map(({ account }) => account))]

/** One name may be in several regions. */
const labelOf = (group: ServerGroup, among: readonly ServerGroup[]): string =>
  among.filter(({ name }) => name === group.name).length > 1 ? `${group.name} (${placeOf(group)})` : group.name

const each = (groups: readonly ServerGroup[], task: (group: ServerGroup) => Omit<BulkTask, 'label'>): BulkTask[] =>
  groups.map((group) => ({ label: labelOf(group, groups), ...task(group) }))

type Capacity = { min: number; max: number; desired: number }

/** What a resize of many would make of one. */
const resized = ({ capacity }: ServerGroup, { how, size, percent }: Values): Capacity | undefined => {
  const now = { min: capacity?.min ?? 0, max: capacity?.max ?? 0, desired: capacity?.desired ?? 0 }
  if (how === 'percent') {
    const desired = Math.round((now.desired * Number(percent)) / 100)
    return Number.isNaN(desired)
      ? undefined
      : { min: Math.min(now.min, desired), desired, max: Math.max(now.max, desired) }
  }
  const desired = Number(size)
  return Number.isNaN(desired) ? undefined : { min: desired, max: desired, desired }
}

const resizeMany = ({ app, selected, healthOf }: ManyGroups): BulkForm => ({
  title: `Resize ${counted(selected.length, 'server group')}`,
  app,
  accounts: accountsOf(selected),
  submit: 'Resize',
  schema: {
    type: 'object',
    required: ['how', 'size', 'percent'],
    properties: {
      how: {
        type: 'string',
        title: 'Each one',
        enum: ['percent', 'exact'],
        labels: ['to a share of what it has', 'to the same size'],
      },
      percent: { type: 'integer', minimum: 0, title: 'Share', unit: '%', shown: ({ how }) => how === 'percent' },
      size: { type: 'integer', minimum: 0, title: 'Instances', unit: 'instances', shown: ({ how }) => how === 'exact' },
    },
  },
  initial: { how: 'percent', percent: 100 },
  says: (values) => {
    const goals = selected.map((group) => resized(group, values)?.desired)
    if (goals.some((goal) => goal === undefined)) return []
    const changes = selected.map((group, position) => goals[position]! - (group.capacity?.desired ?? 0))
    const more = changes.filter((change) => change > 0).reduce((sum, change) => sum + change, 0)
    const fewer = -changes.filter((change) => change < 0).reduce((sum, change) => sum + change, 0)
    if (more + fewer === 0) return ['Nothing would change.']
    return [
      ...(more > 0 ? [`${counted(more, 'instance')} will be launched.`] : []),
      ...(fewer > 0 ? [`${counted(fewer, 'instance')} will be terminated.`] : []),
      ...selected
        .slice(0, 10)
        .map((group, position) => `${group.name}: from ${group.capacity?.desired ?? '–'} to ${goals[position]} wanted`),
      ...(selected.length > 10 ? [`and ${selected.length - 10} more`] : []),
    ]
  },
  tasks: (values) =>
    each(selected, (group) => ({
      description: `Resize Server Group: ${group.name}`,
      job: [groupJob('resizeServerGroup', group, { capacity: resized(group, values), ...healthOf(group) })],
    })),
})

const enableMany = ({ app, selected, all, healthOf }: ManyGroups): BulkForm => ({
  title: `Enable ${counted(selected.length, 'server group')}`,
  app,
  submit: 'Enable',
  says: () => enableWords(selected, all),
  tasks: () =>
    each(selected, (group) => ({
      description: `Enable Server Group: ${group.name}`,
      job: [groupJob('enableServerGroup', group, healthOf(group))],
    })),
})

const disableMany = ({ app, selected, all, healthOf }: ManyGroups): BulkForm => {
  const verification = activeVerification(selected, all)
  return {
    title: `Disable ${counted(selected.length, 'server group')}`,
    app,
    ...('typed' in verification ? verification : { accounts: accountsOf(selected) }),
    submit: 'Disable',
    destructive: true,
    says: () => disableWords(selected, all),
    tasks: () =>
      each(selected, (group) => ({
        description: `Disable Server Group: ${group.name}`,
        job: [groupJob('disableServerGroup', group, healthOf(group))],
      })),
  }
}

const destroyMany = ({ app, selected, all }: ManyGroups): BulkForm => ({
  title: `Destroy ${counted(selected.length, 'server group')}`,
  app,
  accounts: accountsOf(selected),
  typed: { text: String(selected.length), what: 'the number of server groups' },
  submit: 'Destroy',
  destructive: true,
  says: () => destroyWords(selected, all),
  tasks: () =>
    each(selected, (group) => ({
      description: `Destroy Server Group: ${group.name}`,
      job: [groupJob('destroyServerGroup', group)],
    })),
})

const cloneMany = ({ app, selected }: ManyGroups): BulkForm => ({
  title: `Clone ${counted(selected.length, 'server group')}`,
  app,
  accounts: accountsOf(selected),
  submit: 'Clone',
  says: () => [
    `${counted(
      sumOf(selected, ({ capacity }) => capacity?.desired ?? 0),
      'instance',
    )} will be launched, in ${counted(selected.length, 'new server group')}: each the next version of its cluster, as large as the one it is a copy of.`,
    'All that runs now goes on as it is.',
    'Undo: destroy the new server groups.',
  ],
  tasks: () =>
    each(selected, (group) => ({
      description: `Create Cloned Server Group from ${group.name}`,
      job: [
        {
          type: 'cloneServerGroup',
          cloudProvider: group.cloudProvider ?? group.type,
          credentials: group.account,
          account: group.account,
          region: group.region,
          application: app,
          stack: group.moniker?.stack,
          freeFormDetails: group.moniker?.detail,
          useSourceCapacity: true,
          capacity: group.capacity,
          source: {
            account: group.account,
            region: group.region,
            asgName: group.name,
            serverGroupName: group.name,
            useSourceCapacity: true,
          },
        },
      ],
    })),
})

export const GROUP_OPERATIONS: Readonly<
  Record<GroupOperation, { name: string; form: (many: ManyGroups) => BulkForm }>
> = {
  resize: { name: 'Resize', form: resizeMany },
  enable: { name: 'Enable', form: enableMany },
  disable: { name: 'Disable', form: disableMany },
  clone: { name: 'Clone', form: cloneMany },
  destroy: { name: 'Destroy', form: destroyMany },
}

/** Instances by the server groups that they are in. */
export interface ManyInstances {
  readonly app: string
  readonly of: readonly { readonly group: ServerGroup; readonly instances: readonly InstanceLine[] }[]
}

const all = ({ of }: ManyInstances): number => of.reduce((sum, { instances }) => sum + instances.length, 0)
const inGroups = (many: ManyInstances): string =>
  `${counted(all(many), 'instance')} in ${counted(many.of.length, 'server group')}`

interface InstanceForm {
  readonly verb: string
  readonly type: string
  readonly destructive?: boolean
  readonly says: (many: ManyInstances) => readonly string[]
  readonly more?: (group: ServerGroup, instances: readonly InstanceLine[]) => Record<string, unknown>
}

const balancersOf = ({ loadBalancers = [], targetGroups = [] }: ServerGroup) => ({
  ...(loadBalancers.length > 0 ? { loadBalancerNames: loadBalancers } : {}),
  ...(targetGroups.length > 0 ? { targetGroupNames: targetGroups } : {}),
})

const perGroup = ({ of }: ManyInstances): string[] =>
  of
    .slice(0, 10)
    .map(({ group, instances }) => `${group.name}: ${instances.length} of ${counted(sizeOf(group), 'instance')}`)

const FORMS: Readonly<Record<InstanceOperation, InstanceForm>> = {
  terminate: {
    verb: 'Terminate',
    type: 'terminateInstances',
    destructive: true,
    says: (many) => [
      `${inGroups(many)} will be terminated. Their server groups stay as large as they are: others will be launched in their place.`,
      ...perGroup(many),
    ],
    more: (_group, instances) => ({ launchTimes: instances.map(({ launchTime }) => launchTime) }),
  },
  shrink: {
    verb: 'Terminate and shrink',
    type: 'terminateInstanceAndDecrementServerGroup',
    destructive: true,
    says: (many) => [
      `${inGroups(many)} will be terminated and not replaced.`,
      ...many.of.map(({ group, instances }) => {
        const { desired, min } = group.capacity ?? {}
        const left = Math.max(0, (desired ?? instances.length) - instances.length)
        return `${group.name}: from ${desired ?? '–'} to ${left} wanted${min != null && left < min ? `, its minimum goes down from ${min}` : ''}`
      }),
      'Undo: resize the server groups; the instances themselves do not come back.',
    ],
  },
  reboot: {
    verb: 'Reboot',
    type: 'rebootInstances',
    says: (many) => [
      `${inGroups(many)} will be rebooted at the same time; until they are up again they take no traffic.`,
      ...perGroup(many),
    ],
  },
  register: {
    verb: 'Register with load balancers',
    type: 'registerInstancesWithLoadBalancer',
    says: (many) => [
      `${inGroups(many)} will take traffic of the load balancers of their server groups.`,
      'Undo: deregister them.',
    ],
    more: balancersOf,
  },
  deregister: {
    verb: 'Deregister from load balancers',
    type: 'deregisterInstancesFromLoadBalancer',
    says: (many) => [
      `${inGroups(many)} will take no more traffic of load balancers. They go on running.`,
      ...perGroup(many),
      'Undo: register them again.',
    ],
    more: balancersOf,
  },
  enableInDiscovery: {
    verb: 'Enable in discovery',
    type: 'enableInstancesInDiscovery',
    says: (many) => [
      `${inGroups(many)} will be found by who looks them up in discovery.`,
      'Undo: disable them in discovery.',
    ],
  },
  disableInDiscovery: {
    verb: 'Disable in discovery',
    type: 'disableInstancesInDiscovery',
    says: (many) => [
      `${inGroups(many)} will no more be found in discovery. They go on running.`,
      ...perGroup(many),
      'Undo: enable them in discovery.',
    ],
  },
}

/** One job can take one instance where a group shrinks with it; the others take all. */
const jobsOf = (
  type: string,
  { group, instances, more }: { group: ServerGroup; instances: readonly InstanceLine[]; more: Record<string, unknown> },
) => {
  const common = typeof group.cloudId === 'string' ? { elastiGroup: group.cloudId } : {}
  if (type !== 'terminateInstanceAndDecrementServerGroup')
    return [
      groupJob(type, group, {
        ...common,
        instanceIds: instances.map(({ id }) => id),
        zone: instances[0]?.zone,
        ...more,
      }),
    ]
  const { min, max } = group.capacity ?? {}
  return instances.map(({ id, zone }) =>
    groupJob(type, group, {
      ...common,
      instance: id,
      instanceIds: [id],
      zone,
      adjustMinIfNecessary: true,
      setMaxToNewDesired: min != null && min === max,
    }),
  )
}

export const instanceOperation = (operation: InstanceOperation) => {
  const { verb, type, destructive, says, more } = FORMS[operation]
  return {
    name: verb,
    form: (many: ManyInstances): BulkForm => ({
      title: `${verb}: ${counted(all(many), 'instance')}`,
      app: many.app,
      submit: verb,
      ...(destructive ? { destructive, accounts: accountsOf(many.of.map(({ group }) => group)) } : {}),
      says: () => says(many),
      tasks: () =>
        many.of.map(({ group, instances }) => ({
          label: `${group.name}: ${counted(instances.length, 'instance')}`,
          description: `${verb} ${counted(instances.length, 'instance')} of ${group.name}`,
          job: jobsOf(type, { group, instances, more: more?.(group, instances) ?? {} }),
        })),
    }),
  }
}
