import { expect, it } from 'vitest'
import { changesBetween } from './group-changes.tsx'

it('tells what a version is made of differently, not what no two of them share', () => {
  const group = (version: number, image: string) => ({
    name: `shop-v00${version}`,
    account: 'prod',
    region: 'east',
    createdTime: version,
    launchConfig: { imageId: image, instanceType: 'm5.large' },
    group: { id: `sig-${version}`, name: `shop-v00${version}`, capacity: { target: version } },
    tags: { 'gennaker:moniker': String(version), team: 'checkout' },
  })
  expect(changesBetween(group(1, 'ami-1'), group(2, 'ami-2'))).toEqual([
    { path: 'launchConfig.imageId', before: 'ami-1', after: 'ami-2' },
    { path: 'group.capacity.target', before: 1, after: 2 },
  ])
})
