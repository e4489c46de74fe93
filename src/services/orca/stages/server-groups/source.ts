import { buildClusterName } from '../../../../lib/moniker/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type TaskNode } from '../../stage.ts'
import { minutes, seconds, succeeded, terminal } from '../results.ts'
import { isTrue, json, text } from '../values.ts'
import { groupsOfCluster } from './cluster.ts'
import { deployLocation, deploymentOf, requireAccount } from './deployment.ts'
import { providerOf } from './location.ts'

/** The cluster that a deploy goes to, from its application, stack and detail. */
export function deployCluster(deployment: Json): { application: string; cluster: string } | undefined {
  const application = text(deployment.application)
  if (application === undefined) return undefined
  const [stack, detail] = [text(deployment.stack), text(deployment.freeFormDetails)]
  return {
    application,
    cluster: buildClusterName({ app: application, ...(stack ? { stack } : {}), ...(detail ? { detail } : {}) }),
  }
}

/**
 * Finds the group that the new one succeeds: the one that is named, the one that the target means, else the newest enabled
 * of the cluster, else its newest (orca: DetermineSourceServerGroupTask).
 */
export const determineSourceServerGroup: TaskNode = {
  name: 'determineSourceServerGroup',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.DetermineSourceServerGroupTask',
    needs: ['clouddriver'],
    backoffMs: seconds(5),
    timeoutMs: minutes(5),
    async run(stage, { clouddriver }) {
      const deployment = deploymentOf(stage.context)
      const location = deployLocation(deployment)
      if (location === undefined) return terminal('The deploy names no place: set `region` or `availabilityZones`.')
      const account = requireAccount(stage.context)
      const useSourceCapacity = isTrue(deployment.useSourceCapacity)
      const given = json(deployment.source)
      const named = text(given.serverGroupName) ?? text(given.asgName)
      if (named !== undefined) {
        const region = text(given.region) ?? location.value
        return succeeded({
          source: {
            ...given,
            asgName: named,
            serverGroupName: named,
            account: text(given.account) ?? account,
            region,
            useSourceCapacity,
          },
        })
      }
      const cluster = deployCluster(deployment)
      if (cluster === undefined) return terminal('The deploy names no application.')
      const name = text(deployment.targetCluster) ?? cluster.cluster
      const context = { moniker: { app: cluster.application, cluster: name }, cloudProvider: providerOf(deployment) }
      const groups = (await groupsOfCluster(clouddriver, context, account, location)) ?? []
      const target = text(deployment.target)
      const chosen =
        target === undefined
          ? (groups.find(({ disabled }) => !disabled) ?? groups[0])
          : await clouddriver.targetServerGroup(
              cluster.application,
              account,
              name,
              providerOf(deployment),
              location.value,
              target,
            )
      if (chosen !== undefined) {
        return succeeded({
          source: {
            asgName: chosen.name,
            serverGroupName: chosen.name,
            account,
            region: chosen.region,
            useSourceCapacity,
          },
        })
      }
      if (target !== undefined) return terminal(`Unable to locate ${target} in ${account}/${location.value}/${name}`)
      if (!useSourceCapacity) return succeeded({ source: {} })
      if (isTrue(deployment.preferSourceCapacity) && deployment.capacity !== undefined) {
        return succeeded({ source: {}, useSourceCapacity: false })
      }
      return terminal(
        `Cluster is configured to copy capacity from the current server group, but no server group was found for ${account}/${location.value}/${name}`,
      )
    },
  }),
}
