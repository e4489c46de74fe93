import { ActionMenu } from '../../ui/action-menu.tsx'
import { destroyForm, disableForm, enableForm } from '../any/group-forms.ts'
import { rollbackAction } from '../any/rollback-action.tsx'
import type { GroupProps } from '../cloud.ts'
import { isDisabled, useSurroundings } from '../group.ts'
import { useEnableLock } from '../locks.ts'
import { abilitiesOf } from './abilities.ts'
import { spotGroupAction } from './dialog.tsx'
import { cloneForm, scaleForm, spotResizeForm, suspendForm } from './group-forms.ts'
import { startRollForm } from './roll-forms.ts'
import { asSpot } from './shapes.ts'
import { updateAction } from './update-group.tsx'

export const GroupActions = ({ app, group }: GroupProps) => {
  const around = useSurroundings(app, group)
  const spot = asSpot(group)
  const can = abilitiesOf(spot)
  const lockOf = useEnableLock(app)
  const act = (
    name: string,
    formOf: Parameters<typeof spotGroupAction>[2],
    options?: Parameters<typeof spotGroupAction>[3],
  ) => spotGroupAction(name, around, formOf, options)
  const turn = isDisabled(group)
    ? act('Enable', (now) => ({ ...enableForm(now), operation: 'enableServerGroup' }), { locked: lockOf(group) })
    : act('Disable', (now) => ({ ...disableForm(now), operation: 'disableServerGroup' }))
  return (
    <ActionMenu
      label="Server group actions"
      sections={[
        [
          act('Resize', spotResizeForm),
          act('Scale up', (now) => scaleForm(now, 'up')),
          act('Scale down', (now) => scaleForm(now, 'down')),
        ],
        [
          act('Clone', cloneForm, { size: 'lg' }),
          updateAction(app, spot),
          act('Roll', (now) => startRollForm(app, asSpot(now.group)), { size: 'lg' }),
          ...(Object.keys(can.processes).length > 0 ? [act('Suspend processes', suspendForm, { size: 'lg' })] : []),
        ],
        [
          ...(can.standby ? [turn, ...rollbackAction(around)] : []),
          act('Destroy', (now) => ({ ...destroyForm(now), operation: 'destroyServerGroup' })),
        ],
      ]}
    />
  )
}
