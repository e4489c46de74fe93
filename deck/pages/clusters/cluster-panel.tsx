import type { ClusterProps } from '../../clouds/cloud.ts'
import { DetailLink } from '../../clouds/detail.tsx'
import { counted, isDisabled, providerOf, sizeOf } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { clusterKey, useClusters } from '../../data/infrastructure.ts'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { When } from '../../ui/time.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'
import { buildOf } from './images.ts'
import { RollbackButton } from './rollback.tsx'
import { GroupHealth } from './row.tsx'

interface PanelProps {
  app: string
  provider: string
  account: string
  cluster: string
}

/** A cluster: its server groups in every region, and what its cloud says of them together. */
export const ClusterPanel = ({ app, provider, account, cluster }: PanelProps) => (
  <SidePanel label={`Cluster ${cluster}`} title={cluster}>
    <Loaded of={useClusters(app, [clusterKey(account, cluster)])} what="Server groups">
      {(groups) => {
        if (groups.length === 0) return <Empty title="There is no such cluster (any more)" />
        return <Cluster provider={provider} app={app} account={account} cluster={cluster} groups={groups} />
      }}
    </Loaded>
  </SidePanel>
)

const Cluster = ({ provider, ...props }: ClusterProps & { provider: string }) => {
  const { clusterTabs } = usePanels(provider)
  const tabs = [{ key: 'groups', label: 'Server groups', Content: Groups }, ...clusterTabs]
  return (
    <>
      <div className="row tight">
        <Place account={props.account} />
        {props.groups.length > 1 && (
          <span className="push">
            <RollbackButton app={props.app} provider={provider} account={props.account} cluster={props.cluster} />
          </span>
        )}
      </div>
      <Tabs label={`Cluster ${props.cluster}`} tabs={tabs}>
        {(key) => {
          const Content = tabs.find((tab) => tab.key === key)?.Content
          return Content && <Content {...props} />
        }}
      </Tabs>
    </>
  )
}

const Groups = ({ groups }: ClusterProps) => {
  const enabled = groups.filter((group) => !isDisabled(group))
  const instances = groups.reduce((sum, group) => sum + sizeOf(group), 0)
  const up = groups.reduce((sum, { instanceCounts }) => sum + (instanceCounts?.up ?? 0), 0)
  return (
    <>
      <div className="quiet">
        {counted(groups.length, 'server group')}, {enabled.length} enabled · {up} of {counted(instances, 'instance')} up
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Server group</th>
              <th>Health</th>
              <th>Created</th>
            </tr>
          </thead>
          <tbody>
            {[...groups]
              .sort((a, b) => (b.createdTime ?? 0) - (a.createdTime ?? 0))
              .map((group) => (
                <tr key={`${group.region}/${group.name}`}>
                  <td>
                    <DetailLink
                      to={{
                        kind: 'serverGroup',
                        provider: providerOf(group),
                        account: group.account,
                        region: group.region,
                        name: group.name,
                      }}
                    >
                      {group.name}
                    </DetailLink>
                    <div className="quiet small">
                      {group.region}
                      {isDisabled(group) && ' · disabled'}
                    </div>
                    <div className="mono quiet">{buildOf(group)}</div>
                  </td>
                  <td>
                    <GroupHealth counts={group.instanceCounts} desired={group.capacity?.desired} />
                  </td>
                  <td>
                    <When at={group.createdTime} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
