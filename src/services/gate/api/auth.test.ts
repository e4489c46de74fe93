import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

const accounts = [
  { name: 'shared', permissions: {}, requiredGroupMembership: [] },
  { name: 'guarded', permissions: { READ: [], WRITE: ['ops'] } },
  { name: 'readable', permissions: { READ: ['devs'] } },
  { name: 'legacy', requiredGroupMembership: ['ops'] },
  { name: 'alone', permissions: { READ: [], WRITE: [] } },
]

describe('who asks', () => {
  let gate: GateUnderTest
  beforeEach(async () => {
    gate = await startGate()
    gate.clouddriver.play = ({ path }) => (path === '/credentials' ? { body: accounts } : undefined)
  })
  afterEach(() => gate.stop())

  const allowed = async (path = '/auth/user', headers = {}) =>
    (await gate.ask('GET', path, undefined, headers)).body.allowedAccounts

  it('may use the accounts that name nobody who may', async () => {
    expect(await allowed()).toEqual(['alone', 'shared'])
    expect(await allowed('/auth/rawUser')).toEqual(['alone', 'shared'])
    expect((await gate.ask('GET', '/v1/bootstrap')).body.user.allowedAccounts).toEqual(['alone', 'shared'])
  })

  it('may use those that a proxy says, where it says any', async () => {
    expect(await allowed('/auth/user', { 'x-spinnaker-accounts': 'guarded' })).toEqual(['guarded'])
  })

  it('is told while Clouddriver is away too, with the accounts that were known last', async () => {
    gate.clouddriver.play = () => ({ status: 503, body: { message: 'away' } })
    expect(await gate.ask('GET', '/auth/user')).toMatchObject({
      status: 200,
      body: { username: 'anonymous', allowedAccounts: [] },
    })
    gate.clouddriver.play = () => ({ body: accounts })
    await allowed()
    gate.clouddriver.play = () => ({ status: 503, body: { message: 'away' } })
    expect(await allowed()).toEqual(['alone', 'shared'])
  })
})
