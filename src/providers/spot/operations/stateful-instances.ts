import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { StatefulAction, StatefulInstance } from '../driver/index.ts'
import { able } from './ability.ts'
import { type GroupsInstances, groupsOf, instancesSchema } from './instances.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { requireGroup, touchedBy } from './targets.ts'

const schema = instancesSchema.extend({
  statefulInstanceIds: z.array(z.string()).nullish().describe('The stateful instances, ssi-…; or give instanceIds.'),
})
type Description = z.infer<typeof schema>

/** In these states an action has been taken already. */
const done: Readonly<Record<StatefulAction, RegExp>> = {
  pause: /^PAUS/,
  resume: /^(RESUM|ACTIVE)/,
  recycle: /^RECYCL/,
  deallocate: /^DEALLOCAT/,
}
const words: Readonly<Record<StatefulAction, string>> = {
  pause: 'Pausing',
  resume: 'Resuming',
  recycle: 'Recycling',
  deallocate: 'Deallocating',
}

function actOn(phase: string, action: StatefulAction) {
  return defineOperation(phase, schema, async (description: Description, context) => {
    const stateful = able(context, 'stateful', 'be stateful')
    const groups = await asked(description, context)
    for (const { group, instanceIds } of groups) {
      const servers = await stateful.list(group.id)
      // What an action is about is remembered: a recycled server has another machine afterwards.
      const chosen = await context.remember(`servers of ${group.id}`, () =>
        instanceIds.map((id) => serverIn(servers, id, group.name)).map(({ id, instanceId }) => ({ id, instanceId })),
      )
      for (const { id, instanceId } of chosen) {
        const now = servers.find((server) => server.id === id)
        if (isDone(action, now, instanceId)) {
          context.status(`Stateful instance ${id} of ${group.name} is ${now?.state ?? 'gone'} already`)
          continue
        }
        context.status(`${words[action]} stateful instance ${id} of ${group.name}`)
        await stateful.act(group.id, id, action)
      }
    }
    return {
      touched: touchedBy(
        groups.map(({ group }) => group),
        context,
      ),
    }
  })
}

async function asked(description: Description, context: SpotContext): Promise<GroupsInstances[]> {
  const { statefulInstanceIds, elastigroupId, elastiGroup } = description
  if (!statefulInstanceIds || statefulInstanceIds.length === 0) return groupsOf(description, context)
  const target = { ...description, elastigroupId: elastigroupId ?? elastiGroup ?? null }
  return [{ group: await requireGroup(target, context), instanceIds: [...new Set(statefulInstanceIds)] }]
}

/** By its own id, or by that of its machine. */
function serverIn(servers: readonly StatefulInstance[], id: string, group: string): StatefulInstance {
  const found = servers.find((server) => server.id === id || server.instanceId === id)
  if (found) return found
  const known = servers.map((server) => `${server.id} (${server.instanceId ?? server.state})`).join(', ')
  throw problem('notFound', `${group} has no stateful instance ${id}; it has ${known || 'none'}`)
}

function isDone(action: StatefulAction, now: StatefulInstance | undefined, machine: unknown): boolean {
  if (now === undefined) return true
  const state = now.state ?? ''
  if (done[action].test(state)) return true
  return action === 'recycle' && state === 'ACTIVE' && now.instanceId !== machine
}

/** Takes the machine away and keeps address and volumes. */
export const pauseStatefulInstance = actOn('PAUSE_STATEFUL_INSTANCE', 'pause')
/** Brings a machine with the same address and volumes. */
export const resumeStatefulInstance = actOn('RESUME_STATEFUL_INSTANCE', 'resume')
/** Both, one after the other. */
export const recycleStatefulInstance = actOn('RECYCLE_STATEFUL_INSTANCE', 'recycle')
/** Gives machine, address and volumes up for good. */
export const deallocateStatefulInstance = actOn('DEALLOCATE_STATEFUL_INSTANCE', 'deallocate')
