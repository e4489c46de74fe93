import type { ReactNode } from 'react'
import type { Action } from '../../ui/action-menu.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { Basis, TaskForm } from '../../ui/task/task-form.ts'
import { AsItIs } from '../as-it-is.tsx'
import type { Surroundings } from '../group.ts'

/** An action that is a form and the task it submits. */
export const formAction = (name: string, form: TaskForm): Action => ({
  name,
  ...(form.destructive ? { destructive: true } : {}),
  dialog: (close) => <TaskDialog form={form} close={close} />,
})

/** A dialog of a cloud for its own kind of form. */
type FormDialog<Form> = (props: { form: Form; close: () => void; basis: Basis }) => ReactNode

/** The same about a server group, with a form that follows what others do to it. `locked`: why it cannot be done now. */
export const groupAction = <Form extends TaskForm>(
  name: string,
  before: Surroundings,
  formOf: (now: Surroundings) => Form,
  locked?: string,
  Dialog: FormDialog<Form> = TaskDialog,
): Action => ({
  name,
  locked,
  ...(formOf(before).destructive ? { destructive: true } : {}),
  dialog: (close) => (
    <AsItIs before={before}>{(now, basis) => <Dialog form={formOf(now)} close={close} basis={basis} />}</AsItIs>
  ),
})
