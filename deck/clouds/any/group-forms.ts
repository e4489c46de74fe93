import type { ServerGroup } from '../../data/shapes.ts'
import type { Values } from '../../ui/form/schema.ts'
import type { TaskForm } from '../../ui/task/task-form.ts'
import { counted, groupJob, isDisabled, providerOf, type Surroundings } from '../group.ts'
import { destroyWords, disableWords, enableWords, stayingActive } from '../preview.ts'

/** The standard jobs about a server group, which every cloud understands. */

const whole = { type: 'integer', minimum: 0 } as const

export const resizeForm = ({ app, group, health }: Surroundings): TaskForm => {
  const { min, max, desired } = { min: 0, max: 0, desired: 0, ...group.capacity }
  const wished = (values: Values) => {
    const { newSize, capacity } = values as { newSize?: number; capacity?: Record<string, number> }
    return values.apart === true
      ? { min: capacity?.min, max: capacity?.max, desired: capacity?.desired }
      : { min: newSize, max: newSize, desired: newSize }
  }
  return {
    title: `Resize ${group.name}`,
    app,
    account: group.account,
    description: `Resize Server Group: ${group.name}`,
    submit: 'Resize',
    schema: {
      type: 'object',
      required: ['newSize', 'capacity'],
      properties: {
        newSize: { ...whole, title: 'Instances', unit: 'instances', shown: ({ apart }) => apart !== true },
        capacity: {
          type: 'object',
          title: 'Capacity',
          shown: ({ apart }) => apart === true,
          required: ['min', 'desired', 'max'],
          properties: {
            min: { ...whole, title: 'Minimum' },
            desired: { ...whole, title: 'Desired' },
            max: { ...whole, title: 'Maximum' },
          },
        },
        apart: { type: 'boolean', title: 'Set minimum, desired and maximum apart' },
      },
    },
    initial: { apart: min !== max, newSize: desired, capacity: { min, desired, max } },
    check: (values): Record<string, string> => {
      const { min: least, max: most, desired: goal } = wished(values)
      if (least === undefined || most === undefined || goal === undefined) return {}
      return least <= goal && goal <= most ? {} : { 'capacity.desired': 'Must lie between minimum and maximum' }
    },
    says: (values) => {
      const goal = wished(values).desired
      if (goal === undefined || Number.isNaN(goal)) return []
      const change = goal - (desired ?? 0)
      if (change === 0) return [`${counted(goal, 'instance')} wanted, as now; only the bounds change.`]
      return [
        `${counted(Math.abs(change), 'instance')} ${change > 0 ? 'will be launched' : 'will be terminated'}: from ${desired} to ${goal}.`,
        `Undo: resize it to ${desired} (${min} to ${max}) again.`,
      ]
    },
    job: (values) => [groupJob('resizeServerGroup', group, { capacity: wished(values), ...health })],
  }
}

export const enableForm = ({ app, group, siblings, health }: Surroundings): TaskForm => ({
  title: `Enable ${group.name}`,
  app,
  description: `Enable Server Group: ${group.name}`,
  submit: 'Enable',
  says: () => enableWords([group], [group, ...siblings]),
  job: () => [groupJob('enableServerGroup', group, health)],
})

/** What is typed before live capacity goes: it takes the place of the account's name (deck: DisableWarning). */
export const activeVerification = (selected: readonly ServerGroup[], all: readonly ServerGroup[]) => {
  const staying = stayingActive(selected, all)
  return staying === undefined
    ? {}
    : { typed: { text: String(staying), what: 'the number of instances that stay active' } }
}

export const disableForm = (around: Surroundings): TaskForm => {
  const { app, group, siblings, health } = around
  const verification = activeVerification([group], [group, ...siblings])
  return {
    title: `Disable ${group.name}`,
    app,
    ...('typed' in verification ? verification : { account: group.account }),
    description: `Disable Server Group: ${group.name}`,
    submit: 'Disable',
    destructive: true,
    says: () => disableWords([group], [group, ...siblings]),
    job: () => [groupJob('disableServerGroup', group, health)],
  }
}

