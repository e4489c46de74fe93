import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskNode } from '../../stage.ts'
import { strategyOf } from '../../strategies/index.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { json, text } from '../values.ts'
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

function deployTasks(create: TaskNode): readonly TaskNode[] {
  return [
    determineSourceServerGroup,
    determineHealthProviders,
    create,
    { name: 'monitorDeploy', task: monitorOperation() },
    forceCacheRefresh,
    waitForUpInstances,
    forceCacheRefresh,
  ]
}

const afterOf: NonNullable<StageDefinition['after']> = (stage, graph) => {
  const deployment = deploymentOf(stage.context)
  return strategyOf(deployment).after(stage, deployment, graph)
}

/** Refuses a strategy that is not there before anything is created. */
const requireStrategy: NonNullable<StageDefinition['before']> = (stage) => {
  strategyOf(deploymentOf(stage.context))
}

/** Puts a new server group into a cluster and takes the others out as its strategy says. */
export const createServerGroup: StageDefinition = {
  type: 'createServerGroup',
  label: 'Create Server Group',
  schema: z.looseObject({}),
  tasks: () => deployTasks(creation('createServerGroup', 'CreateServerGroupTask')),
  before: requireStrategy,
  after: afterOf,
}

export const cloneServerGroup: StageDefinition = {
  type: 'cloneServerGroup',
  label: 'Clone Server Group',
  schema: z.looseObject({}),
  tasks: () => deployTasks(creation('cloneServerGroup', 'CloneServerGroupTask')),
  before: requireStrategy,
  after: afterOf,
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

const complete = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.kato.pipeline.ParallelDeployStage$CompleteParallelDeployTask',
  run: (stage: StageView) => succeeded(undefined, outputsOf(stage)),
})

/** Later stages find the deployed groups under the deploy stage too. */
function outputsOf(stage: StageView): Json {
  const children = stage.execution.stages.filter(({ parentStageId }) => parentStageId === stage.stage.id)
  const groups = children.map(({ context }) => json(context['deploy.server.groups']))
  const merged = groups.reduce<Json>((all, each) => ({ ...all, ...each }), {})
  return Object.keys(merged).length === 0 ? {} : { 'deploy.server.groups': merged }
}

/** Deploys to several clusters side by side, each in a stage of its own (orca: ParallelDeployStage). */
export const deploy: StageDefinition = {
  type: 'deploy',
  label: 'Deploy',
  schema: z.looseObject({ clusters: z.array(z.looseObject({})).nullish() }),
  tasks: () => [{ name: 'completeParallelDeploy', task: complete }],
  before(stage, graph) {
    const { clusters, cluster, ...rest } = stage.context
    const wanted = Array.isArray(clusters) ? (clusters as Json[]) : [json(cluster ?? rest)]
    if (wanted.length === 0) throw new Error('The deploy has no cluster: add one to `clusters`.')
    const type = json(stage.execution.trigger.parameters).clone === true ? 'cloneServerGroup' : 'createServerGroup'
    for (const each of wanted) {
      const location = deployLocation(each)
      if (location === undefined)
        throw new Error('A cluster of the deploy names no place: set its `region` or `availabilityZones`.')
      const context = { ...rest, account: text(each.account) ?? text(each.credentials), cluster: each, type }
      graph.add({ type, name: `Deploy in ${location.value}`, context })
    }
  },
}
