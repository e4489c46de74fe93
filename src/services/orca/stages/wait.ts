import { z } from 'zod'
import { defineTask, type StageDefinition, type StageView } from '../stage.ts'
import { running, seconds, succeeded } from './results.ts'
import { isTrue, number } from './values.ts'

const waitMs = (stage: StageView) => seconds(number(stage.context['waitTime']) ?? 0)

/** Waits `waitTime` seconds from the stage's start, or until someone skips the rest (orca: WaitTask). */
export const waitTask = defineTask<'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitTask',
  needs: ['clock'],
  backoffMs: (stage, elapsedMs) =>
    isTrue(stage.context['skipRemainingWait']) ? 0 : Math.max(0, waitMs(stage) - elapsedMs),
  run(stage, { clock }) {
    const { startTime } = stage.stage
    if (isTrue(stage.context['skipRemainingWait']) || startTime === undefined) return succeeded()
    return clock.now() >= startTime + waitMs(stage) ? succeeded() : running()
  },
})

export const wait: StageDefinition = {
  type: 'wait',
  label: 'Wait',
  schema: z.looseObject({
    waitTime: z.coerce.number().describe('Seconds to wait.').optional(),
    skipRemainingWait: z.coerce.boolean().optional(),
    skipWaitText: z.string().nullable().optional(),
  }),
  tasks: () => [{ name: 'wait', task: waitTask }],
}
