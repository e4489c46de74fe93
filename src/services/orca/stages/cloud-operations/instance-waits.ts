import type { InstanceView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { number, objects, present, text, texts } from '../../values.ts'
import { hours, running, seconds, succeeded, terminal } from '../results.ts'
import { requireGroup } from '../server-groups/cluster.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { type ConsideredHealth, consideredHealth, isDown, isUp } from '../server-groups/health.ts'
import { providerOf } from '../server-groups/location.ts'
import { groupName } from '../server-groups/target.ts'

/** Looks at the instances of `instanceIds` until each is as it should be (orca: WaitForUpInstanceHealthTask). */
function healthWait(
  name: string,
  className: string,
  isDone: (instance: InstanceView, considered: ConsideredHealth) => boolean,
): PlannedTask {
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.instance.${className}`,
    needs: ['clouddriver'],
    backoffMs: seconds(5),
    timeoutMs: hours(1),
    timeoutOverridable: true,
    async run({ context }, { clouddriver }) {
      const considered = consideredHealth(context)
      if (considered?.length === 0) return succeeded()
      const [ids, region, account] = [texts(context.instanceIds), text(context.region) ?? '', requireAccount(context)]
      if (ids.length === 0) return terminal('The stage names no instances: set `instanceIds`.')
      for (const id of ids) {
        const instance = await clouddriver.instance(account, region, id)
        if (instance === undefined) throw new Error(`There is no instance ${id} in ${account}/${region}`)
        if (!isDone(instance, considered)) return running()
      }
      return succeeded()
    },
  })
  return { name, task }
}

export const waitForUpHealth = (name: string) => healthWait(name, 'WaitForUpInstanceHealthTask', isUp)
export const waitForDownHealth = (name: string) => healthWait(name, 'WaitForDownInstanceHealthTask', isDown)

/** An instance that goes, and when it was launched: some clouds start another one under the same name. */
export interface Going {
  readonly id: string
  readonly launchTime?: number
}

export const goingKey = 'terminate.remaining.instances'

/** Of the instances that go, those that are still there (orca: TerminatingInstanceSupport). */
export async function stillThere({ context }: StageView, clouddriver: Capabilities['clouddriver']): Promise<Going[]> {
  const going = goingOf(context)
  if (going.length === 0) return []
  const name = groupName(context)
  const [account, region, provider] = [requireAccount(context), text(context.region) ?? '', providerOf(context)]
  if (name === undefined) {
    const found = await Promise.all(going.map(({ id }) => isKnown(id, provider, clouddriver)))
    return going.filter((_each, index) => found[index])
  }
  const group = await requireGroup(clouddriver, { account, region, name })
  return going.flatMap(({ id, launchTime }) => {
    const found = group.instances.find((instance) => instance.name === id)
    if (found === undefined) return []
    if (launchTime === undefined) return [present({ id, launchTime: found.launchTime }) as unknown as Going]
    return (found.launchTime ?? 0) <= launchTime ? [{ id, launchTime }] : []
  })
}

function goingOf(context: Json): Going[] {
  const known = objects(context[goingKey]).flatMap(({ id, launchTime }): Going[] => {
    const [name, time] = [text(id), number(launchTime)]
    return name === undefined ? [] : [time === undefined ? { id: name } : { id: name, launchTime: time }]
  })
  const ids = context.instanceIds === undefined ? texts(context.instance) : texts(context.instanceIds)
  return known.length > 0 ? known : ids.map((id) => ({ id }))
}

/** An instance of no group is there as long as a search finds it, or can't say. */
async function isKnown(id: string, provider: string, clouddriver: Capabilities['clouddriver']): Promise<boolean> {
  const [page] = await clouddriver.search({ q: id, type: 'instances', platform: provider }).catch(() => [])
  return page?.totalMatches !== 0
}

/** Until none of the instances is there any more. */
export const waitForTermination = (name: string): PlannedTask => ({
  name,
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.instance.WaitForTerminatedInstancesTask',
    needs: ['clouddriver'],
    backoffMs: seconds(10),
    timeoutMs: hours(1),
    timeoutOverridable: true,
    async run(stage, { clouddriver }) {
      const left = await stillThere(stage, clouddriver)
      return left.length > 0 ? running({ [goingKey]: left }) : succeeded()
    },
  }),
})
