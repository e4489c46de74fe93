import type { z } from 'zod'
import { noAnswer } from './problems.ts'

/**
 * Judges the items of an answer and hands back those very items, so that fields which the schema does not know, and
 * their order, stay as Spot sent them. Some answers are one array too deep. Throws a retryable error for what is not as
 * described: never a guess.
 */
export function checked<S extends z.ZodType>(schema: S, items: readonly unknown[], what: string): z.infer<S>[] {
  return items.flat().map((item) => {
    const parsed = schema.safeParse(item)
    if (parsed.success) return item as z.infer<S>
    const [issue] = parsed.error.issues
    throw noAnswer(what, `the answer is not as described (${issue?.path.join('.')}: ${issue?.message})`)
  })
}

/** As `checked`, but an item that is not as described costs only itself: `onUnreadable` gets it. */
export function readable<S extends z.ZodType>(
  schema: S,
  items: readonly unknown[],
  onUnreadable: (item: unknown) => void,
): z.infer<S>[] {
  return items.flat().filter((item): item is z.infer<S> => {
    const { success } = schema.safeParse(item)
    if (!success) onUnreadable(item)
    return success
  })
}

/** Groups of an answer: Spot's description draws some as `{group: {…}}`, and its clients take them bare. */
export const unwrapped = (items: readonly unknown[]): unknown[] =>
  items.flat().map((item) => (item as { group?: unknown } | null)?.group ?? item)

/** The one item of an answer that must have one. */
export function only<T>(items: readonly T[], what: string): T {
  const [item] = items
  if (item === undefined) throw noAnswer(what, 'the answer was empty')
  return item
}
