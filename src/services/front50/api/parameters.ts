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

/** A whole number in a query; absent when empty. */
export const count = z
  .string()
  .regex(/^\d{0,9}$/, 'is not a whole number')
  .optional()
  .transform((text) => (text ? Number(text) : undefined))

/** How many entries of a history to answer, newest first. */
export const historyQuery = z.object({ limit: count.transform((limit) => limit || 20) })

/** The query parameters that are left: attributes to search by. Of a repeated one the last counts. */
export function attributesIn(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const text = [value].flat().at(-1)
      return typeof text === 'string' ? [[name, text]] : []
    }),
  )
}
