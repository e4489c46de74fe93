import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { drainingTimeoutOf } from '../model/group.ts'
import { isObject } from '../model/merge.ts'
import { activeRoll, startRoll } from '../model/roll.ts'
import { stopRoll } from '../model/roll-steps.ts'
import type { Group, Roll, RollStatus } from '../model/state.ts'
import { bodyOf, type Call, groupOf, route } from './route.ts'

const KIND = 'spotinst:aws:ec2:group:clusterRoll'
const PATH = '/aws/ec2/group/:groupId/clusterRoll'
const GRACE_SECONDS = 600
const START = z.object({
  roll: z.object({
    batchSizePercentage: z.int().min(1).max(100),
    comment: z.string().max(256).nullish(),
    batchMinHealthyPercentage: z.int().min(1).max(100).nullish(),
  }),
})
const STATUS: Record<RollStatus, string> = {
  starting: 'IN_PROGRESS',
  in_progress: 'IN_PROGRESS',
  stopping: 'IN_PROGRESS',
  stopped: 'STOPPED',
  finished: 'COMPLETED',
  failed: 'FAILED',
}

/** Rolls of an ECS cluster: the same machinery as a group's roll under ids and statuses of their own. */
export const clusterRollRoutes = [
  route('POST', PATH, start),
  route('PUT', PATH, stop),
  route('GET', PATH, (call) => {
    const group = groupOf(call)
    return {
      kind: KIND,
      items: clusterRolls(group)
        .toReversed()
        .map((roll) => item(group, roll)),
    }
  }),
  route('GET', `${PATH}/:rollId`, (call) => {
    const group = groupOf(call)
    const roll = clusterRolls(group).find((candidate) => candidate.id === call.params.rollId)
    if (!roll) throw refuse('ROLL_DOESNT_EXIST', `Cluster roll ${call.params.rollId} does not exist`)
    return { kind: KIND, items: [item(group, roll)] }
  }),
]

const clusterRolls = (group: Group): Roll[] => group.rolls.filter((roll) => roll.cluster !== null)

function start(call: Call) {
  const group = groupOf(call)
  const { roll: request } = bodyOf(call, START)
  if (!isObject(group.document.thirdPartiesIntegration) || !isObject(group.document.thirdPartiesIntegration.ecs)) {
    throw refuse('VALIDATION_ERROR', `Group ${group.id} has no ECS integration`)
  }
  const running = activeRoll(group)
  if (running) {
    throw refuse('DEPLOYMENT_ALREADY_IN_PROGRESS', `Can't roll the cluster: roll ${running.id} is in progress`)
  }
  const roll = startRoll(
    call.world,
    group,
    {
      batchSizePercentage: request.batchSizePercentage,
      gracePeriod: GRACE_SECONDS,
      healthCheckType: 'ECS_CLUSTER_INSTANCE',
      drainingTimeout: drainingTimeoutOf(group),
      action: 'REPLACE_SERVER',
      batchMinHealthyPercentage: request.batchMinHealthyPercentage ?? 50,
      onFailure: null,
      cluster: { comment: request.comment ?? null },
    },
    call.now,
  )
  return { kind: KIND, items: [item(group, roll)] }
}

function stop(call: Call) {
  const group = groupOf(call)
  bodyOf(call, z.object({ roll: z.object({ status: z.literal('STOPPED') }) }))
  const roll = clusterRolls(group).findLast((candidate) => STATUS[candidate.status] !== 'COMPLETED')
  if (!roll || roll.status === 'stopped')
    throw refuse('ROLL_DOESNT_EXIST', `No cluster roll of ${group.id} is in progress`)
  stopRoll(call.world, group, roll, call.now)
  return { kind: KIND, items: [item(group, roll)] }
}

function item(group: Group, roll: Roll) {
  const batches = roll.batches.length
  const done = roll.status === 'finished' ? 100 : batches === 0 ? 0 : Math.round((100 * roll.finishedBatches) / batches)
  const old = roll.batches.flatMap((batch) => batch.blue)
  return {
    id: roll.id,
    groupId: group.id,
    status: STATUS[roll.status],
    scope: 'Cluster',
    comment: roll.cluster?.comment ?? null,
    batchMinHealthyPercentage: roll.batchMinHealthyPercentage,
    currentBatch: Math.max(1, Math.min(roll.current + 1, batches)),
    numOfBatches: batches,
    progress: {
      unit: 'percent',
      value: done,
      detailedStatus: {
        oldInstances: old.map(({ instanceId, detached }) => ({
          instanceId,
          status: detached ? 'REPLACED' : 'TO_BE_REPLACED',
        })),
      },
    },
    createdAt: isoDate(roll.createdAt),
    updatedAt: isoDate(roll.updatedAt),
  }
}
