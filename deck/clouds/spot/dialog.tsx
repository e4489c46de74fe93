import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Action } from '../../ui/action-menu.tsx'
import type { Values } from '../../ui/form/schema.ts'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { Basis, TaskForm } from '../../ui/task/task-form.ts'
import type { NextStep } from '../../ui/task/task-progress.tsx'
import { groupAction } from '../any/dialog.tsx'
import type { Surroundings } from '../group.ts'
import { useOperationSchemas, withServer } from './operations.ts'

export interface SpotForm extends TaskForm {
  /** Of `GET /spot/operations`. */
  readonly operation: string
  /** Fields of the operation that the form sets itself. */
  readonly settled?: readonly string[]
  /** Fields of the operation's that are asked for on demand; without it, none. */
  readonly openEnded?: boolean
}

interface DialogProps {
  form: SpotForm
  close: () => void
  children?: (values: Values) => ReactNode
  size?: string
  basis?: Basis
  next?: NextStep
}

/** A task dialog whose fields carry what the server says about them, and which offers those that it alone knows. */
export const SpotDialog = ({ form, close, children, size = 'md', basis, next }: DialogProps) => {
  const schemas = useOperationSchemas()
  const [all, setAll] = useState(false)
  const own = form.schema ?? { type: 'object', properties: {} }
  const { schema, more } = withServer(own, schemas.data?.[form.operation]?.schema, form.settled)
  const count = form.openEnded ? Object.keys(more).length : 0
  const whole = all ? { ...schema, properties: { ...schema.properties, ...more } } : schema
  const asksNothing = Object.keys(whole.properties ?? {}).length === 0
  const { schema: _, ...rest } = form
  return (
    <TaskDialog
      form={asksNothing ? rest : { ...rest, schema: whole }}
      close={close}
      size={size}
      basis={basis}
      {...(next ? { next } : {})}
    >
      {(values) => (
        <>
          {count > 0 && !all && (
            <div>
              <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
                {`All options (${count} more)`}
              </Button>
            </div>
          )}
          {children?.(values)}
        </>
      )}
    </TaskDialog>
  )
}

export const spotAction = (name: string, form: SpotForm, size?: string): Action => ({
  name,
  ...(form.destructive ? { destructive: true } : {}),
  dialog: (close) => <SpotDialog form={form} close={close} {...(size ? { size } : {})} />,
})

interface GroupActionOptions {
  readonly size?: string
  /** Why it cannot be done now. */
  readonly locked?: string | undefined
}

/** An action about a group, with a form that follows what others do to it. */
export const spotGroupAction = (
  name: string,
  before: Surroundings,
  formOf: (now: Surroundings) => SpotForm,
  { size = 'md', locked }: GroupActionOptions = {},
): Action => groupAction(name, before, formOf, locked, (props) => <SpotDialog {...props} size={size} />)
