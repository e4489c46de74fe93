import type { Instance, ServerGroup } from '../../data/shapes.ts'
import type { TaskForm } from '../../ui/task/task-form.ts'
import { groupJob } from '../group.ts'

export interface OfInstance {
  readonly app: string
  readonly group: ServerGroup
  readonly instance: Instance
}

/** A job about one instance, as the stock deck submits it. `elastiGroup` is how it tells Spot the group's id. */
export const instanceJob = (type: string, { group, instance }: OfInstance, more: Record<string, unknown> = {}) =>
  groupJob(type, group, {
    instanceIds: [instance.name],
    ...(typeof group.cloudId === 'string' ? { elastiGroup: group.cloudId } : {}),
    ...more,
  })

export const terminateForm = (of: OfInstance): TaskForm => ({
  title: `Terminate ${of.instance.name}`,
  app: of.app,
  account: of.group.account,
  description: `Terminate instance: ${of.instance.name}`,
  submit: 'Terminate',
  destructive: true,
  says: () => [
    `${of.instance.name} will be terminated. ${of.group.name} stays at ${of.group.capacity?.desired ?? 'its'} wanted, so another instance will be launched in its place.`,
  ],
  job: () => [instanceJob('terminateInstances', of, { launchTimes: [of.instance.launchTime], zone: of.instance.zone })],
})

export const terminateAndShrinkForm = (of: OfInstance): TaskForm => {
  const { min, max, desired } = of.group.capacity ?? {}
  const left = Math.max(0, (desired ?? 1) - 1)
  return {
    title: `Terminate ${of.instance.name} and shrink`,
    app: of.app,
    account: of.group.account,
    description: `Terminate instance ${of.instance.name} and shrink ${of.group.name}`,
    submit: 'Terminate and shrink',
    destructive: true,
    says: () => [
      `${of.instance.name} will be terminated and not replaced: ${of.group.name} goes from ${desired ?? '–'} to ${left} wanted.`,
      ...(min != null && left < min ? [`Its minimum goes down with it, from ${min} to ${left}.`] : []),
    ],
    job: () => [
      instanceJob('terminateInstanceAndDecrementServerGroup', of, {
        instance: of.instance.name,
        zone: of.instance.zone,
        adjustMinIfNecessary: true,
        setMaxToNewDesired: min != null && min === max,
      }),
    ],
  }
}
