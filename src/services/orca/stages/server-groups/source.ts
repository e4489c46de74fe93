import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { isTrue, json, number, present, text } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { clusterGroups } from './cluster.ts'
import { deployCluster } from './deploy-cluster.ts'
import { deployLocation, deploymentOf, requireAccount } from './deployment.ts'
import { providerOf } from './location.ts'
import { findTargets } from './target.ts'

const mostAttempts = 10
/** A cluster that is missing once may just be out of sight. */
const convincing = 3

/**
 * Finds the group that the new one succeeds: the one that is named, the one that the target means, else the newest enabled
 * of the cluster, else its newest (orca: DetermineSourceServerGroupTask).
 */
export const determineSourceServerGroup: PlannedTask = {
  name: 'determineSourceServerGroup',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.kato.pipeline.strategy.DetermineSourceServerGroupTask',
    needs: ['clouddriver'],
    backoffMs: seconds(5),
    timeoutMs: minutes(5),
    async run(stage, { clouddriver }) {
      const deployment = deploymentOf(stage.context)
      if (deployment.source === undefined && deployLocation(deployment) === undefined)
        throw new Error("No 'source' or 'region' or 'availabilityZones' in stage context")
      try {
        const source = await sourceOf(deployment, clouddriver)
        const useSourceCapacity = source?.useSourceCapacity ?? deployment.useSourceCapacity
        if (isTrue(useSourceCapacity) && source === undefined) throw new NoSource(deployment)
        // An empty source says that there was none, so that nobody takes the new group for it later.
        return succeeded({ source: source === undefined ? {} : present({ ...source, useSourceCapacity }) })
      } catch (error) {
        return again(stage, deployment, error as Error & { status?: number })
      }
    },
  }),
}

class NoSource extends Error {
  constructor(deployment: Json) {
    const cluster = deployCluster(deployment)?.cluster
    const where = `${requireAccount(deployment)}/${deployLocation(deployment)?.value}`
    super(
      `Cluster is configured to copy capacity from the current server group, but no server group was found for the cluster '${cluster}' in ${where}. For the first deploy of a cluster, set its \`capacity\`.`,
    )
  }
}

function again({ context }: StageView, deployment: Json, error: Error & { status?: number }) {
  if (error.status === 403) throw error
  const attempt = (number(context.attempt) ?? 1) + 1
  const consecutiveNotFound = error instanceof NoSource ? (number(context.consecutiveNotFound) ?? 0) + 1 : 0
  const tried = { lastException: error.message, attempt, consecutiveNotFound }
  const isConvinced = consecutiveNotFound >= convincing
  if (isConvinced && isTrue(deployment.preferSourceCapacity)) {
    if (deployment.capacity === undefined)
      throw new Error('Could not find source server group to copy capacity from, and no capacity specified.')
    return succeeded(tried)
  }
  if (isConvinced || attempt > mostAttempts) throw error
  return running(tried)
}

async function sourceOf(deployment: Json, clouddriver: Capabilities['clouddriver']): Promise<Json | undefined> {
  const given = json(deployment.source)
  const target = text(deployment.target)
  const account = requireAccount(deployment)
  if (Object.keys(given).length > 0) {
    const cluster = text(given.clusterName)
    if (cluster === undefined || target === undefined) return namedSource(given)
    const where = { cluster, target, region: given.region, cloudProvider: providerOf(deployment) }
    const [group] = await findTargets(clouddriver, { ...where, credentials: given.account ?? account })
    return group && reference(group, text(given.account) ?? account)
  }
  if (target !== undefined) {
    const cluster = deployment.cluster ?? deployment.targetCluster
    const { serverGroupName: _, asgName: __, ...places } = deployment
    const [group] = await findTargets(clouddriver, { ...places, ...present({ cluster }), credentials: account })
    if (group !== undefined) return reference(group, account)
  }
  const newest = await predecessor(deployment, account, clouddriver)
  return newest && reference(newest, account)
}

const namedSource = ({ account, region, asgName, serverGroupName, useSourceCapacity }: Json): Json =>
  present({ account, region, asgName, serverGroupName, useSourceCapacity })

const reference = ({ name, region }: ServerGroupView, account: string): Json => ({
  asgName: name,
  serverGroupName: name,
  account,
  region,
})

async function predecessor(deployment: Json, account: string, clouddriver: Capabilities['clouddriver']) {
  const cluster = deployCluster(deployment)
  const region = deployLocation(deployment)?.value
  if (cluster === undefined) throw new Error('The deploy names no application: set `application`.')
  const all = (await clusterGroups(clouddriver, { ...cluster, account, provider: providerOf(deployment) })) ?? []
  const here = all.filter((group) => group.region === region || group.zones?.includes(region ?? ''))
  const enabled = here.filter(({ disabled }) => !disabled)
  const candidates = enabled.length > 0 ? enabled : here
  const copies = json(deployment.source).useSourceCapacity ?? deployment.useSourceCapacity
  if (!isTrue(copies)) return candidates[0]
  // Whose size is copied should be the one that has the traffic: the largest, and the oldest of those.
  return candidates.toSorted(
    (one, other) => other.instances.length - one.instances.length || one.createdTime - other.createdTime,
  )[0]
}
