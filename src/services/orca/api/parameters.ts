import { z } from 'zod'
import { executionStatuses } from '../model.ts'

/** Items separated by commas, or the parameter again and again; undefined without any. */
export const items = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => {
    const found = [given ?? []]
      .flat()
      .flatMap((text) => text.split(','))
      .map((item) => item.trim())
      .filter(Boolean)
    return found.length > 0 ? found : undefined
  })
  .describe('Separated by commas.')

/** Statuses; undefined when none, or all of them, are asked for. */
export const statuses = items
  .transform((given) => given?.map((status) => status.toUpperCase()))
  .pipe(z.array(z.enum(executionStatuses)).optional())
  .transform((given) => (given === undefined || new Set(given).size === executionStatuses.length ? undefined : given))

export const flag = (preset: boolean) => z.stringbool().default(preset)

/** A number in a query; an empty one counts as not given. */
export const number = (preset: number) =>
  z.preprocess((text) => (text === '' ? undefined : text), z.coerce.number().int().default(preset))

export const executionId = z.object({ id: z.string() })
export const stageOfExecution = z.object({ id: z.string(), stageId: z.string() })
export const ofApplication = z.object({ application: z.string() })
