import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { drainingTimeoutOf } from '../model/group.ts'
import { findRoll, startRoll } from '../model/roll.ts'
import { specificationOf } from '../model/specification.ts'
import type { Group, Roll, RollMember, RollStatus } from '../model/state.ts'
import { rollItem } from '../routes/rolls.ts'
import { bodyOf, type Call, groupOf, queryOf, type Route, route } from '../routes/route.ts'

const KIND = 'spotinst:azure:compute:group:deployment'
const START = z.object({
  deployment: z.object({
    batchSizePercentage: z.int().min(1).max(100).default(25),
    gracePeriod: z.int().min(300).default(600),
    batchMinHealthyPercentage: z.int().min(1).max(100).nullish(),
    drainingTimeout: z.int().min(0).nullish(),
    healthCheckTypes: z.array(z.enum(['vmState', 'applicationGateway'])).nullish(),
  }),
})

/** Only the first word is in a published example; the others are made after it. */
const STATUS: Record<RollStatus, string> = {
  starting: 'deploymentStart',
  in_progress: 'deploymentInProgress',
  stopping: 'deploymentInProgress',
  stopped: 'deploymentStopped',
  finished: 'deploymentFinished',
  failed: 'deploymentFailed',
}

/** Rolls as Azure has them: deployments, which can be started and watched but not stopped. */
export function deploymentRoutes(path: string): Route[] {
  const at = `${path}/:groupId/deployment`
  const one = (call: Call) => {
    const group = groupOf(call)
    return { group, roll: findRoll(group, call.params.deploymentId ?? '') }
  }
  return [
    route('POST', at, start),
    route('GET', at, list),
    route('GET', `${at}/:deploymentId`, (call) => {
      const { group, roll } = one(call)
      return { kind: KIND, items: [item(group, roll)] }
    }),
    route('GET', `${at}/:deploymentId/details`, (call) => {
      const { group, roll } = one(call)
      return { kind: 'spotinst:azure:compute:deployment:details', items: [details(group, roll)] }
    }),
  ]
}

function start(call: Call) {
  const group = groupOf(call)
  const { deployment } = bodyOf(call, START)
  const own = specificationOf(group).compute.launchSpecification.healthCheckType ?? 'EC2'
  const asked = deployment.healthCheckTypes?.map((type) => (type === 'applicationGateway' ? 'TARGET_GROUP' : 'EC2'))
  const roll = startRoll(
    call.world,
    group,
    {
      batchSizePercentage: deployment.batchSizePercentage,
      gracePeriod: deployment.gracePeriod,
      healthCheckType: asked?.[0] ?? own,
      drainingTimeout: deployment.drainingTimeout ?? drainingTimeoutOf(group),
      action: 'REPLACE_SERVER',
      batchMinHealthyPercentage: deployment.batchMinHealthyPercentage ?? 50,
      onFailure: null,
      cluster: null,
    },
    call.now,
  )
  return { kind: KIND, items: [item(group, roll)] }
}

/** The newest five unless asked otherwise; both parameters are in capitals. */
function list(call: Call) {
  const group = groupOf(call)
  const { LIMIT, SORT, limit = LIMIT, sort = SORT } = call.query
  const asked = queryOf(
    { ...call, query: { limit, sort } },
    z.object({ limit: z.coerce.number().int().min(1).default(5), sort: z.string().default('createdAt:DESC') }),
  )
  const rolls = /:asc$/i.test(asked.sort) ? group.rolls : group.rolls.toReversed()
  return { kind: KIND, items: rolls.slice(0, asked.limit).map((roll) => item(group, roll)) }
}

function item(group: Group, roll: Roll) {
  const { id, currentBatch, numOfBatches, progress, createdAt, updatedAt } = rollItem(roll)
  return {
    id,
    groupId: group.id,
    status: STATUS[roll.status],
    currentBatch,
    numOfBatches,
    progress: { unit: 'percentage', value: progress.value },
    createdAt,
    updatedAt,
  }
}

function details(group: Group, roll: Roll) {
  const { currentBatch, numOfBatches, blueInstances, greenInstances } = rollItem(roll)
  const failed = roll.status === 'failed'
  return {
    detailsOverview: {
      deploymentId: roll.id,
      numberOfBatches: numOfBatches,
      currentBatch,
      gracePeriod: roll.gracePeriod,
      blueVms: blueInstances,
      greenVms: greenInstances,
      description: null,
      errorMessage: failed ? 'Too few VMs of a batch became healthy' : null,
      createdAt: isoDate(roll.createdAt),
      healthCheck: [roll.healthCheckType === 'TARGET_GROUP' ? 'applicationGateway' : 'vmState'],
    },
    // An entry a pair of machines, as described: an old one and the new one in its place.
    batches: roll.batches.flatMap((batch, index) =>
      batch.blue.map((blue, pair) => {
        const green = batch.green[pair]
        return {
          batch: index + 1,
          blue: memberItem(group, roll, blue, index + 1, 'old'),
          ...(green ? { green: memberItem(group, roll, green, index + 1, 'new') } : {}),
        }
      }),
    ),
    events: group.log
      .filter(({ message }) => message.startsWith(`Roll ${roll.id}`))
      .map(({ message, createdAt }) => ({
        status: STATUS[roll.status],
        eventType: message,
        timestamp: isoDate(createdAt),
      })),
  }
}

function memberItem(group: Group, roll: Roll, member: RollMember, batchNum: number, type: 'old' | 'new') {
  const there = group.instances.some((instance) => instance.key === member.key && instance.phase !== 'draining')
  return {
    vmName: member.instanceId,
    batchNum,
    status: there ? 'running' : 'detached',
    type,
    updatedAt: isoDate(roll.updatedAt),
  }
}
