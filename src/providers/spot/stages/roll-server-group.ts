import type { Json } from '../../../services/orca/model.ts'
import {
  deployedGroups,
  determineHealthProviders,
  forceCacheRefresh,
  hours,
  imageFromEarlierStages,
  json,
  minutes,
  monitorOperation,
  mutate,
  number,
  objects,
  present,
  readNow,
  requireAccount,
  running,
  seconds,
  succeeded,
  targetStage,
  terminal,
  text,
  waitForUpInstances,
} from '../../../services/orca/parts.ts'
import { type Capabilities, defineTask, type StageDefinition, type StageView } from '../../../services/orca/stage.ts'
import { stopRollOf } from './stop-roll.ts'

type Clouddriver = Capabilities['clouddriver']

const start = mutate({
  operation: 'rollServerGroup',
  taskClass: 'RollServerGroupTask',
  describe: (stage, { location }) => {
    const { imageId, roll, stopFailedRoll } = stage.context
    return {
      description: present({
        imageId: text(imageId) ?? imageFromEarlierStages(stage, location.value).imageId,
        ...(stopFailedRoll === undefined ? {} : { roll: { ...json(roll), stopFailedRoll } }),
      }),
    }
  },
})

function rollIdOf(stage: StageView): string | undefined {
  const results = objects(stage.context['kato.tasks']).flatMap(({ resultObjects }) => objects(resultObjects))
  return results.map(({ rollId }) => text(rollId)).findLast((id) => id !== undefined)
}

/** A roll takes minutes, a batch of it at least as long as a machine boots. */
const betweenLooks = (_stage: StageView, elapsedMs: number) => {
  if (elapsedMs < seconds(10)) return seconds(1)
  if (elapsedMs < minutes(1)) return seconds(5)
  return elapsedMs < minutes(10) ? seconds(15) : seconds(30)
}

/** What is kept of a roll's instances at most: what UIs show, not what a group of thousands has. */
const mostShown = 400

/** Follows the roll until it has ended, or has gone as far as the stage waits for. */
const monitorRoll = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.MonitorRollTask',
  needs: ['clouddriver'],
  backoffMs: betweenLooks,
  timeoutMs: ({ context }) => {
    const limit = number(context.timeoutMinutes)
    return limit === undefined ? hours(4) : minutes(limit)
  },
  timeoutOverridable: true,
  onTimeout: (stage) =>
    terminal(
      `Roll ${rollIdOf(stage)} of ${deployedGroups(stage)[0]?.name} took longer than the stage may wait (\`timeoutMinutes\` or \`stageTimeoutMs\`), at ${json(stage.context.rollStatus).progress ?? 0} %; it is stopped.`,
    ),
  async run(stage, { clouddriver }) {
    const id = rollIdOf(stage)
    const [reference] = deployedGroups(stage)
    if (id === undefined || reference === undefined) return terminal('The cloud did not say which roll it started')
    const roll = await readRoll(stage, clouddriver, { ...reference, id })
    if (roll === 'gone') return terminal(`Server group ${reference.name} is gone; its roll ${id} ended with it`)
    if (roll === undefined) return running()
    const rollStatus = statusOf(id, roll)
    const context = { rollStatus }
    const words = `Roll ${id} of ${reference.name}`
    const state = String(rollStatus.status ?? '').toLowerCase()
    const progress = number(rollStatus.progress) ?? 0
    if (state === 'finished') return succeeded(context)
    if (state === 'failed') return terminal(`${words} ${failureOf(stage, rollStatus)}`, context)
    if (state === 'stopped')
      return stage.execution.canceled
        ? { status: 'CANCELED', context }
        : terminal(`${words} was stopped at ${progress} %`, context)
    const isFarEnough = state === 'in_progress' && progress >= (number(stage.context.waitForPercentage) ?? 100)
    return isFarEnough ? succeeded(context) : running(context)
  },
})

/** The roll as the cloud has it now: from its own route, which asks least of the cloud, else from its group. */
async function readRoll(
  stage: StageView,
  clouddriver: Clouddriver,
  { region, name, id }: { readonly region: string; readonly name: string; readonly id: string },
): Promise<Json | 'gone' | undefined> {
  const account = requireAccount(stage.context)
  const own = await clouddriver.roll({ provider: 'spot', account, region, name, id })
  if (own !== undefined) return own
  const group = await readNow(stage, clouddriver, { region, name })
  return group === undefined ? 'gone' : objects(group.rolls).find((each) => text(each.id) === id)
}

/** How far the roll is, as the stage shows it: `rollStatus`, with the old (blue) and new (green) instances where they are known. */
function statusOf(id: string, roll: Json): Json {
  const details = { ...json(roll.details), ...roll }
  const batches = objects(details.instances)
  const colour = (name: 'blue' | 'green') => batches.flatMap((batch) => objects(batch[name])).slice(0, mostShown)
  return present({
    id,
    status: text(roll.status)?.toLowerCase(),
    progress: number(json(roll.progress).value) ?? number(roll.progress) ?? 0,
    currentBatch: number(roll.currentBatch),
    numOfBatches: number(roll.numOfBatches) ?? number(details.numberOfBatches),
    createdAt: roll.createdAt,
    updatedAt: roll.updatedAt,
    ...(batches.length === 0 ? {} : { instances: { blue: colour('blue'), green: colour('green') } }),
  })
}

function failureOf({ context }: StageView, { progress, currentBatch, numOfBatches }: Json): string {
  const where = numOfBatches === undefined ? `at ${progress} %` : `in batch ${currentBatch} of ${numOfBatches}`
  const failed = `failed ${where}: too few of its new instances became healthy.`
  const action = onFailureOf(context)
  return action === undefined
    ? `${failed} Its instances are left as they are, and the group takes no other roll, until it is stopped (stage \`stopRoll\`, or \`stopFailedRoll\` in the next roll) or one side is detached (stage \`rollAction\`).`
    : `${failed} The ${action === 'DETACH_OLD' ? 'old' : 'new'} instances of the batch are detached (\`onFailure\`).`
}

function onFailureOf({ roll }: Json): string | undefined {
  const { onFailure } = json(roll)
  return text(onFailure) ?? text(json(onFailure).actionType)
}

/** A roll that goes on without its stage would replace instances that nobody watches. */
function mustBeStopped({ context }: StageView): boolean {
  const state = text(json(context.rollStatus).status)
  // One that failed waits for a person, unless it has cleared up after itself: then nothing is left to look at.
  if (state === 'failed') return onFailureOf(context) !== undefined
  return state !== 'finished' && state !== 'stopped'
}

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
    if (mustBeStopped(stage)) await stopRollOf(stage, clouddriver)
  },
})
