import type { FastifyRequest } from 'fastify'
import { type ZodType, z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'

/** Reads the query; a parameter that is given again and again means the same as one list with commas. @throws invalid */
export function readQuery<T>(schema: ZodType<T>, request: FastifyRequest): T {
  const parsed = schema.safeParse(textsOf(request))
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw problem('invalid', `The query is not valid: ${errors.join('; ')}`, { attributes: { errors } })
}

/** All query parameters, as they are. */
export function textsOf(request: FastifyRequest): Record<string, string> {
  const query = request.query as Record<string, string | string[]>
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  )
}

/** `true` and `false` in a query, as Spring reads them. */
export const flag = (preset: boolean) =>
  z
    .string()
    .optional()
    .transform((text) => (text === undefined || text === '' ? preset : text.toLowerCase() === 'true'))

/** The parameters of a route's path. */
export const paramsOf = <Name extends string>(request: FastifyRequest) => request.params as Record<Name, string>
