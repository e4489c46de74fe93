import { evaluationError } from '../errors.ts'
import { classOf } from '../java/class-names.ts'
import { boxed } from '../java/type-definition.ts'
import { collectionItems, isMap, JavaArray, JavaMap, type MapEntry, mapEntries } from '../java/values.ts'
import type { SelectionKind } from '../syntax/tree.ts'
import { work } from '../work.ts'
import type { Evaluate, Scope } from './scope.ts'

/** Runs `item` with each element as the active object and as the object that method arguments see. */
function inScope(scope: Scope, element: unknown, item: Evaluate): unknown {
  const outer = scope.scopeRoot
  scope.scopeRoot = element
  try {
    return item(scope, element)
  } finally {
    scope.scopeRoot = outer
  }
}

function holds(scope: Scope, element: unknown, criteria: Evaluate): boolean {
  const value = inScope(scope, element, criteria)
  if (typeof value !== 'boolean') throw evaluationError('SELECTION_NOT_BOOLEAN')
  return value
}

/** `.?[criteria]`, `.^[criteria]`, `.$[criteria]` (spring: Selection). */
export function select(scope: Scope, target: unknown, pick: SelectionKind, criteria: Evaluate): unknown {
  if (isMap(target)) return selectEntries(scope, mapEntries(target), pick, criteria)
  const items = target instanceof JavaArray ? target.items : collectionItems(target)
  if (items === undefined) throw evaluationError('INVALID_TYPE_FOR_SELECTION', [classOf(target)])
  work(items.length)
  const chosen: unknown[] = []
  for (const item of items) {
    if (!holds(scope, item ?? null, criteria)) continue
    if (pick === 'first') return item ?? null
    chosen.push(item ?? null)
  }
  if (pick === 'first') return null
  if (pick === 'last') return chosen.at(-1) ?? null
  return target instanceof JavaArray ? new JavaArray(boxed(target.component), chosen) : chosen
}

function selectEntries(scope: Scope, entries: readonly MapEntry[], pick: SelectionKind, criteria: Evaluate): unknown {
  work(entries.length)
  const chosen: MapEntry[] = []
  for (const entry of entries) {
    if (!holds(scope, entry, criteria)) continue
    chosen.push(entry)
    if (pick === 'first') break
  }
  if (pick !== 'all' && chosen.length === 0) return null
  const result = pick === 'last' ? chosen.slice(-1) : chosen
  return new JavaMap(
    'java.util.HashMap',
    result.map(({ key, value }) => [key, value] as const),
  )
}

/** `.![item]` (spring: Projection): a list of what `item` makes of each element; of an array, an array. */
export function project(scope: Scope, target: unknown, item: Evaluate): unknown {
  const items = isMap(target)
    ? mapEntries(target)
    : target instanceof JavaArray
      ? target.items
      : collectionItems(target)
  if (items === undefined) throw evaluationError('PROJECTION_NOT_SUPPORTED', [classOf(target)])
  work(items.length)
  const result = items.map((element) => inScope(scope, element ?? null, item) ?? null)
  return target instanceof JavaArray ? new JavaArray(commonType(result), result) : result
}

function commonType(values: readonly unknown[]): string {
  const types = new Set(values.filter((value) => value !== null).map(classOf))
  return types.size === 1 ? ([...types][0] as string) : 'java.lang.Object'
}
