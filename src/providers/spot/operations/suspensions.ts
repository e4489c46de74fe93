import { z } from 'zod'
import { able } from './ability.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { requireGroup, targetSchema, targetsOf, targetsSchema, touchedBy } from './targets.ts'

export const ttlInMinutes = z.coerce
  .number()
  .int()
  .min(1)
  .max(10_080)
  .nullish()
  .describe('Minutes until it ends by itself, at most a week; without it, when it is taken back.')

const schema = targetsSchema.extend({
  processes: z
    .array(z.string())
    .min(1)
    .describe(
      "Spot's names (AUTO_SCALE, AUTO_HEALING, OUT_OF_STRATEGY, PREVENTIVE_REPLACEMENT, REVERT_PREFERRED, SCHEDULING), or those of AWS that have a counterpart (AlarmNotification, HealthCheck, ReplaceUnhealthy, ScheduledActions).",
    ),
})

/** What Spinnaker calls the processes of auto-scaling groups. Launch, Terminate and others are nothing that Spot could stop. */
const counterparts: Readonly<Record<string, string | null>> = {
  AlarmNotification: 'AUTO_SCALE',
  HealthCheck: 'AUTO_HEALING',
  ReplaceUnhealthy: 'AUTO_HEALING',
  ScheduledActions: 'SCHEDULING',
  Launch: null,
  Terminate: null,
  AddToLoadBalancer: null,
  AZRebalance: null,
  InstanceRefresh: null,
}

/** Spot's names for what is asked for, each once; a line for what has none. */
function processesOf(asked: readonly string[], context: SpotContext): string[] {
  const names = asked.flatMap((name) => {
    const counterpart = Object.hasOwn(counterparts, name) ? counterparts[name] : name
    if (counterpart) return counterpart
    context.status(`${name} is a process of auto-scaling groups only; an Elastigroup has nothing like it`)
    return []
  })
  return [...new Set(names)]
}

/** Stops Spot from doing by itself what it does to groups. */
export const suspendProcesses = defineOperation(
  'SUSPEND_PROCESSES',
  schema.extend({ ttlInMinutes }),
  async (description, context) => {
    const { suspend } = able(context, 'suspensions', 'have processes suspended')
    const names = processesOf(description.processes, context)
    const ttl = description.ttlInMinutes == null ? {} : { ttlInMinutes: description.ttlInMinutes }
    const groups = await Promise.all(targetsOf(description).map((target) => requireGroup(target, context)))
    for (const { id, name } of groups) {
      if (names.length === 0) continue
      await suspend(
        id,
        names.map((process) => ({ name: process, ...ttl })),
      )
      context.status(`Suspended ${names.join(', ')} of ${name}`)
    }
    return { touched: touchedBy(groups, context) }
  },
)

export const resumeProcesses = defineOperation('RESUME_PROCESSES', schema, async (description, context) => {
  const { resume } = able(context, 'suspensions', 'have processes suspended')
  const names = processesOf(description.processes, context)
  const groups = await Promise.all(targetsOf(description).map((target) => requireGroup(target, context)))
  for (const { id, name } of groups) {
    if (names.length === 0) continue
    await resume(id, names)
    context.status(`Resumed ${names.join(', ')} of ${name}`)
  }
  return { touched: touchedBy(groups, context) }
})

const policySchema = targetSchema.extend({
  policyName: z.string().min(1).describe('The scaling policy, by its policyName.'),
})

/** Stops one scaling policy. */
export const suspendScalingPolicy = defineOperation(
  'SUSPEND_SCALING_POLICY',
  policySchema.extend({ ttlInMinutes }),
  async (description, context) => {
    const { suspend } = able(context, 'policySuspensions', 'have single scaling policies suspended')
    const group = await requireGroup(description, context)
    await suspend(group.id, description.policyName, description.ttlInMinutes ?? undefined)
    context.status(`Suspended scaling policy ${description.policyName} of ${group.name}`)
    return { touched: touchedBy([group], context) }
  },
)

export const resumeScalingPolicy = defineOperation(
  'RESUME_SCALING_POLICY',
  policySchema,
  async (description, context) => {
    const { resume } = able(context, 'policySuspensions', 'have single scaling policies suspended')
    const group = await requireGroup(description, context)
    await resume(group.id, description.policyName)
    context.status(`Resumed scaling policy ${description.policyName} of ${group.name}`)
    return { touched: touchedBy([group], context) }
  },
)
