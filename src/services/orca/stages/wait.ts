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

/** When the task that runs began. */
export const taskStart = ({ stage }: StageView): number | undefined =>
  stage.tasks.find(({ status }) => status === 'RUNNING')?.startTime

/**
 * A task that ends `ms` milliseconds after `since`, or when someone skips the rest (orca: WaitTask).
 * @param since epoch milliseconds; without a time there is nothing to wait for
 */
export const waiting = (since: (stage: StageView) => number | undefined, ms: (stage: StageView) => number = waitMs) => {
  const left = (stage: StageView, now: number) => {
    const start = since(stage)
    if (isTrue(stage.context['skipRemainingWait']) || start === undefined) return 0
    return Math.max(0, start + ms(stage) - now)
  }
  return defineTask<'clock'>({
    implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitTask',
    needs: ['clock'],
    backoffMs: (stage, elapsedMs) => left(stage, (taskStart(stage) ?? since(stage) ?? 0) + elapsedMs),
    run: (stage, { clock }) => (left(stage, clock.now()) > 0 ? running() : succeeded()),
  })
}

/** Waits `waitTime` seconds from the stage's start. */
const waitTask = waiting(({ stage }) => stage.startTime)

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
