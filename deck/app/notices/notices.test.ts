import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { ExecutionLine, Home } from '../../data/home.ts'

let notices: typeof import('./notices.ts')

beforeAll(async () => {
  // What a browser keeps is read when the module is.
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
  vi.stubGlobal('window', { addEventListener: () => {} })
  notices = await import('./notices.ts')
})

const line = (id: string, more: Partial<ExecutionLine> = {}): ExecutionLine => ({
  id,
  application: 'shop',
  name: 'Release',
  status: 'TERMINAL',
  user: 'ada',
  stages: ['Deploy'],
  endTime: 10,
  ...more,
})

const home = (more: Partial<Home> = {}) =>
  ({ user: 'ada', waiting: [], failed: [], ...more }) as Pick<Home, 'user' | 'waiting' | 'failed'>

describe('what one is told', () => {
  it('is of judgements for whoever, of ends only for one’s own executions', () => {
    const waiting = [
      { id: 'w', application: 'shop', name: 'Release', stages: [{ id: 's', name: 'Sure?', startTime: 20 }] },
    ] as unknown as Home['waiting']
    const told = notices.noticesOf(home({ waiting, failed: [line('mine'), line('theirs', { user: 'eve' })] }), [], [])
    expect(told.map(({ title, detail }) => [title, detail])).toEqual([
      ['Release waits for a judgment', 'shop · Sure?'],
      ['Release failed', 'shop · Deploy'],
    ])
  })

  it('is also of what others started of a pipeline that one follows', () => {
    const theirs = line('theirs', { user: 'eve', status: 'SUCCEEDED' })
    const followed = [{ type: 'pipeline', application: 'shop', name: 'Release' }]
    expect(notices.noticesOf(home(), [], [theirs])).toEqual([])
    expect(notices.noticesOf(home(), followed, [theirs])).toMatchObject([{ title: 'Release succeeded' }])
  })

  it('is of each end once', () => {
    expect(notices.noticesOf(home({ failed: [line('a')] }), [], [line('a')])).toHaveLength(1)
  })

  it('begins when what ran runs no more', () => {
    expect(notices.goneOf([line('a'), line('b')], [line('b')]).map(({ id }) => id)).toEqual(['a'])
  })
})
