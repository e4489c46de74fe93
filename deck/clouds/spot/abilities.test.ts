import { expect, it } from 'vitest'
import type { ServerGroup } from '../../data/shapes.ts'
import { impossible } from './abilities.ts'

const group = (cloud?: string): ServerGroup => ({
  name: 'shop-v001',
  account: 'prod',
  region: 'east',
  cloudProvider: 'spot',
  ...(cloud ? { cloud } : {}),
})

it('says why a group cannot leave traffic or come back to it on a cloud for which Spot has no way', () => {
  const why = 'Spot has no way to take Elastigroups on Google Cloud out of traffic'
  expect(impossible('disable', group('gcp'))).toBe(why)
  expect(impossible('enable', group('gcp'))).toBe(why)
  expect(impossible('rollback', group('azure'))).toBe('Spot has no way to take Elastigroups on Azure out of traffic')
})

it('keeps nothing else from being done', () => {
  expect(impossible('destroy', group('gcp'))).toBeUndefined()
  expect(impossible('disable', group('aws'))).toBeUndefined()
  expect(impossible('rollback', group())).toBeUndefined()
})
