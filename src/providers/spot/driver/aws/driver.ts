import { isRetryable } from '../../../../platform/errors/index.ts'
import type { Instance } from '../../../../services/clouddriver/provider.ts'
import { createSpotHttp, isGone, type SpotHttpOptions } from '../../client/index.ts'
import type { ElastigroupDriver, Group, StatefulInstance, Suspension } from '../driver.ts'
import { check } from './check.ts'
import { createAwsClient } from './client.ts'
import { awsCosts } from './costs.ts'
import { awsDocuments } from './document.ts'
import { toElastigroup } from './elastigroup.ts'
import { instancesOf } from './instances.ts'
import { awsLogs } from './logs.ts'
import { awsRolls } from './rolls.ts'
import { override } from './settings.ts'
import type { AwsGroup } from './shapes.ts'
import { awsStandby, isDisabled } from './standby.ts'
import { toWire } from './wire.ts'

/** What Spot's description lists; `LB_REGISTRATION` is not among them: group standby suspends it. */
const processes = [
  'AUTO_SCALE',
  'AUTO_HEALING',
  'OUT_OF_STRATEGY',
  'PREVENTIVE_REPLACEMENT',
  'REVERT_PREFERRED',
  'SCHEDULING',
]

/** The instances of a stateful group with the servers that they are the machines of. */
function withServers(instances: readonly Instance[], servers: readonly StatefulInstance[]): readonly Instance[] {
  const byMachine = new Map(servers.map(({ id, instanceId }) => [instanceId, id]))
  return instances.map((instance) => {
    const statefulInstanceId = byMachine.get(instance.name)
    return statefulInstanceId === undefined
      ? instance
      : { ...instance, extra: { ...instance.extra, statefulInstanceId } }
  })
}

/** Elastigroups on AWS. */
export function createAwsDriver(options: SpotHttpOptions): ElastigroupDriver {
  const http = createSpotHttp(options)
  const client = createAwsClient(http)
  const rolls = awsRolls(http)

  const suspended = async (id: string): Promise<Suspension[]> => {
    const answer = await client.suspensions(id)
    const named = answer?.suspensions?.map(({ name, expiresAt }) => ({ name, expiresAt: expiresAt ?? null })) ?? []
    const bare = (answer?.processes ?? []).filter((name) => !named.some((each) => each.name === name))
    return [...named, ...bare.map((name) => ({ name, expiresAt: null }))]
  }

  /** The newest rolls, the first of them with its machines. */
  async function rollsInDetail(id: string) {
    const [newest, ...older] = await rolls.rolls(id)
    if (newest === undefined) return []
    const details = await rolls.rollDetails(id, newest.id).catch((error: unknown) => {
      if (isRetryable(error) || isGone(error)) throw error
      // Spot lists the roll but tells nothing of it: then the list is all there is.
      return undefined
    })
    return [{ ...newest, ...(details === undefined ? {} : { details }) }, ...older]
  }

  return {
    cloud: 'aws',
    cloudName: 'AWS',
    ...awsDocuments,
    ...rolls,
    ...awsLogs(http),
    ...awsCosts(http),
    list: (filter, onUnreadable) => client.listGroups(filter, onUnreadable) as Promise<Group[]>,
    get: (id) => client.group(id) as Promise<Group>,
    create: (document) => client.create(document) as Promise<Group>,
    update: (id, patch, { applyTags = false } = {}) => client.update(id, patch, applyTags) as Promise<Group>,
    resize: (id, capacity) => client.setCapacity(id, capacity),
    scale: (id, direction, adjustment) => client.scale(id, direction, adjustment),
    remove: (id, body) => client.remove(id, body),
    toWire,
    override,
    check,
    present: (group) => toElastigroup(group as AwsGroup),
    async read(group, what) {
      const { stateful } = awsDocuments.describe(group)
      const [healthiness, statuses, suspensions, itsRolls, servers] = await Promise.all([
        client.healthiness(group.id),
        client.status(group.id),
        suspended(group.id),
        what.rolls ? rollsInDetail(group.id) : [],
        stateful ? client.statefulInstances(group.id) : undefined,
      ])
      return {
        group,
        instances: withServers(instancesOf(group.id, healthiness, statuses), servers ?? []),
        suspended: suspensions,
        disabled: isDisabled(
          group,
          suspensions.map(({ name }) => name),
        ),
        rolls: itsRolls,
        ...(servers === undefined ? {} : { stateful: servers }),
      }
    },
    running: async (id) => (await client.healthiness(id)).flatMap(({ instanceId }) => instanceId ?? []),
    members: async (id) => (await client.status(id)).flatMap(({ instanceId }) => instanceId ?? []),
    detach: (id, { instanceIds, terminate, decrement, drainingTimeout }) =>
      client.detach(
        id,
        {
          instancesToDetach: instanceIds,
          shouldTerminateInstances: terminate,
          shouldDecrementTargetCapacity: decrement,
          ...(drainingTimeout === undefined ? {} : { drainingTimeout }),
        },
        false,
      ),
    lock: (_id, instanceId, ttlInMinutes) => client.lock(instanceId, ttlInMinutes),
    unlock: (_id, instanceId) => client.unlock(instanceId),
    interrupt: (instanceIds) => client.interrupt(instanceIds),
    suspensions: { processes, list: suspended, suspend: client.suspend, resume: client.resume },
    policySuspensions: {
      list: async (id) =>
        (await client.policySuspensions(id)).map(({ policyName, expiresAt }) => ({
          policyName,
          expiresAt: expiresAt ?? null,
        })),
      suspend: client.suspendPolicy,
      resume: client.resumePolicy,
    },
    standby: { ...awsStandby, group: client.groupStandby, instance: client.instanceStandby },
    stateful: { list: client.statefulInstances, act: client.actOnStateful },
    imports: {
      autoScalingGroup: ({ region, name, dryRun, group }) =>
        client.importAutoScalingGroup({ region, autoScalingGroupName: name, dryRun: String(dryRun) }, group),
      instance: ({ region, instanceId, group }) =>
        client.importInstance({ region, instanceId }, group) as Promise<Group>,
    },
    close: () => http.close(),
  }
}
