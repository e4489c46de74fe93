import { describe, expect, it } from 'vitest'
import type { AgentStatus } from '../inventory/index.ts'
import { unreadAccounts } from './unread-accounts.ts'

const minute = 60_000
const agent = (account: string, more: Partial<AgentStatus>): AgentStatus => ({
  agent: `${account}/agent`,
  account,
  provider: 'spot',
  intervalMs: minute,
  leased: true,
  lastStart: 100 * minute,
  lastSuccess: 100 * minute,
  ...more,
})
const shown = new Set(['prod', 'test'])

describe('accounts that cannot be read', () => {
  it('are those whose agents have failed for longer than a reading may, with the words of the cloud', () => {
    const failing = agent('prod', { error: 'Spot answered 500', lastSuccess: 97 * minute })
    expect(unreadAccounts([failing, agent('test', {})], shown)).toEqual([
      { account: 'prod', since: 97 * minute, message: 'Spot answered 500' },
    ])
  })

  it('are not those that failed once', () => {
    expect(unreadAccounts([agent('prod', { error: 'a blink', lastSuccess: 99 * minute })], shown)).toEqual([])
  })

  it('are told once, by the oldest reading, and those that the list is not about not at all', () => {
    const statuses = [
      agent('prod', { error: 'no images', lastSuccess: 97 * minute }),
      agent('prod', { error: 'no groups', lastSuccess: 90 * minute }),
      agent('elsewhere', { error: 'away', lastSuccess: 90 * minute }),
    ]
    expect(unreadAccounts(statuses, shown)).toEqual([{ account: 'prod', since: 90 * minute, message: 'no groups' }])
  })

  it('are told whatever the list is about when they were never read', () => {
    const { lastSuccess: _, ...never } = agent('elsewhere', { error: 'Not allowed' })
    expect(unreadAccounts([never], shown)).toEqual([{ account: 'elsewhere', message: 'Not allowed' }])
  })
})
