import { Button, Group, Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createApplication } from '../../data/actions.ts'
import { taskErrors } from '../../data/execution.ts'
import { useAccounts } from '../../data/queries.ts'
import { useAct } from '../../ui/act.ts'
import { problemsOf } from '../../ui/form/check.ts'
import { meaning, type Values } from '../../ui/form/schema.ts'
import { SchemaForm } from '../../ui/form/schema-form.tsx'
import { Failed } from '../../ui/states.tsx'
import { applicationSchema, attributesOf } from './application-form.ts'
import { nameProblem } from './application-names.ts'

interface CreateProps {
  initialName: string
  /** Names that there are already, in lower case. */
  taken: readonly string[]
  close: () => void
}

const MAIL = /^\S+@\S+\.\S+$/

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Asks for all that an application may be given, and opens it when it is there. */
export const CreateApplication = ({ initialName, taken, close }: CreateProps) => {
  const navigate = useNavigate()
  const clouds = [...new Set((useAccounts().data ?? []).flatMap(({ type }) => (type ? [type] : [])))].sort()
  const schema = applicationSchema(clouds, true)
  const [values, setValues] = useState<Values>({ name: initialName, instancePort: 80 })
  const [asked, setAsked] = useState(false)
  const meant = meaning(schema, values)
  const name = String(meant.name ?? '')
    .trim()
    .toLowerCase()
  const wrongName = nameProblem(name, list(meant.cloudProviders), taken)
  const problems: Record<string, string> = {
    ...problemsOf(schema, values),
    ...(wrongName ? { name: wrongName } : {}),
    ...(meant.email && !MAIL.test(String(meant.email).trim()) ? { email: 'This is no email address' } : {}),
    ...(list(meant.READ).length > 0 && list(meant.WRITE).length === 0
      ? { WRITE: 'Where reading is restricted, somebody must be able to write' }
      : {}),
  }
  const create = useAct('Creating the application', async () => {
    const permissions = { READ: [], WRITE: [], EXECUTE: [] }
    const task = await createApplication({ ...attributesOf(meant, { permissions }), name })
    if (task.status !== 'SUCCEEDED')
      throw new Error(
        taskErrors(task.variables ?? [], task.execution?.stages ?? []).join('\n') || `The task ended ${task.status}.`,
      )
    void navigate({ to: '/applications/$app/overview', params: { app: name } })
  })
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title="Create application"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (Object.keys(problems).length === 0) create.mutate()
        }}
      >
        <div className="field-grid">
          <SchemaForm schema={schema} values={values} change={setValues} problems={asked ? problems : {}} />
        </div>
        {asked && Object.keys(problems).length > 0 && (
          <div className="notice" data-state="failed" role="alert">
            {Object.values(problems).join('. ')}.
          </div>
        )}
        {create.error && <Failed what="The application was not created." error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
