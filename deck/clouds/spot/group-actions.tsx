import { ActionMenu } from '../../ui/action-menu.tsx'
import { destroyForm, disableForm, enableForm } from '../any/group-forms.ts'
import { rollbackAction } from '../any/rollback-action.ts'
import type { GroupProps } from '../cloud.ts'
import { isDisabled, useSurroundings } from '../group.ts'
import { useEnableLock } from '../locks.ts'
import { abilitiesOf } from './abilities.ts'
import { spotAction } from './dialog.tsx'
import { cloneForm, scaleForm, spotResizeForm, suspendForm } from './group-forms.ts'
import { startRollForm } from './roll-forms.ts'
import { asSpot } from './shapes.ts'
import { updateAction } from './update-group.tsx'

export const GroupActions = ({ app, group }: GroupProps) => {
  const around = useSurroundings(app, group)
  const spot = asSpot(group)
  const can = abilitiesOf(spot)
  const lockOf = useEnableLock(app)
  const turn = isDisabled(group)
    ? spotAction('Enable', { ...enableForm(around), operation: 'enableServerGroup' }, 'md', lockOf(group))
    : spotAction('Disable', { ...disableForm(around), operation: 'disableServerGroup' })
  return (
    <ActionMenu
      label="Server group actions"
      sections={[
        [
          spotAction('Resize', spotResizeForm(around)),
          spotAction('Scale up', scaleForm(around, 'up')),
          spotAction('Scale down', scaleForm(around, 'down')),
        ],
        [
          spotAction('Clone', cloneForm(around), 'lg'),
          updateAction(app, spot),
          spotAction('Roll', startRollForm(app, spot), 'lg'),
          ...(Object.keys(can.processes).length > 0
            ? [spotAction('Suspend processes', suspendForm(around), 'lg')]
            : []),
        ],
        [
          ...(can.standby ? [turn, ...rollbackAction(around)] : []),
          spotAction('Destroy', { ...destroyForm(around), operation: 'destroyServerGroup' }),
        ],
      ]}
    />
  )
}
