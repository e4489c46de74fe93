import { instanceJob, type OfInstance } from '../any/instance-forms.ts'
import { groupJob } from '../group.ts'
import type { SpotForm } from './dialog.tsx'
import { ttl } from './group-forms.ts'
import { asSpotInstance, lifecycleWords, type StatefulInstance } from './shapes.ts'

const about = ({ app, group }: OfInstance) => ({ app, account: group.account })

export const detachForm = (of: OfInstance): SpotForm => ({
  ...about(of),
  operation: 'detachInstances',
  title: `Detach ${of.instance.name}`,
  description: `Detach instance: ${of.instance.name}`,
  submit: 'Detach',
  destructive: true,
  schema: {
    type: 'object',
    properties: {
      terminateDetachedInstances: { type: 'boolean', title: 'Terminate it' },
      decrementDesiredCapacity: { type: 'boolean', title: 'Make the group smaller by it' },
      drainingTimeout: {
        type: 'integer',
        minimum: 0,
        title: 'Draining',
        description: "How long load balancers let go of it; without it, the group's own time",
        unit: 'seconds',
      },
    },
  },
  initial: { terminateDetachedInstances: false, decrementDesiredCapacity: true },
  says: ({ terminateDetachedInstances, decrementDesiredCapacity }) => {
    const { desired } = of.group.capacity ?? {}
    return [
      terminateDetachedInstances === true
        ? `${of.instance.name} leaves the group and will be terminated.`
        : `${of.instance.name} leaves the group and goes on running by itself, and costing; nobody replaces or ends it.`,
      decrementDesiredCapacity === true
        ? `${of.group.name} goes from ${desired ?? '–'} to ${Math.max(0, (desired ?? 1) - 1)} wanted.`
        : `${of.group.name} stays at ${desired ?? '–'} wanted: another instance will be launched.`,
    ]
  },
  job: (values) => [instanceJob('detachInstances', of, values)],
})

export const lockForm = (of: OfInstance): SpotForm => ({
  ...about(of),
  operation: 'lockInstances',
  title: `Lock ${of.instance.name}`,
  description: `Lock instance: ${of.instance.name}`,
  submit: 'Lock',
  schema: { type: 'object', properties: { ttlInMinutes: ttl } },
  says: () => [
    'Scaling down and changes of strategy leave it alone. A real interruption by the cloud and a roll still end it.',
  ],
  job: (values) => [instanceJob('lockInstances', of, values)],
})

const simple =
  (operation: string, verb: string, says: (of: OfInstance) => readonly string[]) =>
  (of: OfInstance): SpotForm => ({
    ...about(of),
    operation,
    title: `${verb} ${of.instance.name}`,
    description: `${verb}: ${of.instance.name}`,
    submit: verb,
    says: () => says(of),
    job: () => [instanceJob(operation, of)],
  })

export const unlockForm = simple('unlockInstances', 'Unlock', () => ['Scaling down may end it again.'])

export const enterStandbyForm = simple('enterInstancesStandby', 'Enter standby', ({ instance }) => [
  `${instance.name} is taken out of the load balancers and is no longer watched. It goes on running, and costing.`,
])

export const exitStandbyForm = simple('exitInstancesStandby', 'Exit standby', ({ instance }) => [
  `${instance.name} takes traffic again.`,
])

export const interruptForm = (of: OfInstance): SpotForm => ({
  ...about(of),
  operation: 'interruptInstances',
  settled: ['confirm'],
  title: `Simulate an interruption of ${of.instance.name}`,
  description: `Simulate interruption: ${of.instance.name}`,
  submit: 'Interrupt',
  destructive: true,
  typed: { text: of.instance.name, what: 'the id of the instance' },
  says: () => [
    `${of.instance.name} gets the notice of a real interruption and is then terminated. It is not a rehearsal for the instance, only for what depends on it.`,
    `${of.group.name} launches another one in its place.`,
  ],
  job: () => [instanceJob('interruptInstances', of, { confirm: true })],
})

export const isSpot = ({ instance }: OfInstance): boolean =>
  lifecycleWords(asSpotInstance(instance).lifecycle) === 'Spot'

const STATEFUL = {
  pauseStatefulInstance: [
    'Pause',
    'Its machine is terminated; its volumes and addresses are kept until it is resumed.',
  ],
  resumeStatefulInstance: ['Resume', 'A machine is launched with the volumes and addresses that were kept.'],
  recycleStatefulInstance: [
    'Recycle',
    'Its machine is terminated, and another one is launched with the same volumes and addresses.',
  ],
  deallocateStatefulInstance: [
    'Deallocate',
    'Its machine is terminated and its state is given up: volumes and addresses are gone for good.',
  ],
} as const

export type StatefulOperation = keyof typeof STATEFUL

export const statefulForm = (
  { app, group }: Pick<OfInstance, 'app' | 'group'>,
  { id, instanceId }: StatefulInstance,
  operation: StatefulOperation,
): SpotForm => {
  const [verb, words] = STATEFUL[operation]
  const destructive = operation === 'deallocateStatefulInstance'
  return {
    operation,
    app,
    account: group.account,
    title: `${verb} ${id}`,
    description: `${verb} stateful instance: ${id}`,
    submit: verb,
    ...(destructive ? { destructive, typed: { text: id, what: 'the id of the stateful instance' } } : {}),
    says: () => [instanceId ? `${instanceId}: ${words}` : words],
    job: () => [groupJob(operation, group, { statefulInstanceIds: [id] })],
  }
}
