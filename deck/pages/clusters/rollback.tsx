import { Modal } from '@mantine/core'
import { Suspense, useState } from 'react'
import { type Rollback, rollbackForm, rollbacksOf } from '../../clouds/any/rollback-form.ts'
import { useHealthProviders } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { clusterKey, useClusters } from '../../data/infrastructure.ts'
import { ActionButton } from '../../ui/action-menu.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'

interface RollbackProps {
  app: string
  provider: string
  account: string
  cluster: string
}

/** Back to another version of a cluster, from wherever the cluster is seen. */
export const RollbackButton = (props: RollbackProps) => (
  <ActionButton
    label={`Roll back ${props.cluster}`}
    action={{
      name: 'Roll back',
      dialog: (close) => (
        <Suspense>
          <RollbackDialog {...props} close={close} />
        </Suspense>
      ),
    }}
  />
)

const RollbackDialog = ({ app, provider, account, cluster, close }: RollbackProps & { close: () => void }) => {
  const groups = useClusters(app, [clusterKey(account, cluster)])
  const healthOf = useHealthProviders(app)
  const first = groups.data?.[0]
  const { impossible } = usePanels(provider)
  const why = first && impossible?.('rollback', first)
  // As it was when the dialog opened: what the rollback does to the cluster must not take the dialog away.
  const [rollbacks, setRollbacks] = useState<Rollback[]>()
  if (rollbacks === undefined && groups.data) setRollbacks(rollbacksOf(groups.data))
  if (why === undefined && rollbacks !== undefined && rollbacks.length > 0)
    return <TaskDialog form={rollbackForm(app, rollbacks, healthOf)} close={close} size="lg" />
  return (
    <Modal opened onClose={close} title={`Roll back ${cluster}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Loaded of={groups} what="Its server groups">
        {() => (
          <Empty title={why ? 'It cannot be rolled back' : 'There is nothing to go back from'}>
            {why ?? 'A rollback needs an enabled server group and another version beside it.'}
          </Empty>
        )}
      </Loaded>
    </Modal>
  )
}
