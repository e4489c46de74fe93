import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { isUnsupported } from '../client/index.ts'
import { fallbackProcesses, loadBalancersOf } from '../model/index.ts'
import { defineOperation } from './operation.ts'
import { requireGroup, targetsOf, targetsSchema, touchedBy } from './targets.ts'

/** Strategies that move traffic bit by bit ask for a part of it. */
const schema = targetsSchema.extend({ desiredPercentage: z.coerce.number().nullish() })

/**
 * Takes groups out of traffic; their instances go on running. The ladder: standby of the group as a whole; where Spot has
 * no such route (any more), standby of each instance with everything suspended that would replace them; without a load
 * balancer there is only scaling to suspend.
 */
export const disableServerGroup = defineOperation('DISABLE_SERVER_GROUP', schema, async (description, context) => {
  const { client } = context.account
  const share = description.desiredPercentage ?? 100
  if (share < 100) {
    // The whole group instead would leave the traffic to a successor that is not whole yet.
    throw problem(
      'invalid',
      `Spot takes whole groups out of traffic, not ${share} percent of one: deploy with the strategy redblack, or in one step of 100 percent`,
    )
  }
  const groups = await Promise.all(targetsOf(description).map((target) => requireGroup(target, context)))
  for (const { id, name, ...rest } of groups) {
    let suspend: readonly string[] = ['AUTO_SCALE']
    if (loadBalancersOf({ id, name, ...rest }).length > 0) {
      try {
        await client.groupStandby(id, true)
        context.status(`${name} is in standby: its load balancers send it nothing more`)
      } catch (error) {
        if (!isUnsupported(error)) throw error
        const instances = await client.healthiness(id)
        await Promise.all(instances.map(({ instanceId }) => client.instanceStandby(instanceId, true)))
        context.status(`All ${instances.length} instances of ${name} are in standby`)
        suspend = fallbackProcesses
      }
    }
    await client.suspend(id, suspend)
    context.status(`Suspended ${suspend.join(', ')} of ${name}`)
  }
  return { touched: touchedBy(groups) }
})
