import { describe, expect, it } from 'vitest'
import { group, launch } from '../../testing.ts'
import { awsDocuments } from './document.ts'
import { toElastigroup } from './elastigroup.ts'

type Json = Record<string, unknown>

const specified = (changes: Json, more: Json = {}) => {
  const { compute } = group() as { compute: Json }
  return {
    id: 'sig-1',
    name: 'demo-v000',
    ...group({ compute: { ...compute, launchSpecification: launch(changes) }, ...more }),
  }
}
const told = (changes: Json, more: Json = {}) => awsDocuments.describe(specified(changes, more))

describe("a group's document", () => {
  it('tells which load balancers lead to it, wherever they are written', () => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/front/0123'
    expect(told({ itf: { loadBalancers: [{ loadBalancerArn: arn }] } }).loadBalancers).toEqual([
      { name: 'web', type: 'TARGET_GROUP' },
      { name: 'front', type: 'ITF' },
    ])
    const old = { loadBalancersConfig: null, loadBalancerNames: ['classic'] }
    expect(told(old).loadBalancers).toEqual([{ name: 'classic', type: 'CLASSIC' }])
  })

  it('tells whether it keeps what its machines have, in either notation', () => {
    const strategy = (persistence: unknown) => told({}, { strategy: { persistence } }).stateful
    expect(strategy({ shouldPersistPrivateIp: true })).toBe(true)
    expect(strategy([{ shouldPersistRootDevice: true }])).toBe(true)
    expect(strategy({ shouldPersistPrivateIp: false, blockDevicesMode: 'reattach' })).toBe(false)
    expect(strategy(null)).toBe(false)
  })

  it('is taken as it comes, also where nobody has seen the like', () => {
    const odd = specified({
      tags: [null, { tagKey: 'bare' }, { tagKey: 1, tagValue: 2 }, 'text'],
      loadBalancersConfig: { loadBalancers: { not: 'a list' } },
      itf: [],
      blockDeviceMappings: [null, { ebs: null }],
      securityGroupIds: 'sg-1',
      imageId: null,
      images: [null],
    })
    expect(awsDocuments.describe(odd)).toMatchObject({
      region: 'us-east-1',
      loadBalancers: [],
      securityGroups: [],
      tags: { bare: '', '1': '2' },
    })
    expect(() => toElastigroup(odd)).not.toThrow()
    expect(awsDocuments.requestOf({ ...odd, ...awsDocuments.withRequest(odd, 'r') })).toBe('r')
  })

  it('has its region from its first zone where the answer lacks it', () => {
    expect(told({}, { region: null }).region).toBe('us-east-1')
    expect(awsDocuments.describe({ id: 'sig-1', name: 'demo-v000' }).region).toBe('unknown')
  })

  it('becomes the beginning of another without what is of its own life alone, and nothing else is touched', () => {
    const tags = [{ tagKey: 'app', tagValue: 'demo' }, { tagKey: 'gennaker:request' }, { tagKey: 'gennaker:standby' }]
    const live = { ...specified({ tags }), createdAt: 'then', updatedAt: 'now' }
    const { name: _name, ...own } = specified({ tags: tags.slice(0, 1) })
    const { id: _id, ...document } = own
    expect(JSON.stringify(awsDocuments.template(live))).toBe(JSON.stringify(document))
  })
})
