import { problem } from '../../../platform/errors/index.ts'
import { deployedGroups, json, objects, requestOperations, requireAccount, text } from '../../../services/orca/parts.ts'
import type { Capabilities, StageView } from '../../../services/orca/stage.ts'

/**
 * Stops the roll that the stage started, however far its start is.
 * @throws a retryable error as long as the roll is just being started or stopped: to be called again then
 */
export async function stopRollOf(stage: StageView, clouddriver: Capabilities['clouddriver']): Promise<void> {
  const [reference] = deployedGroups(stage)
  const operation = text(json(stage.context['kato.last.task.id']).id)
  if (reference === undefined || operation === undefined) return
  const { region, name } = reference
  const started = await clouddriver.task(operation)
  if (started?.status.completed === false)
    throw problem('unavailable', `The roll of ${name} is just being started: it can be stopped when that is done`)
  const results = started?.resultObjects ?? objects(stage.context['kato.tasks']).flatMap(resultsOf)
  const rollId = results.map((result) => text(result.rollId)).findLast((id) => id !== undefined)
  // Where the start failed there is no roll of ours, and another's is not ours to stop.
  if (rollId === undefined) return
  const description = { serverGroupName: name, region, credentials: requireAccount(stage.context), rollId }
  const kato = await requestOperations(stage, clouddriver, {
    provider: 'spot',
    operations: [{ stopRoll: description }],
    round: 'stop',
  })
  const stopped = await clouddriver.task(kato['kato.last.task.id'].id)
  if (stopped?.status.completed === false) throw problem('unavailable', `Roll ${rollId} of ${name} is being stopped`)
}

const resultsOf = ({ resultObjects }: Record<string, unknown>) => objects(resultObjects)
