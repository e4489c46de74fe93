import type { Json } from '../model.ts'
import type { StageView } from '../stage.ts'
import { minutes } from '../stages/results.ts'
import { isTrue, list, number } from '../values.ts'
import type { SourceGroup } from './deploy.ts'

/** What the strategies that move traffic bit by bit have in common. */

/** The new group begins empty and is grown later; what was asked for is kept as `savedCapacity`. */
export function startEmpty(settings: Json): Json {
  const { capacity, savedCapacity, ...rest } = settings
  return {
    ...rest,
    ...(isTrue(settings.useSourceCapacity) ? { useSourceCapacity: false } : {}),
    savedCapacity: savedCapacity ?? capacity,
    capacity: { min: 0, max: 0, desired: 0 },
  }
}

/** Steps in percent; the last one is always 100. */
export function percentages(given: unknown): number[] {
  const steps = list(given).flatMap((each) => number(each) ?? [])
  return steps.at(-1) === 100 ? steps : [...steps, 100]
}

/** Keeps the autoscaler from shrinking the source while it bears traffic. */
export const pinned = (source: SourceGroup): Json => ({
  serverGroupName: source.serverGroupName,
  action: 'scale_to_server_group',
  source,
  useNameAsLabel: true,
  pinMinimumCapacity: true,
})

/** Gives the source the minimum back that it had before it was pinned. */
export const unpinned = (source: SourceGroup): Json => ({
  ...pinned(source),
  pinMinimumCapacity: false,
  unpinMinimumCapacity: true,
})

/**
 * The same when the deploy of `stage` failed: with a limit of its own, for its time may be up, and with the capacity that
 * the source had before it was pinned, which the engine shows to stages of the chain that broke, not to this one.
 */
export function unpinnedAfterFailure({ stage, execution }: StageView, source: SourceGroup): Json {
  const key = `originalCapacity.${source.serverGroupName}`
  const pin = execution.stages.find(
    ({ parentStageId, outputs }) => parentStageId === stage.id && outputs[key] !== undefined,
  )
  const original = pin === undefined ? {} : { [key]: pin.outputs[key] }
  return { ...unpinned(source), ...original, stageTimeoutMs: minutes(20) }
}
