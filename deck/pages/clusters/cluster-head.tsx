import { memo } from 'react'
import { DetailLink } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import type { ClusterOutline } from '../../data/infrastructure.ts'
import { Place } from '../../ui/place.tsx'
import { RollbackButton } from './rollback.tsx'

export const ClusterHead = memo(({ app, cluster }: { app: string; cluster: ClusterOutline }) => {
  const { account, name, provider, regions, counts, enabled } = cluster
  const groups = regions.reduce((sum, { sizes }) => sum + sizes.length, 0)
  return (
    <div className="clusters-head">
      <h2 className="clip">
        <DetailLink to={{ kind: 'cluster', provider, account, cluster: name }}>{name}</DetailLink>
      </h2>
      <Place account={account} {...(regions.length === 1 ? { region: regions[0]!.region } : {})} />
      <span className="quiet small clusters-sum">
        {counted(groups, 'server group')}, {enabled} enabled · {counts.up} of {counts.total} up
      </span>
      {regions.some(({ sizes }) => sizes.length > 1) && (
        <span className="push">
          <RollbackButton app={app} provider={provider} account={account} cluster={name} />
        </span>
      )}
    </div>
  )
})

export const RegionHead = ({ region, groups }: { region: string; groups: number }) => (
  <div className="clusters-region">
    <span className="tag">{region}</span>
    <span className="quiet small">{counted(groups, 'server group')}</span>
  </div>
)
