import { expect, it } from 'vitest'
import { changesBetween } from './group-changes.tsx'

it('tells what a version is made of differently, not what no two of them share', () => {
  const group = (version: number, image: string) => ({
    name: `shop-v00${version}`,
    account: 'prod',
    region: 'east',
    createdTime: version,
    launchConfig: { imageId: image, instanceType: 'm5.large', createdTime: version },
    capacity: { desired: version },
    tags: { 'gennaker:moniker': String(version), team: 'checkout' },
  })
  expect(changesBetween(group(1, 'ami-1'), group(2, 'ami-2'))).toEqual([
    { path: 'launchConfig.imageId', before: 'ami-1', after: 'ami-2' },
    { path: 'capacity.desired', before: 1, after: 2 },
  ])
})

it('tells it once where the cloud has a document of its own for all of it', () => {
  const group = (version: number) => ({
    name: `shop-v00${version}`,
    account: 'prod',
    region: 'east',
    capacity: { desired: version },
    group: { id: `sig-${version}`, name: `shop-v00${version}`, capacity: { target: version } },
  })
  expect(changesBetween(group(1), group(2))).toEqual([{ path: 'group.capacity.target', before: 1, after: 2 }])
})
