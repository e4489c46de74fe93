import { isUnsupported } from '../client/index.ts'
import { fallbackProcesses, loadBalancersOf } from '../model/index.ts'
import { defineOperation } from './operation.ts'
import { requireGroup, targetsOf, targetsSchema, touchedBy } from './targets.ts'

/** Brings groups back into traffic: the steps of disabling, undone, by whichever way they were taken. */
export const enableServerGroup = defineOperation('ENABLE_SERVER_GROUP', targetsSchema, async (description, context) => {
  const { client } = context.account
  const groups = await Promise.all(targetsOf(description).map((target) => requireGroup(target, context)))
  for (const { id, name, ...rest } of groups) {
    const suspended = (await client.suspensions(id))?.processes ?? []
    const byInstances =
      fallbackProcesses.every((process) => suspended.includes(process)) && !suspended.includes('LB_REGISTRATION')
    if (loadBalancersOf({ id, name, ...rest }).length > 0) {
      const whole = byInstances ? false : await leaveStandby(() => client.groupStandby(id, false))
      if (!whole) {
        const instances = await client.healthiness(id)
        await Promise.all(instances.map(({ instanceId }) => client.instanceStandby(instanceId, false)))
      }
      context.status(`${name} is out of standby: its load balancers send it traffic again`)
    }
    const resume = byInstances ? [...fallbackProcesses] : ['AUTO_SCALE']
    await client.resume(id, resume)
    context.status(`Resumed ${resume.join(', ')} of ${name}`)
  }
  return { touched: touchedBy(groups) }
})

async function leaveStandby(leave: () => Promise<void>): Promise<boolean> {
  try {
    await leave()
    return true
  } catch (error) {
    if (isUnsupported(error)) return false
    throw error
  }
}
