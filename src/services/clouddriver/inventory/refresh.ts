import type { AccountAgent } from './agents.ts'
import type { InventorySync, Target } from './sync.ts'

/** Reads again, at once, what somebody knows or thinks to have changed. */
export interface Refresh {
  /** Server groups of an account, by every agent of it that can; returns those that are there now. */
  serverGroups(account: string, targets: readonly Target[]): Promise<readonly string[]>
  /** Everything of an account. */
  account(account: string): Promise<void>
}

export function refreshWith(agents: readonly AccountAgent[], sync: InventorySync): Refresh {
  const of = (account: string) => agents.filter((each) => each.account === account)
  return {
    async serverGroups(account, targets) {
      const found = await Promise.all(of(account).map(({ agent }) => sync.refresh(agent, targets)))
      return [...new Set(found.flat())]
    },
    async account(account) {
      await Promise.all(of(account).map(({ agent }) => sync.load(agent)))
    },
  }
}
