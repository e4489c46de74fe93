import { GennakerError } from '../../../platform/errors/index.ts'
import type { Standby } from '../driver/index.ts'
import type { SpotContext } from './operation.ts'

/** Launches that were under way come late. */
const mostRounds = 3

/** Moves every running instance into standby, those too that come up meanwhile; returns how many. */
export async function enterAll(
  groupId: string,
  standby: Standby,
  { account: { driver } }: SpotContext,
): Promise<number> {
  const moved = new Set<string>()
  for (let round = 0; round < mostRounds; round += 1) {
    const running = (await driver.running(groupId)).filter((id) => !moved.has(id))
    if (running.length === 0) break
    await moveThese(running, true, standby)
    for (const id of running) moved.add(id)
  }
  return moved.size
}

/**
 * Moves every instance out of standby; returns how many. Nobody says whether those in standby count as running: so all that
 * belong to the group are moved, and of those that do not run a refusal is taken for their end.
 */
export async function exitAll(
  groupId: string,
  standby: Standby,
  { account: { driver } }: SpotContext,
): Promise<number> {
  const running = await driver.running(groupId)
  const others = ((await driver.members?.(groupId)) ?? []).filter((id) => !running.includes(id))
  await moveThese(running, false, standby)
  await moveThese(others, false, standby, (error) => error instanceof GennakerError && error.code === 'invalid')
  return running.length + others.length
}

/** Moves just these instances. One that ended on the way is out of traffic as well; `passes`: what else is no failure. */
export async function moveThese(
  ids: readonly string[],
  enter: boolean,
  standby: Standby,
  passes: (error: unknown) => boolean = () => false,
): Promise<void> {
  await Promise.all(
    ids.map((id) =>
      standby.instance(id, enter).catch((error: unknown) => {
        if (!isNoInstance(error) && !passes(error)) throw error
      }),
    ),
  )
}

function isNoInstance(error: unknown): boolean {
  const codes = error instanceof GennakerError ? error.attributes.spotCodes : undefined
  return Array.isArray(codes) && codes.includes('INSTANCE_DOESNT_EXIST')
}
