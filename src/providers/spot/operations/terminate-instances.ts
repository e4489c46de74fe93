import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { requireGroup, targetsSchema, touchedBy } from './targets.ts'

const schema = targetsSchema.extend({
  instanceIds: z.array(z.string()).nullish(),
  instance: z.string().nullish(),
  /** The group's id, under the name by which Deck sends it. */
  elastiGroup: z.string().nullish(),
})

async function terminate(description: z.infer<typeof schema>, context: SpotContext, decrement: boolean) {
  const asked = description.instanceIds ?? (description.instance ? [description.instance] : [])
  if (asked.length === 0) throw problem('invalid', 'The operation names no instance: give instanceIds')
  const group = await requireGroup(
    { ...description, elastigroupId: description.elastigroupId ?? description.elastiGroup ?? null },
    context,
  )
  const there = new Set((await context.account.client.healthiness(group.id)).map(({ instanceId }) => instanceId))
  // Those that left already, before a crash or by themselves, must not lower the target once more.
  const left = asked.filter((id) => there.has(id))
  if (left.length > 0) {
    context.status(`Terminating ${left.join(', ')} of ${group.name}`)
    await context.account.client.detach(group.id, {
      instancesToDetach: left,
      shouldTerminateInstances: true,
      shouldDecrementTargetCapacity: decrement,
    })
  } else {
    context.status(`None of ${asked.join(', ')} is in ${group.name} (any more); nothing to do`)
  }
  return { touched: touchedBy([group]) }
}

/** Terminates instances; the group replaces them. */
export const terminateInstances = defineOperation('TERMINATE_INSTANCES', schema, (description, context) =>
  terminate(description, context, false),
)

/** Terminates instances and lowers the wished number by as many. */
export const terminateInstanceAndDecrementServerGroup = defineOperation(
  'TERMINATE_INSTANCE_AND_DECREMENT_SERVER_GROUP',
  schema,
  (description, context) => terminate(description, context, true),
)
