import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { operations } from '../operations/index.ts'

/** `GET /spot/operations`: every operation with the JSON Schema of its description, of which forms are made. */
export function operationSchemaRoutes(): FastifyPluginAsync {
  const described = Object.fromEntries(
    Object.entries(operations).map(([name, { phase, schema }]) => [
      name,
      { phase, schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) },
    ]),
  )
  return async (app) => {
    app.get('/operations', async () => described)
  }
}
