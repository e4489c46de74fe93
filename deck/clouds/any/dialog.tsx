import type { Action } from '../../ui/action-menu.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { TaskForm } from '../../ui/task/task-form.ts'

/** An action that is a form and the task it submits. */
export const formAction = (name: string, form: TaskForm): Action => ({
  name,
  ...(form.destructive ? { destructive: true } : {}),
  dialog: (close) => <TaskDialog form={form} close={close} />,
})
