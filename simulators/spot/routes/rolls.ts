import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { drainingTimeoutOf } from '../model/group.ts'
import { findRoll, startRoll } from '../model/roll.ts'
import { detachColour, stopRoll } from '../model/roll-steps.ts'
import { specificationOf } from '../model/specification.ts'
import type { Group, Roll, RollMember } from '../model/state.ts'
import { bodyOf, type Call, groupOf, queryOf, route } from './route.ts'

const KIND = 'spotinst:aws:ec2:group:roll'
const percentage = z.int().min(0).max(100)
const CHECKS = ['ELB', 'TARGET_GROUP', 'EC2', 'ECS_CLUSTER_INSTANCE', 'HCS', 'NOMAD_NODE', 'OPSWORKS', 'NONE'] as const
const ACTION = z.object({
  actionType: z.enum(['DETACH_OLD', 'DETACH_NEW']),
  shouldHandleAllBatches: z.boolean().nullish(),
  drainingTimeout: z.int().min(0).nullish(),
  shouldDecrementTargetCapacity: z.boolean().nullish(),
})
const START = z.object({
  batchSizePercentage: z.int().min(1).max(100),
  gracePeriod: z.int().min(0),
  healthCheckType: z.enum(CHECKS).nullish(),
  drainingTimeout: z.int().min(0).nullish(),
  strategy: z
    .object({
      action: z.enum(['REPLACE_SERVER', 'RESTART_SERVER']).nullish(),
      shouldDrainInstances: z.boolean().nullish(),
      batchMinHealthyPercentage: percentage.nullish(),
      onFailure: ACTION.nullish(),
    })
    .nullish(),
})
const LISTED = z.object({
  limit: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
  sort: z.string().default('createdAt:DESC'),
})

export const rollRoutes = [
  route('GET', '/aws/ec2/group/:groupId/roll', list),
  route('PUT', '/aws/ec2/group/:groupId/roll', start),
  route('PUT', '/aws/ec2/group/:groupId/roll/:rollId', stop),
  route('GET', '/aws/ec2/group/:groupId/roll/:rollId/status', status),
  route('POST', '/aws/ec2/group/:groupId/roll/:rollId/action', act),
  // Spot's Python SDK leaves out the last part.
  route('POST', '/aws/ec2/group/:groupId/roll/:rollId', act),
]

const onFailureOf = (action: z.infer<typeof ACTION>) => ({
  actionType: action.actionType,
  shouldHandleAllBatches: action.shouldHandleAllBatches ?? false,
  drainingTimeout: action.drainingTimeout ?? null,
  shouldDecrementTargetCapacity: action.shouldDecrementTargetCapacity ?? true,
})

function start(call: Call) {
  const group = groupOf(call)
  const body = bodyOf(call, START)
  const drains = body.strategy?.shouldDrainInstances !== false
  const roll = startRoll(
    call.world,
    group,
    {
      batchSizePercentage: body.batchSizePercentage,
      gracePeriod: body.gracePeriod,
      healthCheckType:
        body.healthCheckType ?? specificationOf(group).compute.launchSpecification.healthCheckType ?? null,
      drainingTimeout: drains ? (body.drainingTimeout ?? drainingTimeoutOf(group)) : 0,
      action: body.strategy?.action ?? 'REPLACE_SERVER',
      batchMinHealthyPercentage: body.strategy?.batchMinHealthyPercentage ?? 50,
      onFailure: body.strategy?.onFailure ? onFailureOf(body.strategy.onFailure) : null,
      cluster: null,
    },
    call.now,
  )
  const { id, currentBatch, numOfBatches, progress } = rollItem(roll)
  // Upper case here and lower case in the list, as Spot has it.
  return { kind: KIND, items: [{ id, status: 'STARTING', currentBatch, numOfBatches, progress }] }
}

function list(call: Call) {
  const group = groupOf(call)
  const { limit, sort } = queryOf(call, LISTED)
  const oldestFirst = /:asc$/i.test(sort)
  const own = group.rolls.filter((roll) => roll.cluster === null)
  const rolls = oldestFirst ? own : own.toReversed()
  return { kind: KIND, items: rolls.slice(0, limit).map(rollItem) }
}

export function rollItem(roll: Roll) {
  const count = (colour: 'blue' | 'green') => roll.batches.reduce((sum, batch) => sum + batch[colour].length, 0)
  return {
    id: roll.id,
    status: roll.status,
    progress: progressOf(roll),
    currentBatch: Math.max(1, Math.min(roll.current + 1, roll.batches.length)),
    numOfBatches: roll.batches.length,
    gracePeriod: roll.gracePeriod,
    blueInstances: count('blue'),
    greenInstances: count('green'),
    createdAt: isoDate(roll.createdAt),
    updatedAt: isoDate(roll.updatedAt),
  }
}

function progressOf(roll: Roll) {
  const whole = roll.status === 'finished' ? 1 : roll.batches.length
  const done = roll.status === 'finished' ? 1 : roll.finishedBatches
  return { unit: 'percent', value: whole === 0 ? 0 : Math.round((100 * done) / whole) }
}

/** The detailed status has no overall status, and calls the number of batches differently. */
function status(call: Call) {
  const group = groupOf(call)
  const roll = findRoll(group, call.params.rollId ?? '')
  const { progress, currentBatch, numOfBatches } = rollItem(roll)
  return {
    kind: 'spotinst:aws:ec2:group:roll:status',
    items: [
      {
        progress,
        numberOfBatches: numOfBatches,
        currentBatch,
        gracePeriod: roll.gracePeriod,
        strategyAction: roll.action,
        healthCheck: roll.healthCheckType ?? 'NONE',
        instances: roll.batches.map((batch, index) => ({
          blue: batch.blue.map((member) => memberItem(group, member, index + 1)),
          green: batch.green.map((member) => memberItem(group, member, index + 1)),
        })),
      },
    ],
  }
}

function memberItem(group: Group, member: RollMember, batchNum: number) {
  const there = group.instances.some((instance) => instance.key === member.key && instance.phase !== 'draining')
  return {
    instanceId: member.instanceId,
    lifeCycle: member.lifecycle === 'SPOT' ? 'spot' : 'on-demand',
    batchNum,
    status: there ? 'RUNNING' : 'DETACHED',
  }
}

function stop(call: Call) {
  const group = groupOf(call)
  const roll = findRoll(group, call.params.rollId ?? '')
  bodyOf(call, z.object({ roll: z.object({ status: z.literal('STOPPED') }) }))
  if (roll.status === 'finished' || roll.status === 'stopped') {
    throw refuse('CANT_STOP_ROLL', `Can't stop roll ${roll.id}: it is ${roll.status}`)
  }
  stopRoll(call.world, group, roll, call.now)
  return { kind: KIND }
}

function act(call: Call) {
  const group = groupOf(call)
  const roll = findRoll(group, call.params.rollId ?? '')
  const action = onFailureOf(bodyOf(call, ACTION))
  if (roll.status !== 'failed' && roll.status !== 'stopped') {
    throw refuse(
      'CANT_ACT_ON_ROLL',
      `Can't ${action.actionType} of roll ${roll.id}: it is ${roll.status}, not failed or stopped`,
    )
  }
  const detachedInstances = detachColour(call.world, group, roll, action, call.now)
  return {
    kind: 'spotinst:aws:ec2:group:roll:action',
    items: [{ groupId: group.id, rollId: roll.id, actionType: action.actionType, detachedInstances }],
  }
}
