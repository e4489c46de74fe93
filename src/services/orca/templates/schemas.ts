import { z } from 'zod'
import type { TemplateProblem } from './errors.ts'

/** Schemas that templates of both versions share. */

export const maps = z.array(z.looseObject({})).nullish()

/** A list; people write a single item without one. */
export const texts = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.coerce.string()).nullish(),
)

/** Where a stage of a configuration puts itself. */
export const injection = z
  .looseObject({ first: z.boolean().nullish(), last: z.boolean().nullish(), before: texts, after: texts })
  .nullish()

/** Reads what must fit a schema of a version; what does not is refused with the names of its fields. */
export const parserOf =
  (version: 1 | 2, refuse: (reasons: string) => TemplateProblem) =>
  <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
    const result = schema.safeParse(value)
    if (result.success) return result.data
    const { issues } = result.error
    const reasons = issues.slice(0, 10).map(({ path, message }) => `${path.join('.') || what}: ${message}`)
    throw refuse(`${what} is not one of version ${version}: ${reasons.join('; ')}`)
  }
