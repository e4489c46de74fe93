import type { Action } from '../../ui/action-menu.tsx'
import { clusterOf, isBeside, isDisabled, placeOf, type Surroundings } from '../group.ts'
import { RollbackDialog } from './rollback-dialog.tsx'
import { rollbackFrom } from './rollback-form.ts'

/** Back from a server group that takes traffic to another version of its cluster; nothing where there is none. */
export const rollbackAction = ({ app, group, siblings }: Surroundings): Action[] =>
  isDisabled(group) || rollbackFrom(group, siblings).length === 0
    ? []
    : [
        {
          name: 'Roll back',
          destructive: true,
          dialog: (close) => (
            <RollbackDialog
              app={app}
              account={group.account}
              cluster={clusterOf(group)}
              rollbacksOf={(groups) => {
                const now = groups.find((each) => placeOf(each) === placeOf(group))
                const beside = groups.filter((each) => isBeside(group, each))
                return now && !isDisabled(now) ? rollbackFrom(now, beside) : []
              }}
              close={close}
            />
          ),
        },
      ]
