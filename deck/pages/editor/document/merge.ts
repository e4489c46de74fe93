import { type Conflict, type Decide, type MergeLists, mergeObjects, mergeValues } from '../../../ui/diff/merge.ts'
import { nextRefId } from './edits.ts'
import { byIdentity, isSet } from './identity.ts'
import {
  type Json,
  nameOf,
  type Pipeline,
  refOf,
  requisitesOf,
  SERVER_FIELDS,
  stagesOf,
  typeOf,
  withFields,
} from './pipeline.ts'

export type Side = 'mine' | 'theirs'

export interface Merge {
  readonly merged: Pipeline
  readonly conflicts: readonly Conflict[]
}

/**
 * What two changed versions of a pipeline become together. Stages, parameters, triggers and the like are matched by what
 * they are, not by where they stand. Conflicts are decided by `choices`, and until then as mine.
 */
export const mergePipelines = (
  base: Pipeline,
  mine: Pipeline,
  theirs: Pipeline,
  choices: Readonly<Record<string, Side>> = {},
): Merge => {
  const conflicts: Conflict[] = []
  const own = renumbered(base, mine, theirs)
  const decide: Decide = (path, words, b, m, t) => {
    const conflict = { key: path.join('/'), path: words, base: b, mine: m, theirs: t }
    conflicts.push(conflict)
    return choices[conflict.key] === 'theirs' ? t : m
  }
  const strip = (pipeline: Pipeline) =>
    withFields(pipeline, Object.fromEntries(SERVER_FIELDS.map((key) => [key, undefined])))
  const content = mergeObjects(strip(base), strip(own), strip(theirs), [], [], decide, mergeLists)
  // Where the pipeline stands and which state was saved last is what the server says.
  const owned = SERVER_FIELDS.filter((key) => Object.hasOwn(theirs, key)).map((key) => [key, theirs[key]])
  const merged = Object.fromEntries(
    [...new Set([...Object.keys(own), ...Object.keys(theirs)])].flatMap((key) =>
      Object.hasOwn(content, key) ? [[key, content[key]]] : owned.filter(([name]) => name === key),
    ),
  )
  return { merged, conflicts }
}

/** Lists whose elements are the same ones by what they say of themselves, or whose order says nothing. */
const mergeLists: MergeLists = (base, mine, theirs, path, words, decide) => {
  const list = path.at(-1) ?? ''
  if (isSet(list)) return mergeSets(base, mine, theirs)
  const [b, m, t] = [base, mine, theirs].map((each) => byIdentity(list, each))
  return b && m && t ? mergeByIdentity(b, m, t, path, words, decide) : undefined
}

const mergeSets = (
  base: readonly unknown[],
  mine: readonly unknown[],
  theirs: readonly unknown[],
): readonly unknown[] =>
  [...new Set([...mine, ...theirs])].filter(
    (each) => (mine.includes(each) && theirs.includes(each)) || !base.includes(each),
  )

const NAMES: Readonly<Record<string, string>> = {
  stages: 'Stage',
  parameterConfig: 'Parameter',
  triggers: 'Trigger',
  notifications: 'Notification',
  expectedArtifacts: 'Artifact',
  tags: 'Tag',
  variables: 'Variable',
}

const mergeByIdentity = (
  base: ReadonlyMap<string, Json>,
  mine: ReadonlyMap<string, Json>,
  theirs: ReadonlyMap<string, Json>,
  path: readonly string[],
  words: readonly string[],
  decide: Decide,
): unknown[] => {
  const list = path.at(-1) ?? ''
  const values = new Map<string, unknown>()
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const [b, m, t] = [base.get(key), mine.get(key), theirs.get(key)]
    const name = `${NAMES[list] ?? list} “${nameOf(m ?? t ?? {}) || key}”`
    const value = mergeValues(b, m, t, [...path, key], [...words.slice(0, -1), name], decide, mergeLists)
    if (value !== undefined) values.set(key, value)
  }
  const moved =
    [...base.keys()].filter((key) => mine.has(key)).join('\n') !==
    [...mine.keys()].filter((key) => base.has(key)).join('\n')
  const order = moved ? weave([...mine.keys()], [...theirs.keys()]) : weave([...theirs.keys()], [...mine.keys()])
  return order.flatMap((key) => (values.has(key) ? [values.get(key)] : []))
}

/** The first order, with what only the second has behind what it follows there. */
const weave = (first: readonly string[], second: readonly string[]): string[] => {
  const order = [...first]
  for (const [position, key] of second.entries()) {
    if (order.includes(key)) continue
    const before = second[position - 1]
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key)
  }
  return order
}

/**
 * Mine with numbers for its new stages that do not say something else in theirs: both sides count on from the same
 * highest number. New stages of the same type and name are taken to be the same one.
 */
const renumbered = (base: Pipeline, mine: Pipeline, theirs: Pipeline): Pipeline => {
  const known = new Set(stagesOf(base).map(refOf))
  const added = (pipeline: Pipeline) => stagesOf(pipeline).filter((stage) => !known.has(refOf(stage)))
  const free = [...added(theirs)]
  const taken = new Set([...stagesOf(theirs), ...stagesOf(mine)].map(refOf))
  const numbers = new Map<string, string>()
  for (const stage of added(mine)) {
    const same = free.findIndex((other) => typeOf(other) === typeOf(stage) && nameOf(other) === nameOf(stage))
    if (same >= 0) numbers.set(refOf(stage), refOf(free.splice(same, 1)[0] ?? stage))
    else if (added(theirs).some((other) => refOf(other) === refOf(stage))) {
      const next = nextRefId({ stages: [...taken].map((refId) => ({ refId })) })
      taken.add(next)
      numbers.set(refOf(stage), next)
    }
  }
  if (numbers.size === 0) return mine
  const moved = (ref: string) => numbers.get(ref) ?? ref
  const stages = stagesOf(mine).map((stage) =>
    withFields(stage, {
      refId: moved(refOf(stage)),
      ...(Object.hasOwn(stage, 'requisiteStageRefIds') && { requisiteStageRefIds: requisitesOf(stage).map(moved) }),
    }),
  )
  return { ...mine, stages }
}
