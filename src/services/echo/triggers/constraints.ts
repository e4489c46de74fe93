import { z } from 'zod'
import { JsonPathError, readPath } from '../../../lib/jsonpath/index.ts'
import { matchAnywhere } from '../../../lib/spel/index.ts'
import { isJson } from '../events/index.ts'

/** What the payload must hold: a top-level key or a JsonPath, and one of Java's regular expressions that is found in it. */
export const constraintsSchema = z.record(z.string(), z.coerce.string()).nullish()

/**
 * Whether the payload meets all constraints (echo: ArtifactMatcher.isJsonPathConstraintInPayload). Nothing to meet is met,
 * nothing to look into is not. Patterns and paths have a bounded budget.
 */
export function meets(payload: unknown, constraints: z.infer<typeof constraintsSchema>): boolean {
  return Object.entries(constraints ?? {}).every(([key, pattern]) =>
    textsAt(payload, key).some((text) => matchAnywhere(pattern, text)),
  )
}

function textsAt(payload: unknown, key: string): string[] {
  if (isJson(payload) && Object.hasOwn(payload, key)) {
    const value = payload[key]
    if (value === null || value === undefined) return []
    return [typeof value === 'object' ? JSON.stringify(value) : String(value)]
  }
  if (payload === undefined || payload === null) return []
  try {
    const found = readPath(payload, key)
    const texts = Array.isArray(found) ? found : isScalar(found) ? [String(found)] : []
    // A list with anything but texts is not looked into.
    return texts.every((each) => typeof each === 'string') ? texts : []
  } catch (error) {
    if (error instanceof JsonPathError) return []
    throw error
  }
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
