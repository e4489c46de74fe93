import type { CachingAgent, ServerGroup } from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'
import { type Group, isGone } from '../client/index.ts'
import { regionOf, serverGroupOf } from '../model/index.ts'

const activeRoll = /^(starting|in_progress|stopping)$/i

/**
 * Reads an account's groups: one list call, then three calls a group (health, status, suspensions), and its rolls while
 * one is under way. A group that can't be read keeps its last entry; it never costs the others theirs.
 */
export function serverGroupAgent(account: SpotAccount): CachingAgent {
  const { client } = account
  /** Names of groups with a roll under way. */
  const rolling = new Set<string>()

  async function read(group: Group, withRolls: boolean): Promise<ServerGroup | undefined> {
    const [healthiness, statuses, suspensions, rolls] = await Promise.all([
      client.healthiness(group.id),
      client.status(group.id),
      client.suspensions(group.id),
      withRolls ? client.rolls(group.id) : [],
    ])
    if (rolls.some(({ status }) => activeRoll.test(status))) rolling.add(group.name)
    // Its end is read once more, so that who watches sees it.
    else if (withRolls) rolling.delete(group.name)
    return serverGroupOf(account.name, { group, healthiness, statuses, suspensions, rolls })
  }

  const shown = (group: Group) => account.shows(group.name, regionOf(group))

  return {
    name: `${account.name}/SpotServerGroupCachingAgent`,
    intervalMs: account.pollIntervalMs,
    async load() {
      const groups = (await client.listGroups()).filter(shown)
      const keep: string[] = []
      const readings = await Promise.all(
        groups.map((group) =>
          read(group, rolling.has(group.name)).catch((error: unknown) => {
            if (!isGone(error)) keep.push(group.name)
            return undefined
          }),
        ),
      )
      return { resources: { serverGroups: readings.filter((each) => each !== undefined) }, keep }
    },
    async refresh(targets) {
      const serverGroups: ServerGroup[] = []
      const gone: string[] = []
      await Promise.all(
        targets.map(async ({ name, region }) => {
          const groups = (await client.listGroups({ name })).filter(
            (group) => shown(group) && (region === undefined || regionOf(group) === region),
          )
          const found = await Promise.all(
            groups.map((group) =>
              read(group, true).catch((error: unknown) => {
                if (isGone(error)) return undefined
                throw error
              }),
            ),
          )
          const there = found.filter((each) => each !== undefined)
          serverGroups.push(...there)
          if (there.length === 0) gone.push(name)
        }),
      )
      return { serverGroups, gone }
    },
  }
}
