import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, number, objects, text } from '../../values.ts'
import { hours, minutes, running, succeeded, terminal } from '../results.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { deployedGroups, pollBackoff, readNow } from './deployed-groups.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { accountOf, providerOf } from './location.ts'
import { mutate } from './mutation.ts'
import { targetStage } from './target-stage.ts'
import { waitForUpInstances } from './waits.ts'

const start = mutate({ operation: 'rollServerGroup', taskClass: 'RollServerGroupTask' })

function rollIdOf(stage: StageView): string | undefined {
  const results = objects(stage.context['kato.tasks']).flatMap(({ resultObjects }) => objects(resultObjects))
  return results.map(({ rollId }) => text(rollId)).findLast((id) => id !== undefined)
}

/** Follows the roll until it has ended, or has gone as far as the stage waits for. */
const monitorRoll = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.MonitorRollTask',
  needs: ['clouddriver'],
  backoffMs: pollBackoff,
  timeoutMs: ({ context }) =>
    number(context.timeoutMinutes) === undefined ? hours(4) : minutes(number(context.timeoutMinutes) ?? 0),
  timeoutOverridable: true,
  async run(stage, { clouddriver }) {
    const id = rollIdOf(stage)
    const [reference] = deployedGroups(stage)
    if (id === undefined || reference === undefined) return terminal('The cloud did not say which roll it started')
    const group = await readNow(stage, clouddriver, reference)
    if (group === undefined) return terminal(`Server group ${reference.name} is gone; its roll ${id} ended with it`)
    const roll = objects(group.rolls).find((each) => text(each.id) === id)
    if (roll === undefined) return running()
    const percent = number(json(roll.progress).value) ?? 0
    const context = { roll: { ...json(stage.context.roll), id, status: roll.status, progress: percent } }
    const state = text(roll.status)?.toLowerCase()
    if (
      state === 'finished' ||
      (state === 'in_progress' && percent >= (number(stage.context.waitForPercentage) ?? 100))
    )
      return succeeded(context)
    if (state === 'failed')
      return terminal(
        `Roll ${id} of ${reference.name} failed at ${percent} %: the new instances did not become healthy`,
        context,
      )
    if (state === 'stopped') return terminal(`Roll ${id} of ${reference.name} was stopped at ${percent} %`, context)
    return running(context)
  },
})

/** Replaces a group's instances inside the group, batch by batch (Spot's blue-green roll). */
export const rollServerGroup: StageDefinition = targetStage({
  type: 'rollServerGroup',
  label: 'Roll Server Group',
  tasks: () => [
    determineHealthProviders,
    start,
    { name: 'monitorServerGroup', task: monitorOperation() },
    { name: 'monitorRoll', task: monitorRoll },
    forceCacheRefresh,
    waitForUpInstances,
  ],
  async cancel(stage, { clouddriver }) {
    const [reference] = deployedGroups(stage)
    if (reference === undefined) return
    const description = {
      serverGroupName: reference.name,
      region: reference.region,
      credentials: accountOf(stage.context),
      rollId: rollIdOf(stage),
    }
    await requestOperations(stage, clouddriver, {
      provider: providerOf(stage.context),
      operations: [{ stopRoll: description }],
      round: 'stop',
    })
  },
})
