import { expect, it } from 'vitest'
import type { ServerGroup } from '../../data/shapes.ts'
import { rollbackForm, rollbacksOf } from './rollback-form.ts'

const group = (version: number, more: Partial<ServerGroup> = {}): ServerGroup => ({
  name: `shop-v00${version}`,
  account: 'prod',
  region: 'east',
  cluster: 'shop',
  cloudProvider: 'spot',
  cloudId: `sig-${version}`,
  createdTime: version,
  isDisabled: true,
  capacity: { min: 1, max: 8, desired: 2 },
  instanceCounts: { total: 2, up: 2, down: 0, unknown: 0, starting: 0, outOfService: 0 },
  image: { imageId: `ami-${version}` },
  ...more,
})
const newest = group(3, { isDisabled: false, capacity: { min: 1, max: 8, desired: 4 } })
const healthOf = () => ({ interestingHealthProviderNames: ['Spot'] })

it('goes back to the version before, unless another is picked', async () => {
  const form = rollbackForm('shop', rollbacksOf([group(1), group(2), newest]), healthOf)
  expect(form.initial).toMatchObject({ 'to east': 'shop-v002', healthy: 100 })
  expect(form.says?.(form.initial!)).toEqual([
    'What runs goes from ami-3 back to ami-2.',
    'shop-v002 will be enabled and grow by 2 instances to 4.',
    'Then shop-v003 will be disabled: 2 instances of it take no more traffic, and go on running.',
    'Undo: roll back again, to shop-v003.',
  ])
  const [job] = await form.job({ ...form.initial, 'to east': 'shop-v001', delayBeforeDisableSeconds: 30 })
  expect(job).toEqual({
    type: 'rollbackServerGroup',
    cloudProvider: 'spot',
    credentials: 'prod',
    region: 'east',
    interestingHealthProviderNames: ['Spot'],
    rollbackType: 'EXPLICIT',
    rollbackContext: {
      rollbackServerGroupName: 'shop-v003',
      restoreServerGroupName: 'shop-v001',
      targetHealthyRollbackPercentage: 100,
      delayBeforeDisableSeconds: 30,
    },
  })
})

it('asks for the region where a cluster is in several, and each has versions of its own', async () => {
  const west = [group(5, { region: 'west', isDisabled: false }), group(4, { region: 'west' })]
  const form = rollbackForm('shop', rollbacksOf([group(2), newest, ...west]), healthOf)
  expect(form.schema?.properties?.region?.enum).toEqual(['east', 'west'])
  const [job] = await form.job({ ...form.initial, region: 'west' })
  expect(job).toMatchObject({ region: 'west', rollbackContext: { rollbackServerGroupName: 'shop-v005' } })
})

it('has nothing to offer where nothing is enabled, or nothing else is there', () => {
  expect(rollbacksOf([group(1), group(2)])).toEqual([])
  expect(rollbacksOf([newest])).toEqual([])
})
