import { z } from 'zod'
import { defineTask, type StageDefinition } from '../stage.ts'
import { number } from '../values.ts'
import { running, seconds, succeeded } from './results.ts'

const task = defineTask<'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitUntilTask',
  needs: ['clock'],
  // Nobody knows here what time it is: the first run says when the wait began, and the rest follows from how long it has been.
  backoffMs({ context, stage }, elapsedMs) {
    const [moment, start] = [
      number(context.epochMillis),
      stage.tasks.find(({ name }) => name === 'waitUntil')?.startTime,
    ]
    if (moment === undefined || start === undefined || context.startTime === undefined) return seconds(1)
    return Math.max(0, moment - start - elapsedMs)
  },
  run({ context }, { clock }) {
    const moment = number(context.epochMillis)
    if (moment === undefined) return succeeded()
    if (context.startTime === undefined) return running({ startTime: new Date(clock.now()).toISOString() })
    return clock.now() >= moment ? succeeded() : running()
  },
})

/** Waits until a moment (orca: WaitUntilStage). */
export const waitUntil: StageDefinition = {
  type: 'waitUntil',
  label: 'Wait Until',
  schema: z.looseObject({
    epochMillis: z.union([z.number(), z.string()]).describe('The moment, in milliseconds since 1970.').nullish(),
  }),
  tasks: () => [{ name: 'waitUntil', task }],
  restart({ startTime: _, ...context }) {
    return context
  },
}
