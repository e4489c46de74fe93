import { z } from 'zod'
import type { Cloud } from '../../cloud.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { rollbackOnFailure, strategyOf } from '../../strategies/index.ts'
import { isJson, json, present, text, texts } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { checkIfApplicationExists, optional } from './application-check.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { getCommits } from './commits.ts'
import { deployLocation, operationDescription, requireAccount } from './deployment.ts'
import { imageFromEarlierStages } from './deployment-image.ts'
import { forceCacheRefreshOf } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { accountOf, providerOf } from './location.ts'
import {
  pauseOfNewGroup,
  pausesScaling,
  requireScalingPause,
  resumeScalingOf,
  resumingScaling,
  suspendingScaling,
} from './scaling-pause.ts'
import { snapshotSourceServerGroup } from './snapshot.ts'
import { determineSourceServerGroup } from './source.ts'
import { tagServerGroup } from './tagging.ts'
import { waitForUpInstances } from './waits.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'settings'>

interface Creation {
  readonly operation: 'createServerGroup' | 'cloneServerGroup'
  readonly taskClass: string
  readonly notification: string
  readonly tellsNames: (cloud: Cloud) => boolean
  operations(stage: StageView, cloud: Cloud, services: Services): Promise<readonly Json[]> | readonly Json[]
}

/** The task that has the cloud make a server group. */
function creation({ operation, taskClass, notification, tellsNames, operations }: Creation): PlannedTask {
  const task = defineTask<'clouddriver' | 'settings'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.${taskClass}`,
    needs: ['clouddriver', 'settings'],
    backoffMs: seconds(2),
    timeoutMs: minutes(1),
    async run(stage, services) {
      const provider = providerOf(stage.context)
      const cloud = cloudOf(provider)
      const submitted = await operations(stage, cloud, services)
      const kato = await requestOperations(stage, services.clouddriver, { provider, operations: submitted })
      // A group that takes no traffic is not known to any load balancer or registry that could call it healthy.
      const takesTraffic = !texts(stage.context.suspendedProcesses).includes('AddToLoadBalancer')
      return succeeded({
        'notification.type': notification,
        'kato.result.expected': tellsNames(cloud),
        ...kato,
        'deploy.account.name': requireAccount(stage.context),
        ...(takesTraffic
          ? {}
          : { interestingHealthProviderNames: stage.context.interestingHealthProviderNames ?? ['Amazon'] }),
      })
    },
  })
  return { name: operation, task }
}

const create = creation({
  operation: 'createServerGroup',
  taskClass: 'CreateServerGroupTask',
  notification: 'createdeploy',
  tellsNames: (cloud) => cloud.creationTellsNames ?? true,
  operations(stage, cloud, { clouddriver, settings }) {
    const deployment = deploymentIn(stage.context)
    const find = (region?: string) => imageFromEarlierStages(stage, region)
    const own = cloud.createOperations?.(deployment, find, { clouddriver, defaults: cloudSettings(settings).deploy })
    return own ?? [{ createServerGroup: { ...deployment, ...imageAndPlace(stage, deployment) } }]
  },
})

const clone = creation({
  operation: 'cloneServerGroup',
  taskClass: 'CloneServerGroupTask',
  notification: 'createcopylastasg',
  tellsNames: () => true,
  operations(stage, cloud, { settings }) {
    const deployment = deploymentIn(stage.context)
    const region = deployLocation(deployment)?.value ?? text(json(deployment.source).region)
    const { amiName, imageId } = imageFromEarlierStages(stage, region)
    const image = {
      amiName: text(deployment.amiName) ?? amiName,
      imageId: text(deployment.imageId) ?? imageId,
      image: deployment.image ?? imageId,
    }
    const description = { ...deployment, ...present({ ...image, region }) }
    return [
      ...(cloud.beforeClone?.(description, cloudSettings(settings).deploy) ?? []),
      { cloneServerGroup: description },
    ]
  },
})

/** What a cloud is told of a deploy; an empty source would name nothing. */
function deploymentIn(context: Json): Json {
  const { source, ...description } = operationDescription(context)
  const hasSource = Object.keys(json(source)).length > 0
  return { ...description, credentials: requireAccount(context), ...(hasSource ? { source } : {}) }
}

function imageAndPlace(stage: StageView, deployment: Json): Json {
  const region = deployLocation(deployment)?.value
  const found = imageFromEarlierStages(stage, region)
  const imageId = text(deployment.imageId) ?? text(deployment.amiName) ?? found.imageId ?? found.amiName
  return present({ region, imageId })
}

const pins = ({ context }: StageView) =>
  cloudOf(providerOf(context)).pinsWhileDeploying?.(text(context.strategy) ?? '') === true

function deployTasks(stage: StageView, make: PlannedTask, stageClass: string): readonly PlannedTask[] {
  const forceCacheRefresh = forceCacheRefreshOf(stageClass)
  const decided = [
    optional(checkIfApplicationExists, stageClass, false),
    determineSourceServerGroup,
    determineHealthProviders,
    ...(pins(stage) ? [snapshotSourceServerGroup] : []),
  ]
  if (strategyOf(stage.context).replacesTasks) return decided
  return [
    ...decided,
    make,
    { name: 'monitorDeploy', task: monitorOperation() },
    forceCacheRefresh,
    ...(pausesScaling(stage.context) ? pauseOfNewGroup : []),
    tagServerGroup,
    waitForUpInstances,
    forceCacheRefresh,
    getCommits,
  ]
}

/** What a stage that deploys does around its tasks: a strategy decides, then the cloud (orca: AbstractDeployStrategyStage). */
const strategic = {
  schema: z.looseObject({}),
  prepare({ context }, services) {
    const settings = sideBySide(context)
    requireScalingPause(settings)
    return strategyOf(settings).prepare?.(settings, services) ?? settings
  },
  before({ context }, graph) {
    for (const each of cloudOf(providerOf(context)).beforeDeploy?.(context) ?? []) graph.append(each)
    if (pausesScaling(context)) graph.append(suspendingScaling(context))
  },
  after(stage, graph) {
    const { context } = stage
    strategyOf(context).after(stage, graph)
    if (pins(stage)) {
      graph.append({
        type: 'applySourceServerGroupCapacity',
        name: 'restoreMinCapacityFromSnapshot',
        context: present({ credentials: accountOf(context), cloudProvider: providerOf(context) }),
      })
    }
    if (pausesScaling(context)) graph.append(resumingScaling(context, 'success'))
  },
  // Whatever ended the deploy before its time: scaling goes on.
  cancel: (stage, services) => resumeScalingOf(stage, services),
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
  tasks: (stage) => deployTasks(stage, create, 'create-server-group-stage'),
  onFailure(stage, graph) {
    const strategy = strategyOf(stage.context)
    rollbackOnFailure(strategy, stage, graph)
    strategy.onFailure?.(stage, graph)
    if (pausesScaling(stage.context)) graph.append(resumingScaling(stage.context, 'failure'))
  },
}

/** The same with a server group that exists as its model. Going back on failure is left to people. */
export const cloneServerGroup: StageDefinition = {
  ...strategic,
  type: 'cloneServerGroup',
  aliases: ['copyLastAsg'],
  label: 'Clone Server Group',
  tasks: (stage) => deployTasks(stage, clone, 'clone-server-group-stage'),
  onFailure(stage, graph) {
    strategyOf(stage.context).onFailure?.(stage, graph)
    if (pausesScaling(stage.context)) graph.append(resumingScaling(stage.context, 'failure'))
  },
}
