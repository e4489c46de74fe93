import { refuse } from '../failure.ts'
import { countedInstances, healthComesFromLoadBalancer, isStateful } from './group.ts'
import { log } from './journal.ts'
import type { Batch, Group, Instance, Roll, RollMember, RollRequest, RollStatus } from './state.ts'
import type { World } from './world.ts'

const ACTIVE: ReadonlySet<RollStatus> = new Set(['starting', 'in_progress', 'stopping'])

const isActive = (roll: Roll): boolean => ACTIVE.has(roll.status)
export const activeRoll = (group: Group): Roll | undefined => group.rolls.find(isActive)
export const unresolvedRoll = (group: Group): Roll | undefined =>
  group.rolls.find((roll) => roll.status === 'failed' && !roll.resolved)

/** Update and capacity are refused while a roll is under way. */
export function refuseDuringRoll(group: Group, what: string): void {
  const roll = activeRoll(group)
  if (roll)
    throw refuse('GROUP_ROLL_IN_PROGRESS', `Can't ${what} group ${group.id} while roll ${roll.id} is in progress`)
}

export function refuseScaleDownAfterFailedRoll(group: Group): void {
  const roll = unresolvedRoll(group)
  if (roll) {
    throw refuse(
      'GROUP_ROLL_FAILED',
      `Can't scale down group ${group.id}: roll ${roll.id} has failed and must be stopped`,
    )
  }
}

export function findRoll(group: Group, rollId: string): Roll {
  const roll = group.rolls.find((candidate) => candidate.id === rollId)
  if (!roll) throw refuse('ROLL_DOESNT_EXIST', `Roll ${rollId} does not exist in group ${group.id}`)
  return roll
}

const STARTING_SECONDS = 3

/** Plans the batches of a new roll; throws when another one blocks it or the group is below its minimum. */
export function startRoll(world: World, group: Group, request: RollRequest, now: number): Roll {
  const blocking = activeRoll(group) ?? unresolvedRoll(group)
  if (blocking) {
    throw refuse(
      'CANT_START_ROLL',
      `Can't have 2 Rolls at the same time: roll ${blocking.id} of group ${group.id} is ${blocking.status}`,
    )
  }
  if (request.action === 'RESTART_SERVER' && !isStateful(group)) {
    throw refuse('VALIDATION_ERROR', 'roll.strategy.action: RESTART_SERVER is for stateful groups only')
  }
  const blue = countedInstances(group)
  const running = blue.filter((instance) => instance.phase === 'running')
  if (running.length < Math.min(group.document.capacity.minimum, group.document.capacity.target)) {
    throw refuse(
      'CANT_ROLL_CAPACITY_BELOW_MINIMUM',
      `Can't roll group ${group.id}: ${running.length} instances are running, the minimum is ${group.document.capacity.minimum}`,
    )
  }
  const size = Math.max(1, Math.ceil((blue.length * request.batchSizePercentage) / 100))
  const batches: Batch[] = []
  for (let start = 0; start < blue.length; start += size) {
    const members = blue.slice(start, start + size).map(member)
    batches.push({ blue: members, green: [], size: members.length, phase: 'launching' })
  }
  const roll: Roll = {
    ...request,
    id: `${request.cluster ? 'scr' : 'sbgd'}-${world.random.hex(8)}`,
    status: 'starting',
    createdAt: now,
    updatedAt: now,
    healthCheckType: request.healthCheckType === 'NONE' ? null : request.healthCheckType,
    batches,
    current: 0,
    finishedBatches: 0,
    resolved: false,
    dueAt: now + world.clock.span(STARTING_SECONDS),
  }
  group.rolls.push(roll)
  group.wakeAt = 0
  log(group, now, 'INFO', `Roll ${roll.id} was started: ${batches.length} batches`)
  return roll
}

export const member = ({ key, instanceId, lifecycle }: Instance): RollMember => ({
  key,
  instanceId,
  lifecycle,
  detached: false,
})

/** The instances of a batch's colour that are still there. */
export const present = (group: Group, members: RollMember[]): Instance[] =>
  members.flatMap((one) => group.instances.find((instance) => instance.key === one.key) ?? [])

/** A group outside its load balancers can't be healthy by them: there, being up is enough. */
export function isHealthyForRoll(group: Group, roll: Roll, instance: Instance): boolean {
  if (instance.phase !== 'running') return false
  if (roll.healthCheckType === null) return true
  const outside = healthComesFromLoadBalancer(group) && instance.dueAt === null && instance.health === 'UNKNOWN'
  return instance.health === 'HEALTHY' || outside
}
