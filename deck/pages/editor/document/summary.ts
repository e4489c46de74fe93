import { isSame } from '../../../ui/diff/merge-patch.ts'
import { byIdentity } from './identity.ts'
import { contentOf, isObject, type Json, nameOf, type Pipeline, textOf } from './pipeline.ts'

export interface Difference {
  readonly kind: string
  readonly how: 'added' | 'removed' | 'changed' | 'reordered'
  readonly name: string
  /** Of what changed, which fields. */
  readonly fields: readonly string[]
}

const LISTS: readonly (readonly [list: string, one: string])[] = [
  ['stages', 'stage'],
  ['parameterConfig', 'parameter'],
  ['triggers', 'trigger'],
  ['notifications', 'notification'],
  ['expectedArtifacts', 'artifact'],
]

/** What differs between two versions of a pipeline, in the words of who writes pipelines. */
export const differencesOf = (before: Pipeline, after: Pipeline): readonly Difference[] => {
  const lists = LISTS.map(([list]) => list)
  const settings = changedFields(contentOf(before), contentOf(after)).filter((key) => !lists.includes(key))
  return [
    ...LISTS.flatMap(([list, kind]) => listDifferences(kind, list, before[list], after[list])),
    ...settings.map(
      (name): Difference => ({ kind: 'setting', how: howOf(before[name], after[name]), name, fields: [] }),
    ),
  ]
}

/** `2 stages changed, 1 trigger added`. */
export const summaryOf = (differences: readonly Difference[]): string => {
  const counts = new Map<string, number>()
  for (const { kind, how } of differences) {
    const key = how === 'reordered' ? `${kind}s reordered` : `${kind} ${how}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const words = [...counts].map(([key, count]) => {
    if (key.endsWith('reordered')) return key
    const [kind, how] = key.split(' ')
    return `${count} ${kind}${count === 1 ? '' : 's'} ${how}`
  })
  return words.join(', ') || 'Nothing changed'
}

const howOf = (before: unknown, after: unknown) =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'

const changedFields = (before: Json, after: Json): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !isSame(before[key], after[key]))

const listDifferences = (kind: string, list: string, before: unknown, after: unknown): Difference[] => {
  if (isSame(before ?? [], after ?? [])) return []
  const [old, now] = [byIdentity(list, before ?? []), byIdentity(list, after ?? [])]
  if (!old || !now) return [{ kind, how: 'changed', name: list, fields: [] }]
  const found = [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Difference[] => {
    const [b, a] = [old.get(key), now.get(key)]
    if (isSame(b, a)) return []
    const fields = isObject(b) && isObject(a) ? changedFields(b, a) : []
    return [{ kind, how: howOf(b, a), name: titleOf(a ?? b ?? {}, key), fields }]
  })
  return found.length > 0 ? found : [{ kind, how: 'reordered', name: list, fields: [] }]
}

const titleOf = (element: Json, key: string): string =>
  textOf(element.name) || textOf(element.displayName) || (element.refId ? nameOf(element) : key)
