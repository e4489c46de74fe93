import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { type CostReader, periodOf, periodQuery } from '../costs/index.ts'
import type { Places, SpotRoutesContext } from './places.ts'
import { asked } from './question.ts'

const flag = z.stringbool().default(false)
const groupQuery = periodQuery.extend({ detailed: flag, series: flag })

/** What things cost, against what they would cost on demand. All numbers are USD. */
export function costRoutes({ clock }: SpotRoutesContext, places: Places, costs: CostReader): FastifyPluginAsync {
  return async (app) => {
    app.get('/applications/:application/costs', async (request) => {
      const { application } = request.params as { application: string }
      return costs.sum(places.application(application), periodOf(asked(periodQuery, request.query), clock.now()))
    })
    app.get('/clusters/:application/:account/:cluster/costs', async (request) => {
      const { application, account, cluster } = request.params as Record<string, string>
      const groups = places.cluster(application!, account!, cluster!)
      return costs.sum(groups, periodOf(asked(periodQuery, request.query), clock.now()))
    })
    app.get('/serverGroups/:account/:region/:name/costs', async (request) => {
      const { account, region, name } = request.params as Record<string, string>
      const { detailed, series, ...period } = asked(groupQuery, request.query)
      const group = places.group(account!, region!, name!)
      return costs.group(group, periodOf(period, clock.now()), { detailed, daily: series })
    })
    app.get('/accounts/:account/costs', async (request) => {
      const { account } = request.params as { account: string }
      return costs.account(places.account(account), periodOf(asked(periodQuery, request.query), clock.now()))
    })
    app.get('/accounts/:account/potentialSavings', async (request) =>
      costs.potentialSavings(places.account((request.params as { account: string }).account)),
    )
  }
}
