import { z } from 'zod'
import { flat, isMap } from './schema.ts'

/**
 * An object whose keys may also be written in camel case, as Spring lets people write them: `intervalMs` for `interval-ms`.
 * Keys that it does not name pass through `z.object` as ever, or through `others` where that is given.
 */
export function relaxed<Shape extends z.ZodRawShape>(shape: Shape, others?: z.ZodType) {
  const names = new Map(Object.keys(shape).map((name) => [flat(name), name]))
  return z.preprocess(
    (value) => {
      if (!isMap(value)) return value
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [names.get(flat(name)) ?? name, each]))
    },
    (others === undefined ? z.object(shape) : z.object(shape).catchall(others)) as z.ZodObject<Shape>,
  )
}
