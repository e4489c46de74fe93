import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskNode } from '../../stage.ts'
import { rollbackOnFailure, strategyOf } from '../../strategies/index.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { isJson, json, text } from '../values.ts'
import { monitorOperation, submit } from './cloud-operation.ts'
import {
  deployLocation,
  deploymentOf,
  imageFromEarlierStages,
  operationDescription,
  requireAccount,
} from './deployment.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { providerOf } from './location.ts'
import { determineSourceServerGroup } from './source.ts'
import { waitForUpInstances } from './waits.ts'

/** The task that has the cloud make a server group, as `operation`. */
function creation(operation: 'createServerGroup' | 'cloneServerGroup', taskClass: string): TaskNode {
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.${taskClass}`,
    needs: ['clouddriver'],
    backoffMs: seconds(2),
    timeoutMs: minutes(1),
    async run(stage, { clouddriver }) {
      const deployment = deploymentOf(stage.context)
      const account = requireAccount(stage.context)
      const location = deployLocation(deployment)
      const image =
        text(deployment.imageId) ?? text(deployment.amiName) ?? (location && imageFromEarlierStages(stage, location))
      const description: Json = {
        ...operationDescription(stage.context),
        credentials: account,
        ...(location === undefined ? {} : { region: location.value }),
        ...(image === undefined ? {} : { imageId: image }),
      }
      if (Object.keys(json(description.source)).length === 0) delete description.source
      const kato = await submit(stage, clouddriver, {
        provider: providerOf(deployment),
        account,
        operations: [{ [operation]: description }],
        expectsResult: true,
      })
      return succeeded(kato)
    },
  })
  return { name: operation, task }
}

function deployTasks(stage: StageView, create: TaskNode): readonly TaskNode[] {
  const decided = [determineSourceServerGroup, determineHealthProviders]
  if (strategyOf(stage.context).replacesTasks) return decided
  return [
    ...decided,
    create,
    { name: 'monitorDeploy', task: monitorOperation() },
    forceCacheRefresh,
    waitForUpInstances,
    forceCacheRefresh,
  ]
}

/** What a stage that deploys does around its tasks: a strategy decides (orca: AbstractDeployStrategyStage). */
const strategic = {
  schema: z.looseObject({}),
  prepare({ context }, services) {
    const settings = sideBySide(context)
    return strategyOf(settings).prepare?.(settings, services) ?? settings
  },
  after: (stage, graph) => strategyOf(stage.context).after(stage, graph),
} satisfies Partial<StageDefinition>

/** A deploy stage leaves its settings in a `cluster`; everything after goes by settings that stand side by side. */
function sideBySide(context: Json): Json {
  const { cluster, ...rest } = context
  return isJson(cluster) ? { ...rest, ...cluster } : context
}

/** Puts a new server group into a cluster and takes the others out as its strategy says. */
export const createServerGroup: StageDefinition = {
  ...strategic,
  type: 'createServerGroup',
  label: 'Create Server Group',
  tasks: (stage) => deployTasks(stage, creation('createServerGroup', 'CreateServerGroupTask')),
  onFailure(stage, graph) {
    const strategy = strategyOf(stage.context)
    rollbackOnFailure(strategy, stage, graph)
    strategy.onFailure?.(stage, graph)
  },
}

/** The same with a server group that exists as its model. Going back on failure is left to people. */
export const cloneServerGroup: StageDefinition = {
  ...strategic,
  type: 'cloneServerGroup',
  label: 'Clone Server Group',
  tasks: (stage) => deployTasks(stage, creation('cloneServerGroup', 'CloneServerGroupTask')),
  onFailure: (stage, graph) => strategyOf(stage.context).onFailure?.(stage, graph),
}

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
