import { EntityNotices, Insights } from '../../clouds/any/insights.tsx'
import { DetailLink } from '../../clouds/detail.tsx'
import { clusterOf, isDisabled, providerOf } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { useServerGroup } from '../../data/queries.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { Place } from '../../ui/place.tsx'
import { Loaded } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'
import { RunningTasks } from './running-tasks.tsx'

interface PanelProps {
  app: string
  account: string
  region: string
  name: string
}

/** A server group: its facts, its instances and all that its cloud lets one see and do. */
export const ServerGroupPanel = ({ app, account, region, name }: PanelProps) => (
  <SidePanel label={`Server group ${name}`} title={name}>
    <Loaded of={useServerGroup(app, account, region, name)} what="The server group">
      {(group) => <Group app={app} group={{ ...group, account }} />}
    </Loaded>
  </SidePanel>
)

const Group = ({ app, group }: { app: string; group: ServerGroup }) => {
  const provider = providerOf(group)
  const { groupTabs, GroupActions } = usePanels(provider)
  return (
    <>
      <div className="row tight">
        <Place account={group.account} region={group.region} />
        <DetailLink
          className="small"
          to={{ kind: 'cluster', provider, account: group.account, cluster: clusterOf(group) }}
        >
          {clusterOf(group)}
        </DetailLink>
        {isDisabled(group) && <span className="tag">disabled</span>}
        <span className="push">
          <GroupActions app={app} group={group} />
        </span>
      </div>
      <RunningTasks app={app} about={group.name} />
      <EntityNotices group={group} />
      <Insights of={group} />
      <Tabs label={`Server group ${group.name}`} tabs={groupTabs}>
        {(key) => {
          const Content = groupTabs.find((tab) => tab.key === key)?.Content
          return Content && <Content app={app} group={group} />
        }}
      </Tabs>
    </>
  )
}
