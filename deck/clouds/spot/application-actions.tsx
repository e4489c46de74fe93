import { ActionMenu } from '../../ui/action-menu.tsx'
import { AdoptGroup } from './adopt-group.tsx'
import { CreateGroup } from './create-group.tsx'
import { spotAction } from './dialog.tsx'
import { ImportAutoScalingGroup, importInstanceForm } from './import-group.tsx'
import { useSpotAccounts } from './spot-accounts.ts'

/** The ways by which an Elastigroup comes into an application without a pipeline. */
export const ApplicationActions = ({ app }: { app: string }) => {
  const accounts = useSpotAccounts()
  return (
    <ActionMenu
      label="Add server group"
      sections={[
        [
          {
            name: 'Create from JSON',
            dialog: (close) => <CreateGroup app={app} accounts={accounts} close={close} />,
          },
        ],
        [
          {
            name: 'Import an auto-scaling group',
            dialog: (close) => <ImportAutoScalingGroup app={app} accounts={accounts} close={close} />,
          },
          spotAction('Import an instance', importInstanceForm(app, accounts), 'lg'),
          {
            name: 'Adopt an Elastigroup',
            dialog: (close) => <AdoptGroup app={app} accounts={accounts} close={close} />,
          },
        ],
      ]}
    />
  )
}
