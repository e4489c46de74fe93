import type { CloudPanels } from '../cloud.ts'
import { GroupActions } from './group-actions.tsx'
import { GroupChanges } from './group-changes.tsx'
import { GroupJson } from './group-json.tsx'
import { InstanceActions, InstanceFacts } from './instance.tsx'
import { Instances } from './instances.tsx'
import { Overview } from './overview.tsx'
import { ScalingActivities } from './scaling-activities.tsx'

/** What can be said of, and done to, a server group of any cloud. */
export const anyCloud: CloudPanels = {
  groupTabs: [
    { key: 'overview', label: 'Overview', Content: Overview },
    { key: 'instances', label: 'Instances', Content: Instances },
    { key: 'activities', label: 'Scaling activities', Content: ScalingActivities },
    { key: 'changes', label: 'Changes', Content: GroupChanges },
    { key: 'json', label: 'JSON', Content: GroupJson },
  ],
  GroupActions,
  InstanceFacts,
  InstanceActions,
  groupOperations: ['resize', 'enable', 'disable', 'clone', 'destroy'],
  instanceOperations: [
    'terminate',
    'shrink',
    'reboot',
    'register',
    'deregister',
    'enableInDiscovery',
    'disableInDiscovery',
  ],
  clusterTabs: [],
  ApplicationActions: () => null,
}
