import { resizeForm } from '../any/group-forms.ts'
import { counted, groupJob, type Surroundings } from '../group.ts'
import { abilitiesOf } from './abilities.ts'
import type { SpotForm } from './dialog.tsx'
import { asSpot, type SpotGroup, type SuspendedProcess, wordsOf } from './shapes.ts'

const whole = { type: 'integer', minimum: 0 } as const

export const ttl = {
  type: 'integer',
  minimum: 1,
  maximum: 10_080,
  title: 'For how long',
  description: 'Without it, until it is taken back',
  unit: 'minutes',
} as const

export const spotResizeForm = (around: Surroundings): SpotForm => ({
  ...resizeForm(around),
  operation: 'resizeServerGroup',
})

export const scaleForm = ({ app, group }: Surroundings, direction: 'up' | 'down'): SpotForm => {
  const { min, max, desired } = group.capacity ?? {}
  return {
    operation: 'scaleElastigroup',
    settled: ['direction'],
    title: `Scale ${group.name} ${direction}`,
    app,
    account: group.account,
    description: `Scale ${direction}: ${group.name}`,
    submit: `Scale ${direction}`,
    ...(direction === 'down' ? { destructive: true } : {}),
    schema: {
      type: 'object',
      required: ['adjustment'],
      properties: { adjustment: { type: 'integer', minimum: 1, title: 'By how many', unit: 'instances' } },
    },
    initial: { adjustment: 1 },
    says: ({ adjustment }) => {
      const goal = (desired ?? 0) + (direction === 'up' ? 1 : -1) * Number(adjustment ?? 0)
      if (Number.isNaN(goal)) return []
      const bound = direction === 'up' ? Math.min(goal, max ?? goal) : Math.max(goal, min ?? goal)
      const change = Math.abs(bound - (desired ?? 0))
      return [
        change === 0
          ? `Nothing would change: ${desired} is the ${direction === 'up' ? 'maximum' : 'minimum'}.`
          : `${counted(change, 'instance')} will be ${direction === 'up' ? 'launched' : 'terminated'}: from ${desired} to ${bound} wanted.`,
        ...(bound !== goal && change > 0 ? [`Its ${direction === 'up' ? 'maximum' : 'minimum'} stops it there.`] : []),
      ]
    },
    job: (values) => [groupJob('scaleElastigroup', group, { ...values, direction })],
  }
}

export const cloneForm = ({ app, group, others }: Surroundings): SpotForm => {
  const { imageId } = group.launchConfig ?? {}
  const { min, max, desired } = group.capacity ?? {}
  const { stack, detail } = group.moniker ?? {}
  return {
    operation: 'cloneServerGroup',
    settled: ['capacity', 'group', 'payload'],
    openEnded: true,
    title: `Clone ${group.name}`,
    app,
    account: group.account,
    description: `Create Cloned Server Group from ${group.name}`,
    submit: 'Clone',
    schema: {
      type: 'object',
      required: ['capacity'],
      properties: {
        stack: { type: 'string', title: 'Stack' },
        freeFormDetails: { type: 'string', title: 'Detail' },
        imageId: { type: 'string', title: 'Image' },
        useSourceCapacity: { type: 'boolean', title: `The same capacity: ${desired} wanted, ${min} to ${max}` },
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
    initial: {
      stack,
      freeFormDetails: detail,
      imageId,
      useSourceCapacity: true,
      capacity: { min, desired, max },
    },
    says: (values) => {
      const size = values.useSourceCapacity === true ? desired : (values.capacity as typeof group.capacity)?.desired
      const cluster = [app, values.stack, values.freeFormDetails].filter(Boolean).join('-')
      return [
        `A new server group of ${cluster} in ${group.region} with ${counted(size ?? 0, 'instance')}; everything else is as in ${group.name}.`,
        `${group.name}${others.length > 0 ? ` and ${counted(others.length, 'other enabled server group')}` : ''} stay${others.length > 0 ? '' : 's'} as it is.`,
      ]
    },
    job: ({ useSourceCapacity, capacity, ...rest }) => [
      {
        type: 'cloneServerGroup',
        cloudProvider: 'spot',
        credentials: group.account,
        account: group.account,
        region: group.region,
        application: app,
        ...rest,
        ...(useSourceCapacity === true ? {} : { capacity }),
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

export const processWords = (group: SpotGroup, name: string): string =>
  abilitiesOf(group).processes[name] ?? wordsOf(name)

export const suspendForm = ({ app, group }: Surroundings): SpotForm => {
  const spot = asSpot(group)
  const suspended = new Set((spot.suspendedProcesses ?? []).map(({ name }) => name))
  const names = Object.keys(abilitiesOf(spot).processes).filter((name) => !suspended.has(name))
  return {
    operation: 'suspendProcesses',
    title: `Suspend processes of ${group.name}`,
    app,
    description: `Suspend Processes: ${group.name}`,
    submit: 'Suspend',
    schema: {
      type: 'object',
      required: ['processes'],
      properties: {
        processes: {
          type: 'array',
          title: 'Processes',
          items: { type: 'string', enum: names, labels: names.map((name) => processWords(spot, name)) },
        },
        ttlInMinutes: ttl,
      },
    },
    says: ({ processes, ttlInMinutes }) => {
      const count = ((processes as string[] | undefined) ?? []).length
      if (count === 0) return ['Choose what Spot is not to do by itself.']
      const until = ttlInMinutes ? `for ${counted(Number(ttlInMinutes), 'minute')}` : 'until they are resumed'
      return [`${count === 1 ? '1 process' : `${count} processes`} will stand still ${until}.`]
    },
    job: (values) => [groupJob('suspendProcesses', group, values)],
  }
}

export const resumeForm = ({ app, group }: Surroundings, process: SuspendedProcess): SpotForm => ({
  operation: 'resumeProcesses',
  settled: ['processes'],
  title: `Resume ${wordsOf(process.name).toLowerCase()} of ${group.name}`,
  app,
  description: `Resume Processes: ${group.name}`,
  submit: 'Resume',
  says: () => [`Spot goes on with it: ${processWords(asSpot(group), process.name).toLowerCase()}.`],
  job: () => [groupJob('resumeProcesses', group, { processes: [process.name] })],
})
