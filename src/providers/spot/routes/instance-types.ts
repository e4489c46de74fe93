import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { Readings } from '../client/index.ts'
import { able } from '../operations/ability.ts'
import type { Places } from './places.ts'
import { asked } from './question.ts'

const maxAgeMs = 6 * 3_600_000
const waitMs = 15_000

const region = z.string('name the `region`').min(1)
const recommendation = z.object({ region, baselineInstanceType: z.string('name the `baselineInstanceType`').min(1) })

/** Which instance types there are, and which can stand in for one: what pickers offer. Asked of Spot a few times a day. */
export function instanceTypeRoutes(places: Places, readings: Readings): FastifyPluginAsync {
  return async (app) => {
    app.get('/accounts/:account/instanceTypes', async (request) => {
      const account = places.account((request.params as { account: string }).account)
      const { region: where } = asked(z.object({ region }), request.query)
      const read = able({ account }, 'instanceTypes', 'say which machine types there are')
      const about = { lane: account.name, key: `${account.name} types ${where}`, maxAgeMs, waitMs }
      const { value, ...newness } = await readings.get({ ...about, read: () => read(where) })
      return { region: where, instanceTypes: value, ...newness }
    })
    app.get('/accounts/:account/instanceTypeRecommendation', async (request) => {
      const account = places.account((request.params as { account: string }).account)
      const { region: where, baselineInstanceType } = asked(recommendation, request.query)
      const read = able({ account }, 'similarInstanceTypes', 'recommend machine types')
      const key = `${account.name} like ${baselineInstanceType} ${where}`
      const about = { lane: account.name, key, maxAgeMs, waitMs, read: () => read(where, baselineInstanceType) }
      const { value, ...newness } = await readings.get(about)
      return { region: where, baselineInstanceType, instanceTypes: value, ...newness }
    })
  }
}
