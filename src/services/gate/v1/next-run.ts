import { nextAfter, parseCron, withoutFuzz } from '../../../lib/cron/index.ts'
import type { PipelineDigest } from './pipeline-digest.ts'

/** When the first of a pipeline's schedules comes next on a clock of the zone, in epoch milliseconds; undefined where none does. */
export function nextRunOf({ disabled, triggers }: PipelineDigest, now: number, timeZone: string): number | undefined {
  if (disabled) return undefined
  const coming = triggers.flatMap(({ enabled, cronExpression, id = '', says }) => {
    // What has no words is none that could be read.
    if (!enabled || cronExpression === undefined || says === undefined) return []
    const cron = parseCron(withoutFuzz(cronExpression, id)?.expression ?? cronExpression)
    return nextAfter(cron, now, timeZone) ?? []
  })
  return coming.length === 0 ? undefined : Math.min(...coming)
}
