import { z } from 'zod'

/** `true` or `false` in a query. */
export const flag = z.stringbool()

/** A list in a query: repeated, separated by commas, or both. */
export const list = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    [given]
      .flat()
      .flatMap((text) => text.split(','))
      .map((text) => text.trim()),
  )
  .transform((items) => items.filter((item) => item !== ''))

/** How many entries of a history to answer, newest first. */
export const historyQuery = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(20) })

/** A whole number in a query. */
export const count = z.coerce.number().int().min(0)

/** The query parameters that are left: attributes to search by. Of a repeated one the last counts. */
export function attributesIn(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const text = [value].flat().at(-1)
      return typeof text === 'string' ? [[name, text]] : []
    }),
  )
}
