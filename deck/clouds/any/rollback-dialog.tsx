import { Modal } from '@mantine/core'
import { clusterKey, useClusters } from '../../data/infrastructure.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import { useFollowed } from '../as-it-is.tsx'
import { useHealthProviders } from '../group.ts'
import { type Rollback, rollbackForm } from './rollback-form.ts'

interface DialogProps {
  app: string
  account: string
  cluster: string
  /** What can be rolled back, of the server groups that the cluster has now. */
  rollbacksOf: (groups: readonly ServerGroup[]) => readonly Rollback[]
  /** Why its cloud cannot do it; undefined where it can. */
  impossible?: ((group: ServerGroup) => string | undefined) | undefined
  close: () => void
}

/** Back to another version of a cluster, told of what the cluster is while one reads. */
export const RollbackDialog = ({ app, account, cluster, rollbacksOf, impossible, close }: DialogProps) => {
  const found = useClusters(app, [clusterKey(account, cluster)])
  const followed = useFollowed(found)
  const healthOf = useHealthProviders(app)
  const [first] = followed?.groups ?? []
  const why = first && impossible?.(first)
  const rollbacks = rollbacksOf(followed?.groups ?? [])
  if (followed && why === undefined && rollbacks.length > 0)
    return <TaskDialog form={rollbackForm(app, rollbacks, healthOf)} close={close} size="lg" basis={followed.basis} />
  return (
    <Modal opened onClose={close} title={`Roll back ${cluster}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Loaded of={found} what="Its server groups">
        {() =>
          followed ? (
            <Empty title={why ? 'It cannot be rolled back' : 'There is nothing to go back from'}>
              {why ?? 'A rollback needs an enabled server group and another version beside it.'}
            </Empty>
          ) : (
            <Loading />
          )
        }
      </Loaded>
    </Modal>
  )
}
