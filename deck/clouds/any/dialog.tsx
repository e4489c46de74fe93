import type { Action } from '../../ui/action-menu.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { TaskForm } from '../../ui/task/task-form.ts'

/** An action that is a form and the task it submits. `locked`: why it cannot be done now. */
export const formAction = (name: string, form: TaskForm, locked?: string): Action => ({
  name,
  locked,
  ...(form.destructive ? { destructive: true } : {}),
  dialog: (close) => <TaskDialog form={form} close={close} />,
})
