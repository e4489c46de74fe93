import type { AgentStatus } from '../inventory/index.ts'

export interface UnreadAccount {
  readonly account: string
  /** Milliseconds; absent when it was never read. */
  readonly since?: number
  readonly message: string
}

/**
 * Accounts that cannot be read, so that what is shown of them is old or nothing: each once, by its oldest reading. One
 * failure among readings that work is none of them. `shown`: those that the list is about; of one that was never read nobody
 * knows whether it would be.
 */
export function unreadAccounts(statuses: readonly AgentStatus[], shown: ReadonlySet<string>): readonly UnreadAccount[] {
  const unread = new Map<string, UnreadAccount>()
  for (const { account, error, intervalMs, lastStart = 0, lastSuccess } of statuses) {
    if (error === undefined) continue
    if (lastSuccess !== undefined && (!shown.has(account) || lastStart - lastSuccess < 2 * intervalMs)) continue
    const known = unread.get(account)
    if (known !== undefined && (known.since ?? 0) <= (lastSuccess ?? 0)) continue
    unread.set(account, { account, ...(lastSuccess === undefined ? {} : { since: lastSuccess }), message: error })
  }
  return [...unread.values()]
}
