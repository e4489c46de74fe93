import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageView, type TaskNode } from '../../stage.ts'
import { seconds, succeeded } from '../results.ts'
import { submit } from './cloud-operation.ts'
import { groupsOfCluster } from './cluster.ts'
import { operationDescription } from './deployment.ts'
import { resolveTarget, type Target } from './target.ts'
import { requireTraffic } from './traffic-guards.ts'

interface Mutation {
  /** The cloud operation, and the task's name. */
  readonly operation: string
  readonly taskClass: string
  /** Whether the group serves nobody afterwards; then traffic guards have a word. */
  readonly stopsTraffic?: (stage: StageView, description: Json) => boolean
  /** For people: `Disabling`. */
  readonly words?: string
  /** The operation's description, beyond the stage's own context. */
  readonly describe?: (
    stage: StageView,
    target: Target,
    services: Pick<Capabilities, 'clouddriver'>,
  ) => Promise<Json> | Json
}

/** The task that asks the cloud to do something with the one group that its stage acts upon. */
export function mutate({ operation, taskClass, stopsTraffic, words, describe }: Mutation): TaskNode {
  const task = defineTask<'clouddriver' | 'front50'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.${taskClass}`,
    needs: ['clouddriver', 'front50'],
    backoffMs: seconds(2),
    timeoutMs: seconds(90),
    async run(stage, services) {
      const { clouddriver, front50 } = services
      const target = await resolveTarget(stage, clouddriver)
      const { name, account, provider, location } = target
      const own = await describe?.(stage, target, services)
      const named = { serverGroupName: name, asgName: name, region: location.value, credentials: account }
      const description = { ...operationDescription(stage.context), ...own, ...named }
      if (stopsTraffic?.(stage, description)) {
        const context = { ...stage.context, serverGroupName: name }
        const groups = (await groupsOfCluster(clouddriver, context, account, location)) ?? []
        const going = groups.filter((group) => group.name === name)
        const application = groups[0]?.application ?? stage.execution.application
        await requireTraffic({ application, account, location, groups, going, operation: words ?? operation }, front50)
      }
      const kato = await submit(stage, clouddriver, { provider, account, operations: [{ [operation]: description }] })
      return succeeded({
        ...kato,
        serverGroupName: name,
        asgName: name,
        ...own,
        'deploy.server.groups': { [location.value]: [name] },
        [`targetop.asg.${operation}.name`]: name,
        [`targetop.asg.${operation}.regions`]: [location.value],
      })
    },
  })
  return { name: operation, task }
}
