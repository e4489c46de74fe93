import { z } from 'zod'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { monitorOperation, submit } from './cloud-operation.ts'
import { operationDescription, requireAccount } from './deployment.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { waitForUpInstances } from './waits.ts'

const deployElastigroupTask = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.providers.spot.DeployElastigroupTask',
  needs: ['clouddriver'],
  backoffMs: seconds(2),
  timeoutMs: minutes(1),
  async run(stage, { clouddriver }) {
    const account = requireAccount(stage.context)
    const description = { ...operationDescription(stage.context), credentials: account }
    const kato = await submit(stage, clouddriver, {
      provider: 'spot',
      account,
      operations: [{ deployElastigroup: description }],
      expectsResult: true,
    })
    return succeeded({ ...kato, 'deployElastigroup.account.name': account })
  },
})

/** Creates exactly the Elastigroup of its payload; no strategy. */
export const deployElastigroup: StageDefinition = {
  type: 'deployElastigroup',
  label: 'Deploy Elastigroup',
  schema: z.looseObject({ payload: z.union([z.string(), z.looseObject({})]) }),
  tasks: () => [
    { name: 'deployElastigroup', task: deployElastigroupTask },
    { name: 'monitorDeploy', task: monitorOperation() },
    forceCacheRefresh,
    waitForUpInstances,
    forceCacheRefresh,
  ],
}
