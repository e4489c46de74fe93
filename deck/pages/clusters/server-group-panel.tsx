import { Link } from '@tanstack/react-router'
import { EntityNotices, Insights } from '../../clouds/any/insights.tsx'
import { DetailLink } from '../../clouds/detail.tsx'
import { clusterOf, isDisabled, providerOf } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { useServerGroup } from '../../data/queries.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'
import { RunningTasks } from './running-tasks.tsx'

interface PanelProps {
  app: string
  provider: string
  account: string
  region: string
  name: string
}

/** A server group: its facts, its instances and all that its cloud lets one see and do. */
export const ServerGroupPanel = ({ app, provider, account, region, name }: PanelProps) => (
  <SidePanel label={`Server group ${name}`} title={name}>
    <Loaded
      of={useServerGroup(app, account, region, name)}
      what="The server group"
      gone={<Gone app={app} provider={provider} account={account} region={region} name={name} />}
    >
      {(group) => <Group app={app} group={{ ...group, account }} />}
    </Loaded>
  </SidePanel>
)

/** It was destroyed or renamed, or never was: what is left to look at is its cluster, and what was done to it. */
const Gone = ({ app, provider, account, region, name }: PanelProps) => {
  const cluster = clusterOf({ name, account, region })
  return (
    <>
      <Place account={account} region={region} />
      <Empty title="There is no such server group (any more)">
        <div className="stack">
          <DetailLink to={{ kind: 'cluster', provider, account, cluster }}>Its cluster, {cluster}</DetailLink>
          <Link to="/applications/$app/activity" params={{ app }} search={{ q: name }}>
            What was done to it
          </Link>
        </div>
      </Empty>
    </>
  )
}

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
