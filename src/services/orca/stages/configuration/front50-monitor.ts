import { defineTask } from '../../stage.ts'
import { json, number, text } from '../../values.ts'
import { running, seconds, succeeded } from '../results.ts'

/**
 * Waits until Front50 shows what was saved, where `tasks.monitor-front50-task.success-threshold` asks for it: several
 * Front50s over an object store learn of a change one after the other (orca: MonitorFront50Task).
 */
export const monitorFront50 = defineTask<'front50' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.MonitorFront50Task',
  needs: ['front50', 'settings'],
  backoffMs: seconds(5),
  timeoutMs: seconds(90),
  async run({ context, stage }, { front50, settings }) {
    const { 'success-threshold': threshold, 'grace-period-ms': grace } = settings.tasks['monitor-front50-task']
    const pipelineId = text(context['pipeline.id'])
    const deliveryConfigId = text(json(context.deliveryConfig).id)
    if (threshold === 0 || (pipelineId === undefined && deliveryConfigId === undefined)) return succeeded()
    const since = (stage.startTime ?? 0) - grace
    for (let time = 0; time < threshold; time += 1) {
      const shown =
        pipelineId === undefined
          ? await front50.findDeliveryConfig(deliveryConfigId!)
          : await front50.findConfig('pipelines', pipelineId)
      const changed = number(shown?.updateTs) ?? number(shown?.lastModified)
      if (changed === undefined || changed < since) return running()
    }
    return succeeded()
  },
})
