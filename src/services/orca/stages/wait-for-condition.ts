import { z } from 'zod'
import { defineTask, type StageDefinition } from '../stage.ts'
import { text } from '../values.ts'
import { exception, hours, running, seconds, succeeded } from './results.ts'

const task = defineTask<'settings' | 'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.conditions.EvaluateConditionTask',
  needs: ['settings', 'clock'],
  backoffMs: seconds(3),
  timeoutMs: hours(2),
  run({ context, stage }, { settings, clock }) {
    const {
      enabled,
      clusters,
      'skip-wait': skipWait,
      'active-conditions': active,
      'backoff-wait-ms': pause,
    } = settings.tasks['evaluate-condition']
    if (!enabled)
      throw exception(
        'UnsupportedOperationException',
        'Conditions are not evaluated here: set tasks.evaluate-condition.enabled in orca.yml',
      )
    const status = text(context.status)
    if (skipWait || status === 'SKIPPED') return succeeded({ status: 'SKIPPED' })
    const isSettling = status !== undefined && (stage.startTime ?? clock.now()) + pause > clock.now()
    if (isSettling) return running({ status: 'WAITING' })
    if (active.length === 0 || !clusters.includes(text(context.cluster) ?? '')) return succeeded({ status: 'SKIPPED' })
    const conditions = active.map((name) => ({ name, description: `Active condition applies to: ${name}` }))
    return { ...running({ status: 'WAITING' }), outputs: { conditions } }
  },
})

/** Holds the work on a cluster for as long as an operator's conditions apply to it (orca: WaitForConditionStage). */
export const waitForCondition: StageDefinition = {
  type: 'waitForCondition',
  label: 'Wait For Condition',
  schema: z.looseObject({
    status: z.string().describe('SKIPPED lets the stage go on.').nullish(),
    cluster: z.string().nullish(),
    region: z.string().nullish(),
    account: z.string().nullish(),
  }),
  tasks: () => [{ name: 'waitForCondition', task }],
}

/** Does nothing, and is skipped: a point where branches meet. */
export const noop: StageDefinition = { type: 'noop', label: 'No-op', schema: z.looseObject({}), tasks: () => [] }
