import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution } from '../model.ts'
import { anExecution, type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
  await orca.put(
    made('01ARZ3NDEKTSV4RRFFQ69G5FAV', 1, { user: 'ada', parameters: { image: 'ami-0007', count: 42 } }),
    made('01BX5ZZKBKACTAV9WEVGEMMVRZ', 2, { tag: 'v1.2.3', artifacts: [{ name: 'web', version: '9.9' }] }),
    made('01CZ0000000000000000000000', 3, { parameters: { image: 'ami-0007' } }, { name: 'Nightly' }),
  )
})
afterEach(() => orca.stop())

const made = (id: string, buildTime: number, trigger: object, more: Partial<Execution> = {}) =>
  anExecution({
    id,
    buildTime,
    name: 'Release',
    application: 'shop',
    trigger: { type: 'manual', ...trigger },
    authentication: { user: 'robot', allowedAccounts: [] },
    ...more,
  })
const lookUp = async (words: string, more = '') =>
  (await orca.ask('GET', `/v1/executions/search?words=${encodeURIComponent(words)}${more}`)).body.executions
const found = async (words: string, more?: string) =>
  (await lookUp(words, more)).map(({ id, match }: { id: string; match: { name: string; value: string } }) => [
    id.slice(0, 4),
    `${match.name}: ${match.value}`,
  ])

describe('executions by words', () => {
  it('are found by the begin of their id, in whatever case, and by its end', async () => {
    const all = [['01AR', 'id: 01ARZ3NDEKTSV4RRFFQ69G5FAV']]
    expect(await found('01arz3')).toEqual(all)
    expect(await found('69G5FAV')).toEqual(all)
    expect(await found('01a')).toEqual([])
  })

  it('are found by who started them', async () => {
    expect(await lookUp('ada')).toEqual([
      {
        id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
        application: 'shop',
        name: 'Release',
        status: 'SUCCEEDED',
        buildTime: 1,
        user: 'ada',
        match: { name: 'user', value: 'ada' },
      },
    ])
    expect((await found('robot')).map(([id]: string[]) => id)).toEqual(['01CZ', '01BX'])
  })

  it('are found by a value of a parameter, a tag or an artifact, the newest first', async () => {
    expect(await found('AMI-0007')).toEqual([
      ['01CZ', 'image: ami-0007'],
      ['01AR', 'image: ami-0007'],
    ])
    expect(await found('42')).toEqual([['01AR', 'count: 42']])
    expect(await found('v1.2')).toEqual([['01BX', 'tag: v1.2.3']])
    expect(await found('9.9')).toEqual([['01BX', 'version: 9.9']])
    expect(await found('ami-0007', '&limit=1')).toHaveLength(1)
  })

  it('are narrowed by names of pipelines and applications, which find nothing alone', async () => {
    expect(await found('nightly ami')).toEqual([['01CZ', 'image: ami-0007']])
    expect(await found('nightly')).toEqual([])
    expect(await found('shop release')).toEqual([])
  })

  it('are not found by names of fields and technical values', async () => {
    expect(await found('parameters')).toEqual([])
    expect(await found('manual')).toEqual([])
  })

  it('of long ago are found by their id, while other words look at the newest', async () => {
    expect(await found('01ARZ3NDEK', '&among=2')).toHaveLength(1)
    expect(await found('ada', '&among=2')).toEqual([])
    expect(await found('ada', '&among=3')).toHaveLength(1)
  })
})
