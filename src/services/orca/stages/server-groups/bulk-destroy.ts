import { z } from 'zod'
import { defineTask, type PlannedTask, type StageDefinition } from '../../stage.ts'
import { json, text, texts } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { checkIfApplicationExists, optional } from './application-check.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { clusterGroups, isAt, payload } from './cluster.ts'
import { requireAccount } from './deployment.ts'
import { forceCacheRefreshOf } from './force-cache-refresh.ts'
import { providerOf } from './location.ts'
import { monikerOf } from './moniker.ts'
import { requireTrafficWithout } from './traffic-guards.ts'
import { bulkWaitForDestroyedServerGroup, waitForNotUpInstances } from './waits.ts'

/** Does one thing to several named groups of one cluster (orca: AbstractBulkServerGroupTask). */
function bulk(name: string, operation: string, taskClass: string, words: string): PlannedTask {
  const task = defineTask<'clouddriver' | 'front50' | 'settings'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.${taskClass}`,
    needs: ['clouddriver', 'front50', 'settings'],
    backoffMs: seconds(10),
    timeoutMs: seconds(10),
    async run(stage, services) {
      const { context } = stage
      const [account, provider, names] = [requireAccount(context), providerOf(context), texts(context.serverGroupNames)]
      const [first] = names
      const region = text(context.region)
      if (first === undefined) throw new Error('Server group names must be provided: set `serverGroupNames`.')
      if (region === undefined) throw new Error('A region is required for this operation: set `region`.')
      const location = { type: 'REGION', value: region } as const
      const byName = monikerOf({ name: first })
      const moniker = { ...byName, ...json(context.moniker) }
      const [application, cluster] = [text(moniker.app) ?? '', text(moniker.cluster) ?? first]
      const groups = await clusterGroups(services.clouddriver, { application, account, cluster, provider })
      if (groups === undefined) throw new Error(`No Cluster details found for ${cluster}`)
      const chosen = groups.filter((group) => isAt(group, location) && names.includes(group.name))
      if (chosen.length === 0) throw new Error(`There is none of ${names.join(', ')} in ${account}/${region}`)
      for (const group of chosen) {
        const place = { account, provider, location, operation: words }
        await requireTrafficWithout(group.name, monikerOf(group), place, services)
      }
      const operations = chosen.map((group) => ({ [operation]: payload(group, account, location) }))
      const kato = await requestOperations(stage, services.clouddriver, { provider, operations })
      return succeeded({
        'deploy.account.name': account,
        ...kato,
        'deploy.server.groups': { [region]: chosen.map((group) => group.name) },
      })
    },
  })
  return { name, task }
}

const monitor = { name: 'monitorServerGroups', task: monitorOperation() }

const stageClass = 'bulk-destroy-server-group-stage'

export const bulkDestroyServerGroup: StageDefinition = {
  type: 'bulkDestroyServerGroup',
  label: 'Destroy Server Groups',
  schema: z.looseObject({}),
  tasks: () => [
    optional(checkIfApplicationExists, stageClass, true),
    bulk('bulkDisableServerGroup', 'disableServerGroup', 'BulkDisableServerGroupTask', 'Disabling'),
    monitor,
    waitForNotUpInstances,
    forceCacheRefreshOf(stageClass),
    bulk('bulkDestroyServerGroup', 'destroyServerGroup', 'BulkDestroyServerGroupTask', 'Destroying'),
    monitor,
    bulkWaitForDestroyedServerGroup,
  ],
}
