import { Suspense } from 'react'
import { RollbackDialog } from '../../clouds/any/rollback-dialog.tsx'
import { rollbacksOf } from '../../clouds/any/rollback-form.ts'
import { usePanels } from '../../clouds/index.ts'
import { ActionButton } from '../../ui/action-menu.tsx'

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
          <ClusterRollback {...props} close={close} />
        </Suspense>
      ),
    }}
  />
)

const ClusterRollback = ({ provider, ...rest }: RollbackProps & { close: () => void }) => {
  const { impossible } = usePanels(provider)
  return <RollbackDialog {...rest} rollbacksOf={rollbacksOf} impossible={(group) => impossible?.('rollback', group)} />
}
