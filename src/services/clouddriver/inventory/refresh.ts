import type { Clock } from '../../../platform/clock.ts'
import type { RefreshTarget } from '../provider.ts'
import type { AccountAgent } from './agents.ts'
import type { InventorySync } from './sync.ts'

type Json = Readonly<Record<string, unknown>>

/** Ids that were read, by kind, e.g. `{serverGroups: ["app-v001"]}`. */
export type Refreshed = Readonly<Record<string, readonly string[]>>

/** Reads again, at once, what somebody knows or thinks to have changed. */
export interface Refresh {
  /** Server groups of an account, by every agent of it that can; returns those that are there now. */
  serverGroups(account: string, targets: readonly RefreshTarget[]): Promise<readonly string[]>
  /** Everything of an account. */
  account(account: string): Promise<void>
  /** What `data` names, by every agent of the provider that refreshes that type; agents pass over what is not theirs. */
  onDemand(provider: string, type: string, data: Json): Promise<Refreshed>
}

export function refreshWith(agents: readonly AccountAgent[], sync: InventorySync, clock: Clock): Refresh {
  const of = (account: string) => agents.filter((each) => each.account === account)
  return {
    async serverGroups(account, targets) {
      const asked = of(account).flatMap(({ agent }) => targets.map((target) => sync.refresh(agent, [target])))
      // One that can't be read keeps no other from being stored.
      await Promise.allSettled(asked)
      return [...new Set((await Promise.all(asked)).flat())]
    },
    async account(account) {
      await Promise.all(of(account).map(({ agent }) => sync.load(agent)))
    },
    async onDemand(provider, type, data) {
      const named = data['account'] ?? data['credentials']
      const asked = agents.filter(
        (each) => each.provider === provider && (named === undefined || each.account === named),
      )
      const found = await Promise.all(
        asked.map(async ({ agent }): Promise<Refreshed> => {
          const startedAt = clock.now()
          const reading = await agent.onDemand?.[type.toLowerCase()]?.(data)
          return reading === undefined ? {} : sync.takeIn(agent, startedAt, reading)
        }),
      )
      return merged(found)
    },
  }
}

function merged(readings: readonly Refreshed[]): Refreshed {
  const ids = new Map<string, Set<string>>()
  for (const [kind, names] of readings.flatMap((each) => Object.entries(each))) {
    ids.set(kind, new Set([...(ids.get(kind) ?? []), ...names]))
  }
  return Object.fromEntries([...ids].map(([kind, names]) => [kind, [...names]]))
}
