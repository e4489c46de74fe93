import type { Action } from '../../ui/action-menu.tsx'
import { isDisabled, type Surroundings } from '../group.ts'
import { formAction } from './dialog.tsx'
import { rollbackForm, rollbackFrom } from './rollback-form.ts'

/** Back from a server group that takes traffic to another version of its cluster; nothing where there is none. */
export const rollbackAction = ({ app, group, siblings, health }: Surroundings): Action[] => {
  const rollbacks = isDisabled(group) ? [] : rollbackFrom(group, siblings)
  return rollbacks.length === 0
    ? []
    : [
        formAction(
          'Roll back',
          rollbackForm(app, rollbacks, () => health),
        ),
      ]
}
