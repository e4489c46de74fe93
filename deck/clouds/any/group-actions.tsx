import { ActionMenu } from '../../ui/action-menu.tsx'
import type { GroupProps } from '../cloud.ts'
import { isDisabled, useSurroundings } from '../group.ts'
import { useEnableLock } from '../locks.ts'
import { formAction } from './dialog.tsx'
import { anyCloneForm, destroyForm, disableForm, enableForm, resizeForm } from './group-forms.ts'
import { rollbackAction } from './rollback-action.ts'

export const GroupActions = ({ app, group }: GroupProps) => {
  const around = useSurroundings(app, group)
  const lockOf = useEnableLock(app)
  const turn = isDisabled(group)
    ? formAction('Enable', enableForm(around), lockOf(group))
    : formAction('Disable', disableForm(around))
  return (
    <ActionMenu
      label="Server group actions"
      sections={[
        [
          formAction('Resize', resizeForm(around)),
          formAction('Clone', anyCloneForm(around)),
          ...rollbackAction(around),
        ],
        [turn, formAction('Destroy', destroyForm(around))],
      ]}
    />
  )
}
