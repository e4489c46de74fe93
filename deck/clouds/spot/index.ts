import { GroupChanges } from '../any/group-changes.tsx'
import { GroupJson } from '../any/group-json.tsx'
import type { CloudPanels } from '../cloud.ts'
import { impossible } from './abilities.ts'
import { ApplicationActions } from './application-actions.tsx'
import { ClusterCosts, GroupCosts } from './costs.tsx'
import { GroupActions } from './group-actions.tsx'
import { InstanceActions, InstanceFacts } from './instance.tsx'
import { SpotInstances } from './instances.tsx'
import { Overview } from './overview.tsx'
import { RollTab } from './roll.tsx'
import { Scaling } from './scaling.tsx'
import { ClusterTimeline, GroupTimeline } from './timeline.tsx'

/** Elastigroups: all that Spot tells of them and lets one do with them. */
export const spot: CloudPanels = {
  groupTabs: [
    { key: 'overview', label: 'Overview', Content: Overview },
    { key: 'instances', label: 'Instances', Content: SpotInstances },
    { key: 'scaling', label: 'Scaling', Content: Scaling },
    { key: 'roll', label: 'Roll', Content: RollTab },
    { key: 'costs', label: 'Costs', Content: GroupCosts },
    { key: 'timeline', label: 'Timeline', Content: GroupTimeline },
    { key: 'changes', label: 'Changes', Content: GroupChanges },
    { key: 'json', label: 'JSON', Content: GroupJson },
  ],
  GroupActions,
  InstanceFacts,
  InstanceActions,
  groupOperations: ['resize', 'enable', 'disable', 'clone', 'destroy'],
  instanceOperations: ['terminate', 'shrink'],
  impossible,
  clusterTabs: [
    { key: 'costs', label: 'Costs', Content: ClusterCosts },
    { key: 'timeline', label: 'Timeline', Content: ClusterTimeline },
  ],
  ApplicationActions,
}
