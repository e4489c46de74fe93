import { Modal } from '@mantine/core'
import { GROUP_OPERATIONS, instanceOperation } from '../../clouds/any/bulk-forms.ts'
import { useFollowed } from '../../clouds/as-it-is.tsx'
import type { GroupOperation, InstanceOperation } from '../../clouds/cloud.ts'
import { clusterOf, placeOf, providerOf, useHealthProviders } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { useEnableLock } from '../../clouds/locks.ts'
import { clusterKey, useClusters } from '../../data/infrastructure.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { ActionButton } from '../../ui/action-menu.tsx'
import { Loaded, Loading } from '../../ui/states.tsx'
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

/** What was marked may have changed since, and may change on: what will happen is told of what is there now. */
const GroupBulkDialog = ({ app, groups, operation, close }: GroupDialogProps) => {
  const clusters = useClusters(app, [...new Set(groups.map((group) => clusterKey(group.account, clusterOf(group))))])
  const followed = useFollowed(clusters)
  const healthOf = useHealthProviders(app)
  const { name, form } = GROUP_OPERATIONS[operation]
  const all = followed?.groups ?? []
  const selected = groups.flatMap((group) => foundIn(all, group) ?? [])
  if (followed && selected.length > 0) {
    const many = { app, selected, all, healthOf }
    return <BulkDialog form={form(many)} close={close} basis={followed.basis} sent={clearSelection} />
  }
  return <NothingLeft title={name} found={clusters} isKnown={followed !== undefined} close={close} />
}

const foundIn = (all: readonly ServerGroup[], group: ServerGroup) =>
  all.find((each) => placeOf(each) === placeOf(group))

interface NothingProps {
  title: string
  found: ReturnType<typeof useClusters>
  isKnown: boolean
  close: () => void
}

const NothingLeft = ({ title, found, isKnown, close }: NothingProps) => (
  <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
    <Loaded of={found} what="The server groups">
      {() => (isKnown ? <div>None of them is there any more.</div> : <Loading />)}
    </Loaded>
  </Modal>
)

/** What can be done to all of some instances: a task for each server group. */
export const InstanceBulkActions = ({ app, selected }: { app: string; selected: readonly SelectedInstance[] }) => {
  const { instanceOperations } = usePanels(onlyProvider(selected.map(({ group }) => group)))
  return instanceOperations.map((operation) => (
    <ActionButton
      key={operation}
      size="compact-sm"
      action={{
        name: instanceOperation(operation).name,
        destructive: DESTRUCTIVE.includes(operation),
        dialog: (close) => <InstanceBulkDialog app={app} selected={selected} operation={operation} close={close} />,
      }}
    />
  ))
}

interface InstanceDialogProps {
  app: string
  selected: readonly SelectedInstance[]
  operation: InstanceOperation
  close: () => void
}

/** The same of instances: their server groups are followed. */
const InstanceBulkDialog = ({ app, selected, operation, close }: InstanceDialogProps) => {
  const keys = selected.map(({ group }) => clusterKey(group.account, clusterOf(group)))
  const clusters = useClusters(app, [...new Set(keys)])
  const followed = useFollowed(clusters)
  const { name, form } = instanceOperation(operation)
  const of = [...Map.groupBy(selected, ({ group }) => placeOf(group)).values()].flatMap((members) => {
    const group = foundIn(followed?.groups ?? [], members[0]!.group)
    return group ? [{ group, instances: members.map(({ instance }) => instance) }] : []
  })
  if (followed && of.length > 0)
    return <BulkDialog form={form({ app, of })} close={close} basis={followed.basis} sent={clearSelection} />
  return <NothingLeft title={name} found={clusters} isKnown={followed !== undefined} close={close} />
}