export const destroyForm = (around: Surroundings): TaskForm => {
  const { app, group, siblings } = around
  return {
    title: `Destroy ${group.name}`,
    app,
    account: group.account,
    description: `Destroy Server Group: ${group.name}`,
    submit: 'Destroy',
    destructive: true,
    typed: { text: group.name, what: 'the name of the server group' },
    says: () => destroyWords([group], [group, ...siblings]),
    job: () => [groupJob('destroyServerGroup', group)],
  }
}

/** A copy of a server group, as the next version of its cluster or in another. */
export const anyCloneForm = ({ app, group, others }: Surroundings): TaskForm => {
  const capacity = { min: 0, max: 0, desired: 0, ...group.capacity }
  const { stack, detail } = group.moniker ?? {}
  const provider = providerOf(group)
  return {
    title: `Clone ${group.name}`,
    app,
    account: group.account,
    description: `Create Cloned Server Group from ${group.name}`,
    submit: 'Clone',
    schema: {
      type: 'object',
      required: ['strategy', 'capacity'],
      properties: {
        stack: { type: 'string', title: 'Stack' },
        freeFormDetails: { type: 'string', title: 'Detail' },
        imageId: { type: 'string', title: 'Image', description: 'Without one, that of the group' },
        strategy: {
          type: 'string',
          title: 'Strategy',
          enum: ['', 'redblack', 'highlander'],
          labels: ['None: all go on', 'Red/black: the others are disabled', 'Highlander: the others are destroyed'],
          shown: ({ stack: s, freeFormDetails: d }) => (s ?? '') === (stack ?? '') && (d ?? '') === (detail ?? ''),
        },
        useSourceCapacity: {
          type: 'boolean',
          title: `The same capacity: ${capacity.desired} wanted, ${capacity.min} to ${capacity.max}`,
        },
        capacity: {
          type: 'object',
          title: 'Capacity',
          shown: ({ useSourceCapacity }) => useSourceCapacity !== true,
          required: ['min', 'desired', 'max'],
          properties: {
            min: { ...whole, title: 'Minimum' },
            desired: { ...whole, title: 'Desired' },
            max: { ...whole, title: 'Maximum' },
          },
        },
      },
    },
    initial: { stack, freeFormDetails: detail, strategy: '', useSourceCapacity: true, capacity },
    says: (values) => {
      const wished = values.capacity as typeof capacity | undefined
      const size = values.useSourceCapacity === true ? capacity.desired : wished?.desired
      const cluster = [app, values.stack, values.freeFormDetails].filter(Boolean).join('-')
      const then = { redblack: 'will be disabled', highlander: 'will be destroyed' }[String(values.strategy ?? '')]
      return [
        `A new server group of ${cluster} in ${group.region} with ${counted(size ?? 0, 'instance')}; everything else is as in ${group.name}.`,
        then
          ? `Once it is healthy, ${isDisabled(group) ? '' : `${group.name} and `}${counted(others.length, 'other enabled server group')} ${then}.`
          : 'All that runs now goes on as it is.',
        'Undo: destroy the new server group.',
      ]
    },
    job: ({ useSourceCapacity, capacity: wished, strategy, ...rest }) => [
      {
        type: 'cloneServerGroup',
        cloudProvider: provider,
        credentials: group.account,
        account: group.account,
        region: group.region,
        application: app,
        availabilityZones: { [group.region]: group.zones ?? [] },
        ...rest,
        ...(strategy ? { strategy } : {}),
        capacity: useSourceCapacity === true ? capacity : wished,
        useSourceCapacity: useSourceCapacity === true,
        source: {
          account: group.account,
          region: group.region,
          asgName: group.name,
          serverGroupName: group.name,
          useSourceCapacity: useSourceCapacity === true,
        },
      },
    ],
  }
}
