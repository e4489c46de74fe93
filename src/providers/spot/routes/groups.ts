import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { SpotAccount } from '../account.ts'
import { whileWaiting } from '../client/index.ts'
import type { Group, Roll, StatefulInstance } from '../driver/index.ts'
import { able } from '../operations/ability.ts'
import type { Places } from './places.ts'
import { asked } from './question.ts'

const limit = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) })

/** Groups as Spot has them now: their rolls, their stateful instances, and those that belong to no application. */
export function groupRoutes(places: Places): FastifyPluginAsync {
  const groupOf = (params: unknown) => {
    const { account, region, name } = params as Record<string, string>
    return places.group(account!, region!, name!)
  }
  return async (app) => {
    app.get('/serverGroups/:account/:region/:name/rolls', async (request): Promise<readonly Roll[]> => {
      const { account, group } = groupOf(request.params)
      const most = asked(limit, request.query).limit
      return whileWaiting(() => account.driver.rolls(String(group.cloudId), most))
    })
    app.get('/serverGroups/:account/:region/:name/rolls/:rollId', async (request) => {
      const { account, group } = groupOf(request.params)
      const { rollId } = request.params as { rollId: string }
      const id = String(group.cloudId)
      // Stages ask again and again until the roll is over.
      const [rolls, details] = await whileWaiting(() =>
        Promise.all([account.driver.rolls(id, 100), account.driver.rollDetails(id, rollId)]),
      )
      // Only the list tells the roll's status; the details stand beside it, and whole for who looks for them there.
      return { ...details, id: rollId, ...rolls.find((roll) => roll.id === rollId), details }
    })
    app.get(
      '/serverGroups/:account/:region/:name/statefulInstances',
      async (request): Promise<readonly StatefulInstance[]> => {
        const { account, group } = groupOf(request.params)
        return able({ account }, 'stateful', 'keep machines with their volumes and addresses').list(
          String(group.cloudId),
        )
      },
    )
    app.get('/serverGroups/:account/:region/:name/policySuspensions', async (request) => {
      const { account, group } = groupOf(request.params)
      return able({ account }, 'policySuspensions', 'have single scaling policies suspended').list(
        String(group.cloudId),
      )
    })
    app.get('/accounts/:account/groups', async (request) => {
      const account = places.account((request.params as { account: string }).account)
      const groups = await account.driver.list({}, () => {})
      return groups.map((group) => summaryOf(account, group)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    })
  }
}

/** Enough to find a group and to adopt it: one without an application is in no cluster. */
function summaryOf({ driver, shows }: SpotAccount, group: Group) {
  const { region, createdAt, image, stateful } = driver.describe(group)
  const { app, cluster, sequence } = deriveMoniker(group.name)
  return {
    id: group.id,
    name: group.name,
    region,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(image === undefined ? {} : { imageId: image }),
    capacity: group.capacity ?? {},
    stateful,
    application: app ?? null,
    cluster: cluster ?? null,
    /** Whether its name says which version of its cluster it is. */
    versioned: sequence !== undefined,
    /** Whether the account's settings let it be seen. */
    shown: shows(group.name, region),
  }
}
