import { expect, it } from 'vitest'
import { readDetail, writeDetail } from './detail.tsx'

it('reads the stock deck’s addresses of panels', () => {
  expect(readDetail('serverGroupDetails/kubernetes/prod/shop/replicaSet%20orders-v001')).toEqual({
    kind: 'serverGroup',
    provider: 'kubernetes',
    account: 'prod',
    region: 'shop',
    name: 'replicaSet orders-v001',
  })
  expect(readDetail('multipleServerGroups')).toEqual({ kind: 'serverGroups' })
  expect(readDetail('securityGroupDetails/aws/prod/us-east-1/vpc-1/web')).toMatchObject({
    kind: 'firewall',
    vpcId: 'vpc-1',
  })
  expect(readDetail('nonsense/aws')).toBeUndefined()
  expect(readDetail('instanceDetails/aws')).toBeUndefined()
})

it('takes a network that is empty or left out as none', () => {
  const classic = {
    kind: 'loadBalancer',
    provider: 'aws',
    account: 'prod',
    region: 'us-east-1',
    name: 'front',
  } as const
  expect(readDetail('loadBalancerDetails/aws/prod/us-east-1//front')).toEqual({ ...classic, vpcId: '' })
  expect(readDetail('loadBalancerDetails/aws/prod/us-east-1/front')).toEqual(classic)
  expect(readDetail(writeDetail(classic))).toEqual(classic)
})

it('writes what it reads, whatever is in the names', () => {
  const odd = { kind: 'instance', provider: 'any', instanceId: 'a/b c?#%' } as const
  expect(readDetail(writeDetail(odd))).toEqual(odd)
})
