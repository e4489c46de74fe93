import { Modal } from '@mantine/core'
import { useState } from 'react'
import {
  GROUP_OPERATIONS,
  instanceOperation,
  type ManyGroups,
  type ManyInstances,
} from '../../clouds/any/bulk-forms.ts'
import type { GroupOperation } from '../../clouds/cloud.ts'
import { clusterOf, placeOf, providerOf, useHealthProviders } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { useEnableLock } from '../../clouds/locks.ts'
import { clusterKey, useClusters } from '../../data/infrastructure.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { ActionButton } from '../../ui/action-menu.tsx'
import { Loaded } from '../../ui/states.tsx'
import { BulkDialog } from '../../ui/task/bulk-dialog.tsx'
import { clearSelection, type SelectedInstance } from './selection.ts'

/** The cloud of all of them, if it is one. */
const onlyProvider = (groups: readonly ServerGroup[]): string => {
  const [first, ...others] = new Set(groups.map(providerOf))
  return first === undefined || others.length > 0 ? 'any' : first
}

const DESTRUCTIVE = ['disable', 'destroy', 'terminate', 'shrink']

/** What can be done to all of some server groups; what cannot says why. */
export const GroupBulkActions = ({ app, groups }: { app: string; groups: readonly ServerGroup[] }) => {
  const { groupOperations, impossible } = usePanels(onlyProvider(groups))
  const enableLockOf = useEnableLock(app)
  const lockOf = (operation: GroupOperation, group: ServerGroup) =>
    impossible?.(operation, group) ?? (operation === 'enable' ? enableLockOf(group) : undefined)
  const actions = groupOperations.map((operation) => ({
    name: GROUP_OPERATIONS[operation].name,
    destructive: DESTRUCTIVE.includes(operation),
    locked: lockOfAll(groups, (group) => lockOf(operation, group)),
    dialog: (close: () => void) => <GroupBulkDialog app={app} groups={groups} operation={operation} close={close} />,
  }))
  const whys = Map.groupBy(
    actions.filter(({ locked }) => locked !== undefined),
    ({ locked }) => locked,
  )
  return (
    <>
      {actions.map((action) => (
        <ActionButton key={action.name} size="compact-sm" action={action} />
      ))}
      {[...whys].map(([why, locked]) => (
        <span key={why} className="quiet small">
          {locked.map(({ name }) => name).join(', ')} – {why}
        </span>
      ))}
    </>
  )
}

/** The first reason, and whose it is. */
const lockOfAll = (groups: readonly ServerGroup[], lockOf: (group: ServerGroup) => string | undefined) => {
  const locked = groups.find((group) => lockOf(group) !== undefined)
  return locked && `${locked.name}: ${lockOf(locked)}`
}

interface GroupDialogProps {
  app: string
  groups: readonly ServerGroup[]
  operation: GroupOperation
  close: () => void
}

/** What was marked may have changed since: what will happen is told of what is there now. */
const GroupBulkDialog = ({ app, groups, operation, close }: GroupDialogProps) => {
  const clusters = useClusters(app, [...new Set(groups.map((group) => clusterKey(group.account, clusterOf(group))))])
  const healthOf = useHealthProviders(app)
  const { name, form } = GROUP_OPERATIONS[operation]
  // As they are when the dialog opens: what the tasks do to them must not take the dialog away.
  const [many, setMany] = useState<ManyGroups>()
  const all = clusters.data
  if (many === undefined && all) {
    const selected = groups.flatMap((group) => all.find((each) => placeOf(each) === placeOf(group)) ?? [])
    setMany({ app, selected, all, healthOf })
  }
  if (many !== undefined && many.selected.length > 0) {
    return <BulkDialog form={form(many)} close={close} sent={clearSelection} />
  }
  return (
    <Modal opened onClose={close} title={name} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Loaded of={clusters} what="The server groups">
        {() => <div>None of them is there any more.</div>}
      </Loaded>
    </Modal>
  )
}

/** What can be done to all of some instances: a task for each server group. */
export const InstanceBulkActions = ({ app, selected }: { app: string; selected: readonly SelectedInstance[] }) => {
  const { instanceOperations } = usePanels(onlyProvider(selected.map(({ group }) => group)))
  const byGroup = Map.groupBy(selected, ({ group }) => placeOf(group))
  const many: ManyInstances = {
    app,
    of: [...byGroup.values()].map((members) => ({
      group: members[0]!.group,
      instances: members.map(({ instance }) => instance),
    })),
  }
  return instanceOperations.map((operation) => {
    const { name, form } = instanceOperation(operation)
    return (
      <ActionButton
        key={operation}
        size="compact-sm"
        action={{
          name,
          destructive: DESTRUCTIVE.includes(operation),
          dialog: (close) => <BulkDialog form={form(many)} close={close} sent={clearSelection} />,
        }}
      />
    )
  })
}
