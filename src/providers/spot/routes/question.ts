import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'

/** What was asked, as the schema wants it. @throws invalid with what is wrong */
export function asked<S extends z.ZodType>(schema: S, query: unknown): z.infer<S> {
  const parsed = schema.safeParse(query)
  if (parsed.success) return parsed.data
  throw problem('invalid', `The question is not valid: ${z.prettifyError(parsed.error)}`)
}
