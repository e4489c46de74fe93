import { z } from 'zod'
import { defineTask, type StageDefinition, type StageView } from '../stage.ts'
import { isTrue, number } from '../values.ts'
import { exception, running, seconds, succeeded } from './results.ts'

function waitMs({ context }: StageView): number {
  const { waitTime } = context
  const parsed = number(waitTime)
  if (parsed !== undefined) return seconds(Math.trunc(parsed))
  if (waitTime === undefined || waitTime === null || waitTime === '') return 0
  throw exception(
    'IllegalArgumentException',
    `\`waitTime\` is ${JSON.stringify(waitTime)}, and must be a number of seconds.`,
  )
}

/** Waits `waitTime` seconds from the stage's start, or until someone skips the rest (orca: WaitTask). */
export const waitTask = defineTask<'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitTask',
  needs: ['clock'],
  backoffMs: (stage, elapsedMs) =>
    isTrue(stage.context['skipRemainingWait']) ? 0 : Math.max(0, waitMs(stage) - elapsedMs),
  run(stage, { clock }) {
    const { startTime } = stage.stage
    const ms = waitMs(stage)
    if (isTrue(stage.context['skipRemainingWait']) || startTime === undefined) return succeeded()
    return clock.now() >= startTime + ms ? succeeded() : running()
  },
})

export const wait: StageDefinition = {
  type: 'wait',
  label: 'Wait',
  schema: z.looseObject({
    waitTime: z.union([z.number(), z.string()]).describe('Seconds to wait.').nullish(),
    skipRemainingWait: z.union([z.boolean(), z.string()]).nullish(),
    skipWaitText: z.unknown().describe('Asked before the rest of the wait is skipped.').optional(),
  }),
  tasks: () => [{ name: 'wait', task: waitTask }],
}
