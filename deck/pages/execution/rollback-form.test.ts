import { describe, expect, it } from 'vitest'
import type { Execution, Stage } from '../../data/shapes.ts'
import { beginning } from '../../ui/form/schema.ts'
import { rollbackForm, rollbackPlaces } from './rollback-form.ts'

const group = (name: string, createdTime: number, more = {}) => ({
  name,
  account: 'prod',
  region: 'us-east-1',
  createdTime,
  imageWords: `ami-${createdTime}`,
  ...more,
})
const deployed = {
  stage: {} as Stage,
  account: 'prod',
  region: 'us-east-1',
  name: 'shop-v002',
  cluster: 'shop',
  provider: 'spot',
  image: undefined,
}
const execution = { id: 'x', name: 'Release', application: 'shop' } as Execution
const groups = [group('shop-v003', 3), group('shop-v002', 2), group('shop-v001', 1), group('shop-eu-v001', 1)]

describe('a rollback of what an execution deployed', () => {
  it('offers the groups of the cluster, the one before it first', () => {
    const [place] = rollbackPlaces([deployed], groups)
    expect(place?.candidates.map(({ name }) => name)).toEqual(['shop-v001', 'shop-v003'])
  })

  it('is not offered where the group is gone or nothing could come back', () => {
    expect(rollbackPlaces([deployed], [group('shop-v001', 1)])).toEqual([])
    expect(rollbackPlaces([deployed], [group('shop-v002', 2)])).toEqual([])
  })

  it('says what comes back and what goes, and asks for exactly that', async () => {
    const form = rollbackForm(execution, rollbackPlaces([deployed], groups))
    const values = beginning(form.schema!, undefined)
    expect(form.says?.(values)[0]).toContain('shop-v001 (ami-1) is enabled')
    expect(await form.job(values)).toMatchObject([
      {
        type: 'rollbackServerGroup',
        rollbackType: 'EXPLICIT',
        rollbackContext: { rollbackServerGroupName: 'shop-v002', restoreServerGroupName: 'shop-v001' },
        credentials: 'prod',
        region: 'us-east-1',
        cloudProvider: 'spot',
      },
    ])
  })

  it('with every cluster left as it is cannot be asked for', () => {
    const form = rollbackForm(execution, rollbackPlaces([deployed], groups))
    expect(Object.values(form.check?.({ 'shop|prod|us-east-1': 'leave as it is' }) ?? {})).toHaveLength(1)
  })
})
