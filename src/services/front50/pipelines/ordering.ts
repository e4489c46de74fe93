import type { Pipeline } from './pipeline.ts'

/**
 * The order in which an application's configs are shown: those with an index by it, the others after them, equals by
 * name ignoring case. The answer carries indexes from 0 without gaps; what is stored stays as it is
 * (front50: PipelineController.listByApplication).
 */
export function inDisplayOrder(pipelines: readonly Pipeline[]): Pipeline[] {
  return [...pipelines].sort(compare).map((pipeline, index) => ({ ...pipeline, index }))
}

function compare(a: Pipeline, b: Pipeline): number {
  const [left, right] = [indexOf(a), indexOf(b)]
  if (left !== right) return left < right ? -1 : 1
  const [leftName, rightName] = [a.name.toLowerCase(), b.name.toLowerCase()]
  return leftName < rightName ? -1 : leftName > rightName ? 1 : 0
}

function indexOf({ index }: Pipeline): number {
  return index === null || index === undefined ? Number.POSITIVE_INFINITY : Number(index)
}
