import type { ServerGroupView } from '../../../clouddriver/client.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json } from '../../model.ts'
import type { StageView } from '../../stage.ts'
import { json, number, objects, text, texts } from '../../values.ts'
import { minutes } from '../results.ts'
import { type Capacity, capacityOf } from './capacity.ts'
import { deploymentOf } from './deployment.ts'
import { consideredHealth, isOutOfTraffic, isUp } from './health.ts'
import { providerOf } from './location.ts'

/** What a group should have, and what is enough. */
export interface Counts {
  /** The size that counts: the group's, or the one that it is about to get. */
  readonly capacity: Capacity
  /** How many instances are wished. */
  readonly wished: number
  /** How many healthy ones are enough. */
  readonly target: number
}

/** How many healthy instances are enough (orca: WaitForUpInstancesTask.calculateTargetDesiredSize). */
export function countsUp(stage: StageView, group: ServerGroupView, now: number): Counts {
  const deployment = deploymentOf(stage.context)
  const capacity = currentCapacity(stage, group, now)
  const configured = json(deployment.capacity)
  const isFixed = isPinned(configured) || isPinned({ ...capacity })
  const wished = (isFixed ? number(configured.desired) : undefined) ?? capacity.desired
  if (cloudOf(providerOf(deployment)).comesWhenItComes?.(stage, group)) return { capacity, wished, target: 0 }
  return { capacity, wished, target: share(deployment, wished, capacity) }
}

function share(deployment: Json, wished: number, { min, max }: Capacity): number {
  const healthy = percentage(deployment, 'targetHealthyDeployPercentage')
  if (healthy !== undefined) {
    const target = Math.round((healthy * wished) / 100)
    // Rounding must not turn “some” into “none”.
    return target === 0 && healthy > 0 && wished > 0 ? 1 : target
  }
  const enabled = percentage(deployment, 'desiredPercentage')
  return enabled === undefined ? wished : Math.ceil((enabled / 100 - 1) * max + min)
}

function percentage(deployment: Json, key: string): number | undefined {
  const value = number(deployment[key])
  if (value !== undefined && (value < 0 || value > 100))
    throw new Error(`${key} must be an integer between 0 and 100, and is ${value}`)
  return value
}

function isPinned({ min, max, desired }: Json): boolean {
  const wished = number(desired)
  return wished !== undefined && number(min) === wished && number(max) === wished
}

/** How long a cloud may take to show the size that it was asked for. */
const settlingMs = minutes(10)

/** A group that was just made may be seen at 0 before it gets its size, which its operation told. */
function currentCapacity(stage: StageView, group: ServerGroupView, now: number): Capacity {
  const seen = capacityOf(group)
  const startedAt = stage.stage.tasks.find(({ status }) => status === 'RUNNING')?.startTime
  if (startedAt !== undefined && now - startedAt > settlingMs) return seen
  const announced = announcedCapacity(stage.context, group)
  if (announced === undefined) return seen
  const isStillEmpty = (seen.max === 0 && announced.max !== 0) || (seen.desired === 0 && announced.desired > 0)
  return isStillEmpty ? announced : seen
}

function announcedCapacity(context: Json, { name, region }: ServerGroupView): Capacity | undefined {
  const latest = objects(context['kato.tasks'])
    .flatMap(({ resultObjects }) => objects(resultObjects))
    .reverse()
  const deployments = objects(latest.find((result) => result.deployments !== undefined)?.deployments)
  const mine = deployments.find(({ serverGroupName, location }) => serverGroupName === name && location === region)
  const { min, max, desired } = json(mine?.capacity)
  const [low, high, wished] = [number(min), number(max), number(desired)]
  return low === undefined || high === undefined || wished === undefined
    ? undefined
    : { min: low, max: high, desired: wished }
}

/** How often a group may seem to have lost its size before it is believed. */
const disbelief = 12

/** Whether enough instances of the group are up (orca: WaitForUpInstancesTask.allInstancesMatch). */
export function areUp(stage: StageView, group: ServerGroupView, now: number): boolean {
  const { target } = countsUp(stage, group, now)
  const before = number(json(stage.context.capacitySnapshot).desiredCapacity) ?? 0
  if (target === 0 && before !== 0) return (number(stage.context.zeroDesiredCapacityCount) ?? 0) >= disbelief
  if (sizeOf(stage, group, group.instances) < target) return false
  const considered = consideredHealth(stage.context)
  const up = group.instances.filter((instance) => isUp(instance, considered))
  return sizeOf(stage, group, up) >= target
}

/** How much these instances are, in the unit of the group's size. */
export function sizeOf(stage: StageView, group: ServerGroupView, instances: ServerGroupView['instances']): number {
  const { weightOf } = cloudOf(providerOf(deploymentOf(stage.context)))
  if (weightOf === undefined) return instances.length
  return instances.reduce((sum, instance) => sum + weightOf(group, instance), 0)
}

/**
 * Whether the instances that should be out of traffic are: all, or those that the cloud says it took out, or as many as the
 * wished percentage means (orca: WaitForRequiredInstancesDownTask).
 */
export function areDown(stage: StageView, group: ServerGroupView): boolean {
  const considered = consideredHealth(stage.context)
  if (considered?.length === 0) return true
  const isOut = (instance: ServerGroupView['instances'][number]) => isOutOfTraffic(group, instance, considered)
  const wanted = percentage(stage.context, 'desiredPercentage')
  const chosen = wanted === undefined ? [] : takenOut(stage.context)
  const named = group.instances.filter(({ name }) => chosen.includes(name))
  // The cloud has taken these out: where it is the only one that knows of them, its word on the machines says nothing else.
  if (named.length > 0) {
    return named.every((instance) => isOutOfTraffic({ ...group, disabled: true }, instance, considered))
  }
  const { min, max } = group.capacity
  const target = wanted === undefined ? group.instances.length : Math.ceil((wanted / 100 - 1) * max + min)
  return group.instances.filter(isOut).length >= target
}

function takenOut(context: Json): string[] {
  const id = text(json(context['kato.last.task.id']).id)
  const results = objects(objects(context['kato.tasks']).find((task) => String(task.id) === id)?.resultObjects)
  const first = (key: string) => texts(results.find((result) => result[key] !== undefined)?.[key])
  const skipped = first('discoverySkippedInstanceIds')
  return first('instanceIdsToDisable').filter((name) => !skipped.includes(name))
}
