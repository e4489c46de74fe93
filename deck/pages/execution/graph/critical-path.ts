import { keyOf } from '../../../data/execution.ts'
import type { Stage } from '../../../data/shapes.ts'

/**
 * The stages that made an execution take as long as it did (or has, at `now`): from the one that ended last back through
 * whichever of those that each waited for ended last. Keys of stages, the first one first.
 */
export const criticalPath = (drawn: readonly Stage[], now: number): string[] => {
  const byKey = new Map(drawn.map((stage) => [keyOf(stage), stage]))
  const endOf = (stage: Stage): number => stage.endTime ?? (stage.startTime === undefined ? 0 : now)
  const latest = (stages: readonly Stage[]): Stage | undefined =>
    stages.reduce<Stage | undefined>((last, each) => (last && endOf(last) >= endOf(each) ? last : each), undefined)
  const path: string[] = []
  let at = latest(drawn.filter(({ startTime }) => startTime !== undefined))
  while (at && !path.includes(keyOf(at))) {
    path.unshift(keyOf(at))
    at = latest(
      (at.requisiteStageRefIds ?? []).flatMap((ref) => byKey.get(ref) ?? []).filter((each) => endOf(each) > 0),
    )
  }
  return path
}
