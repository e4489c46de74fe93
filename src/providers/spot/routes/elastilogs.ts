import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { ServerGroupReader } from '../../../services/clouddriver/provider.ts'
import { groupWithId, type Places, type SpotRoutesContext } from './places.ts'
import { asked } from './question.ts'

const day = 86_400_000
/** In days before now (clouddriver-spot: ElastilogController). The longest stays inside of what Spot keeps. */
const periods: Readonly<Record<string, number>> = {
  ONE_DAY: 1,
  TWO_DAYS: 2,
  THREE_DAYS: 3,
  ONE_WEEK: 7,
  TWO_WEEKS: 14,
  ONE_MONTH: 30,
  TWO_MONTHS: 60,
  THREE_MONTHS: 90,
}
const severities = ['ALL', 'INFO', 'DEBUG', 'WARN', 'ERROR'] as const
const mostLines = 1_000

const query = z.object({
  elastigroupId: z.string('name the `elastigroupId`').min(1),
  /** Anything else than a known one is one day, as ever. */
  period: z.string('name the `period`'),
  severity: z.enum(severities, `\`severity\` must be one of ${severities.join(', ')}`),
})

/** Elastilog by the address that Decks with a Spot provider know. */
export function elastilogRoutes(
  { clock }: SpotRoutesContext,
  places: Places,
  inventory: ServerGroupReader,
): FastifyPluginAsync {
  const url = '/applications/:application/clusters/:account/:cluster/spot/serverGroups/:name/elastilogs'
  return async (app) => {
    app.get(url, async (request) => {
      const { elastigroupId: id, period, severity } = asked(query, request.query)
      const { application, account: accountName, name } = request.params as Record<string, string>
      const { account, group } = groupWithId(places, inventory, {
        application: application!,
        account: accountName!,
        id,
      })
      if (group.name !== name) throw problem('notFound', `Elastigroup ${id} is ${group.name}, not ${name}`)
      const to = clock.now()
      const from = to - (periods[period] ?? 1) * day
      return account.driver.logs(id, { from, to, limit: mostLines, ...(severity === 'ALL' ? {} : { severity }) })
    })
  }
}
