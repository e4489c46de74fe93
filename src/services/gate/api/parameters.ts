import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { joined } from '../backends.ts'

/** A body as the schema wants it; what is wrong with it is a 400 that names each field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, what = 'request body'): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path: at, message }) =>
    at.length > 0 ? `${at.join('.')}: ${message}` : message,
  )
  throw problem('invalid', `The ${what} is not valid: ${errors.join('; ')}`, { attributes: { errors } })
}

/** The query as the schema wants it, repeated parameters joined with commas; what is wrong with it is a 400. */
export function parseQuery<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  return parseBody(schema, joined(request.query as Record<string, string | string[]>), 'query')
}

/** `true`, `false` and what else Spring takes for them. */
export const flag = z.stringbool('true or false is wanted')

/** A whole number, e.g. how much of a list; absent where it is empty. */
export const count = z
  .string()
  .regex(/^\d{0,9}$/, 'a whole number is wanted')
  .optional()
  .transform((text) => (text ? Number(text) : undefined))

/** How many entries of a history to answer, newest first. */
export const historyQuery = z.object({ limit: count.transform((limit) => limit ?? 20) })

/** Lets the routes of a scope take a body of any form, for they look at none. */
export function ignoreBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
}
