import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { HealthState, Instance, Resource, ServerGroup } from '../provider.ts'
import { emptyCloud, type MadeUpCloud } from './cloud.ts'

export const launched = Date.UTC(2026, 0, 1)

export function instance(name: string, healthState: HealthState = 'Up', more: Partial<Instance> = {}): Instance {
  return {
    name,
    healthState,
    health: [{ type: 'Platform', healthClass: 'platform', state: healthState }],
    zone: 'us-east-1a',
    launchTime: launched,
    extra: { instanceType: 'm5.large' },
    ...more,
  }
}

export function serverGroup(
  name: string,
  more: Partial<ServerGroup> & Pick<ServerGroup, 'provider' | 'account'>,
): ServerGroup {
  const moniker = deriveMoniker(name)
  return {
    name,
    region: 'us-east-1',
    moniker,
    zones: ['us-east-1a', 'us-east-1b'],
    disabled: false,
    createdTime: launched + (moniker.sequence ?? 0) * 1_000,
    capacity: { min: 1, max: 3, desired: 2 },
    instances: [],
    loadBalancers: [],
    securityGroups: [],
    extra: {},
    ...more,
  }
}

export function resource(name: string, more: Partial<Resource> = {}): Resource {
  return { name, account: 'prod', region: 'us-east-1', provider: 'aws', attributes: {}, ...more }
}

/**
 * A shop on two clouds. On `aws`, account `prod`: cluster `shop-prod` of two groups, the older one disabled, behind the
 * load balancer `shop-prod` by its target group `shop-tg`; a classic load balancer; networks and what belongs to them.
 * On `spot`, account `spot-prod`: cluster `shop-prod` again, with one group, and another application `cart`.
 */
export function shopOnTwoClouds(): { aws: MadeUpCloud; spot: MadeUpCloud } {
  const onAws = { provider: 'aws', account: 'prod' }
  const target = { type: 'TargetGroup', state: 'Up', targetGroups: [targetHealth('shop-tg', 'healthy')] }
  const aws: MadeUpCloud = {
    ...emptyCloud(),
    serverGroups: [
      serverGroup('shop-prod-v011', {
        ...onAws,
        disabled: true,
        securityGroups: ['sg-1'],
        image: { imageId: 'ami-1', imageName: 'shop-1.0' },
        extra: { vpcId: 'vpc-1' },
      }),
      serverGroup('shop-prod-v012', {
        ...onAws,
        instances: [
          instance('i-1', 'Up', { health: [{ type: 'Amazon', state: 'Unknown' }, target] }),
          instance('i-2', 'Starting'),
        ],
        loadBalancers: ['shop-classic'],
        targetGroups: ['shop-tg'],
        securityGroups: ['sg-1'],
        image: { imageId: 'ami-2', imageName: 'shop-1.2' },
        tags: { owner: 'shop' },
        extra: {
          vpcId: 'vpc-1',
          launchConfig: { instanceType: 'm5.large', imageId: 'ami-2' },
          buildInfo: { package_name: 'shop', jenkins: { host: 'https://ci/', name: 'shop', number: '12' } },
          asg: { vpczoneIdentifier: 'subnet-1' },
        },
      }),
    ],
    resources: {
      loadBalancer: [
        resource('shop-prod', {
          attributes: { vpcId: 'vpc-1', loadBalancerType: 'application', listeners: [{ port: 443 }] },
          relationships: { targetGroup: ['tg-arn'] },
        }),
        resource('shop-classic', { attributes: { loadBalancerType: 'classic' } }),
        resource('other-lb', { attributes: { loadBalancerType: 'classic' } }),
      ],
      targetGroup: [resource('shop-tg', { id: 'tg-arn', attributes: { targetType: 'instance', port: 7001 } })],
      securityGroup: [
        resource('Web', {
          id: 'sg-1',
          attributes: { vpcId: 'vpc-1', inboundRules: [{ class: 'x', protocol: 'tcp' }] },
        }),
        resource('Web', { id: 'sg-2', attributes: { vpcId: 'vpc-2' } }),
        resource('db', { id: 'sg-3', region: 'eu-west-1', attributes: { vpcId: 'vpc-3' } }),
      ],
      network: [
        resource('vpc0', { id: 'vpc-1' }),
        resource('Backup', { id: 'vpc-2', attributes: { deprecated: true } }),
      ],
      subnet: [resource('subnet-1', { attributes: { state: 'available', vpcId: 'vpc-1', purpose: 'internal' } })],
      keyPair: [resource('prod-keypair', { attributes: { keyFingerprint: 'ab:cd' } })],
      instanceType: [resource('m5.large', { attributes: { defaultVCpus: 2, memoryInGiB: 8 } })],
      certificate: [resource('web', { region: 'global', attributes: { arn: 'arn:cert', path: '/' } })],
      elasticIp: [resource('1.2.3.4', { attributes: { domain: 'vpc', attachedToId: 'i-1' } })],
      address: [resource('10.1.1.1')],
      role: [resource('deployer', { id: 'arn:role', region: 'global', attributes: { trustRelationships: [] } })],
      function: [resource('shop-resize', { attributes: { runtime: 'nodejs' } })],
      image: [resource('shop-1.2', { id: 'ami-2', attributes: { architecture: 'x86_64' } })],
      instance: [resource('bastion', { id: 'i-9', attributes: { privateIpAddress: '10.0.0.9' } })],
      serverGroupManager: [
        resource('deployment shop', {
          application: 'shop',
          attributes: { labels: { tier: 'web' } },
          relationships: { serverGroup: ['shop-prod-v012'] },
        }),
      ],
      rawResource: [resource('configMap settings', { application: 'only-raw', attributes: { kind: 'configMap' } })],
    },
  }
  const onSpot = { provider: 'spot', account: 'spot-prod' }
  const spot: MadeUpCloud = {
    ...emptyCloud(),
    serverGroups: [
      serverGroup('shop-prod-v003', {
        ...onSpot,
        instances: [instance('i-7')],
        loadBalancers: ['web'],
        cloudId: 'sig-3',
      }),
      serverGroup('cart--canary-v000', { ...onSpot, region: 'eu-west-1', instances: [instance('i-8', 'Down')] }),
    ],
  }
  return { aws, spot }
}

const targetHealth = (targetGroupName: string, state: string) => ({ targetGroupName, state, healthState: 'Up' })
