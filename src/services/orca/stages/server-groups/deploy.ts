import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { isJson, json, objects, present, text, texts } from '../../values.ts'
import { succeeded } from '../results.ts'
import { deployLocation } from './deployment.ts'

const complete = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.kato.pipeline.ParallelDeployStage$CompleteParallelDeployTask',
  run: () => succeeded(),
})

/** Deploys to several clusters side by side, each in a stage of its own (orca: ParallelDeployStage). */
export const deploy: StageDefinition = {
  type: 'deploy',
  label: 'Deploy',
  schema: z.looseObject({ clusters: z.array(z.looseObject({})).nullish() }),
  tasks: () => [{ name: 'completeParallelDeploy', task: complete }],
  before(stage, graph) {
    const { wanted, shared } = clustersOf(stage)
    if (wanted.length === 0) throw new Error('The deploy has no cluster: add one to `clusters`.')
    const isClone = json(stage.execution.trigger.parameters).clone === true
    const type = isClone ? 'cloneServerGroup' : 'createServerGroup'
    for (const cluster of wanted) {
      const location = deployLocation(cluster)
      if (location === undefined)
        throw new Error('A cluster of the deploy names no place: set its `region` or `availabilityZones`.')
      const name = `${isClone ? 'Clone' : 'Deploy'} in ${location.value}`
      const account =
        text(cluster.account) ?? text(cluster.credentials) ?? text(shared.account) ?? text(shared.credentials)
      const context = { ...shared, ...present({ account }), cluster, type: typeWithProvider(type, cluster), name }
      graph.add({ type, name, context })
    }
  },
}

/** The clusters to deploy to, and the settings that they share. An ad-hoc deploy is its one cluster itself. */
function clustersOf(stage: StageView): { readonly wanted: readonly Json[]; readonly shared: Json } {
  const { clusters, cluster, ...shared } = stage.context
  const deploying = deployingStage(stage)
  if (deploying !== undefined) return { wanted: [inheritedCluster(stage, deploying)], shared }
  const wanted = [...(isJson(cluster) ? [cluster] : []), ...objects(clusters)]
  return wanted.length > 0 || clusters !== undefined ? { wanted, shared } : { wanted: [shared], shared: {} }
}

/** The settings of the deploy on whose behalf this pipeline runs as its custom strategy. */
function deployingStage({ execution }: StageView): Json | undefined {
  const { strategy, parentExecution, parameters } = execution.trigger
  if (strategy !== true) return undefined
  const deploying = objects(json(parentExecution).stages).find(({ id }) => id === json(parameters).parentStageId)
  return json(deploying?.context)
}

/** The deploying stage's cluster, to be deployed plainly; the strategy's own stage may say whether it takes traffic at once. */
function inheritedCluster({ context, execution }: StageView, deploying: Json): Json {
  const { stageEnabled: _, ...cluster } = deploying
  const { amiName, imageId } = json(execution.trigger.parameters)
  const suspended = texts(cluster.suspendedProcesses).filter((process) => process !== 'AddToLoadBalancer')
  const traffic: Record<string, Json | undefined> = {
    enable: { suspendedProcesses: suspended },
    disable: { suspendedProcesses: [...suspended, 'AddToLoadBalancer'] },
  }
  return {
    ...cluster,
    ...present({ amiName: text(cluster.amiName) ?? amiName, image: text(cluster.image) ?? imageId }),
    ...traffic[text(context.trafficOptions) ?? ''],
    strategy: 'none',
  }
}

/** As stages of providers other than AWS were once named. */
function typeWithProvider(type: string, { providerType }: Json): string {
  const provider = text(providerType)
  return provider === undefined || provider === 'aws' || provider === 'titus' ? type : `${type}_${provider}`
}
