import { ActionMenu } from '../../ui/action-menu.tsx'
import type { GroupProps } from '../cloud.ts'
import { isDisabled, useSurroundings } from '../group.ts'
import { useEnableLock } from '../locks.ts'
import { groupAction } from './dialog.tsx'
import { anyCloneForm, destroyForm, disableForm, enableForm, resizeForm } from './group-forms.ts'
import { rollbackAction } from './rollback-action.tsx'

export const GroupActions = ({ app, group }: GroupProps) => {
  const around = useSurroundings(app, group)
  const lockOf = useEnableLock(app)
  const turn = isDisabled(group)
    ? groupAction('Enable', around, enableForm, lockOf(group))
    : groupAction('Disable', around, disableForm)
  return (
    <ActionMenu
      label="Server group actions"
      sections={[
        [
          groupAction('Resize', around, resizeForm),
          groupAction('Clone', around, anyCloneForm),
          ...rollbackAction(around),
        ],
        [turn, groupAction('Destroy', around, destroyForm)],
      ]}
    />
  )
}
