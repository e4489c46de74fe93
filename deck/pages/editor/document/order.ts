import { nameOf, type Pipeline, refOf, requisitesOf, stageOf, stagesOf } from './pipeline.ts'

/** The stages that follow a stage, directly or through others. */
export const followersOf = (pipeline: Pipeline, refId: string): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (from: string) => {
    for (const stage of stagesOf(pipeline)) {
      const ref = refOf(stage)
      if (found.has(ref) || !requisitesOf(stage).includes(from)) continue
      found.add(ref)
      visit(ref)
    }
  }
  visit(refId)
  return found
}

/** On which other stages a stage can't depend, as they wait for it. */
export const circularFor = (pipeline: Pipeline, refId: string): ReadonlySet<string> =>
  new Set([refId, ...followersOf(pipeline, refId)])

/** The stages of a circle of dependencies, in their order; undefined where there is none. */
export const circleIn = (pipeline: Pipeline): readonly string[] | undefined => {
  const done = new Set<string>()
  const walk = (ref: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(ref)
    if (at >= 0) return path.slice(at)
    if (done.has(ref)) return undefined
    for (const before of requisitesOf(stageOf(pipeline, ref) ?? {})) {
      const circle = walk(before, [...path, ref])
      if (circle) return circle
    }
    done.add(ref)
    return undefined
  }
  for (const stage of stagesOf(pipeline)) {
    const circle = walk(refOf(stage), [])
    if (circle) return circle.toReversed()
  }
  return undefined
}

export const circleWords = (pipeline: Pipeline, circle: readonly string[]): string =>
  [...circle, circle[0] ?? ''].map((ref) => `“${nameOf(stageOf(pipeline, ref) ?? { refId: ref })}”`).join(' → ')
