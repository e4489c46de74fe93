import { GennakerError, problem } from '../../../platform/errors/index.ts'
import type { Roll } from '../driver/index.ts'
import { able } from './ability.ts'
import type { SpotContext } from './operation.ts'

export const isActive = ({ status }: Roll) => /^(starting|in_progress|stopping)$/i.test(status)
export const isFailed = ({ status }: Roll) => status.toLowerCase() === 'failed'

/** What can be done about a roll that stands in the way. */
export function adviceOn(roll: Roll, name: string): string {
  return isActive(roll)
    ? `Roll ${roll.id} of ${name} is ${roll.status.toLowerCase()}: wait for its end, or stop it (stopRoll)`
    : `Roll ${roll.id} of ${name} has failed and blocks the group: detach its new or its old instances (rollAction with DETACH_NEW or DETACH_OLD), or stop it (stopRoll), then try again`
}

/** Stops a roll. Spot refuses to stop one that is stopped, also where only its first answer was lost: that one is done. */
export async function stop(groupId: string, roll: Roll, context: SpotContext): Promise<void> {
  const stopRoll = able(context, 'stopRoll', 'have a roll stopped')
  await stopRoll(groupId, roll.id).catch(async (error: unknown) => {
    if (!(error instanceof GennakerError) || error.code !== 'invalid') throw error
    const rolls = await context.account.driver.rolls(groupId).catch(() => [])
    const now = rolls.find(({ id }) => id === roll.id)
    if (now === undefined || !/^(stopping|stopped)$/i.test(now.status)) throw error
  })
}

/**
 * Spot refuses changes of a group while a roll is under way, and some after one has failed, without saying what to do.
 * Looks for such a roll after a refusal only, and adds the way out to Spot's words.
 */
export async function explainingRolls<T>(
  { account }: SpotContext,
  { id, name }: { readonly id: string; readonly name: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof GennakerError) || error.code !== 'invalid') throw error
    const rolls = await account.driver.rolls(id).catch(() => [])
    const blocking = rolls.find(isActive) ?? rolls.slice(0, 1).find(isFailed)
    if (blocking === undefined) throw error
    const { code, attributes, message } = error
    throw problem(code, `${message}. ${adviceOn(blocking, name)}.`, { attributes, cause: error })
  }
}
