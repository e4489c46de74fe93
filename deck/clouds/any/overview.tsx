import { buildOf, imagesOf } from '../../pages/clusters/images.ts'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { When } from '../../ui/time.tsx'
import type { GroupProps } from '../cloud.ts'
import { DetailLink } from '../detail.tsx'
import { isDisabled, providerOf, sizeOf } from '../group.ts'
import { upOf } from '../preview.ts'

/** What every cloud says of a server group. */
export const groupFacts = ({ group }: Pick<GroupProps, 'group'>): Fact[] => {
  const { min, max, desired } = group.capacity ?? {}
  const jenkins = group.buildInfo?.jenkins?.number
  return [
    ['State', isDisabled(group) ? 'Disabled' : 'Enabled'],
    ['Created', <When key="created" at={group.createdTime} />],
    ['Zones', (group.zones ?? []).join(', ')],
    ['Capacity', `${desired ?? '–'} wanted, ${min ?? '–'} to ${max ?? '–'}, ${sizeOf(group)} now`],
    ['Health', healthWords(group)],
    ['Build', jenkins && buildOf(group)],
    ['Image', imagesOf(group).join(', ')],
    ['Instance type', group.instanceType ?? group.launchConfig?.instanceType],
    ['Key pair', group.launchConfig?.keyName],
  ]
}

const healthWords = (group: GroupProps['group']): string => {
  const { down = 0, starting = 0, outOfService = 0, unknown = 0 } = group.instanceCounts ?? {}
  return [
    `${upOf(group)} of ${sizeOf(group)} up`,
    ...(down > 0 ? [`${down} down`] : []),
    ...(starting > 0 ? [`${starting} starting`] : []),
    ...(outOfService > 0 ? [`${outOfService} out of service`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ].join(', ')
}

export const Overview = ({ group }: GroupProps) => {
  const provider = providerOf(group)
  const { account, region } = group
  const named = (kind: 'loadBalancer' | 'firewall', names: readonly string[] | undefined) =>
    names?.length
      ? names.map((name) => (
          <div key={name}>
            <DetailLink to={{ kind, provider, account, region, name }}>{name}</DetailLink>
          </div>
        ))
      : undefined
  const tags = Object.entries({ ...(group.labels as Record<string, string> | undefined), ...group.tags })
  return (
    <Facts
      facts={[
        ...groupFacts({ group }),
        ['Load balancers', named('loadBalancer', group.loadBalancers)],
        ['Target groups', (group.targetGroups ?? []).join(', ')],
        ['Firewalls', named('firewall', group.securityGroups)],
        ['Network', group.vpcId as string | undefined],
        [
          'Tags',
          tags.length > 0 &&
            tags.map(([key, value]) => (
              <div key={key}>
                <span className="quiet">{key}:</span> {String(value)}
              </div>
            )),
        ],
      ]}
    />
  )
}
