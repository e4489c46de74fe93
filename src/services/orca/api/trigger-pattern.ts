import { matchWhole, SpelError } from '../../../lib/spel/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'

/** Without one of these a text is no other regular expression than itself. */
const special = /[\\^$.|?*+()[\]{}]/

/**
 * Whether a value has all that the pattern says (orca: TaskController.compareTriggers): texts are equal ignoring case or
 * match as a whole regular expression, objects have each key of the pattern, each item of a list has a partner of its own.
 * A regular expression that takes too long is a 400.
 */
export function matchesTrigger(pattern: unknown, value: unknown): boolean {
  if (typeof pattern === 'string' && typeof value === 'string') {
    return pattern.toLowerCase() === value.toLowerCase() || matchesAsRegex(pattern, value)
  }
  if (Array.isArray(pattern)) return Array.isArray(value) && eachHasPartner(pattern, value)
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    return Object.entries(pattern).every(
      ([key, each]) => Object.hasOwn(value, key) && matchesTrigger(each, (value as Json)[key]),
    )
  }
  return pattern === value
}

/** Texts, in lower case, that the JSON of a trigger must hold to match: where one is missing there is no need to read it. */
export function textsOf(pattern: unknown): string[] {
  if (typeof pattern === 'string') return special.test(pattern) ? [] : [JSON.stringify(pattern).toLowerCase()]
  return typeof pattern === 'object' && pattern !== null ? Object.values(pattern).flatMap(textsOf) : []
}

/** Whether the items can be given partners, no two the same one: Kuhn's augmenting paths. */
function eachHasPartner(patterns: readonly unknown[], values: readonly unknown[]): boolean {
  if (patterns.length > values.length) return false
  const takenBy = new Map<number, number>()
  const seek = (pattern: number, tried: Set<number>): boolean =>
    values.some((value, index) => {
      if (tried.has(index) || !matchesTrigger(patterns[pattern], value)) return false
      tried.add(index)
      const holder = takenBy.get(index)
      if (holder !== undefined && !seek(holder, tried)) return false
      takenBy.set(index, pattern)
      return true
    })
  return patterns.every((_, pattern) => seek(pattern, new Set()))
}

function matchesAsRegex(pattern: string, text: string): boolean {
  if (!special.test(pattern)) return false
  try {
    return matchWhole(pattern, text)
  } catch (error) {
    // Not a regular expression: it was compared as text already.
    if (error instanceof SpelError && error.javaClass.endsWith('PatternSyntaxException')) return false
    throw problem('invalid', `The pattern ${JSON.stringify(pattern)} in \`trigger\` takes too long to match.`, {
      cause: error,
    })
  }
}
