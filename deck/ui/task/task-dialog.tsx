import './task.css'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { submitTask } from '../../data/actions.ts'
import { useAccounts } from '../../data/queries.ts'
import { problemsOf } from '../form/check.ts'
import { beginning, meaning, type Values } from '../form/schema.ts'
import { SchemaForm } from '../form/schema-form.tsx'
import { Failed } from '../states.tsx'
import type { Basis, TaskForm } from './task-form.ts'
import { type NextStep, TaskProgress } from './task-progress.tsx'

interface DialogProps {
  form: TaskForm
  close: () => void
  /** Shown between the fields and the buttons, given what the values mean. */
  children?: (values: Values) => ReactNode
  size?: string
  basis?: Basis | undefined
  /** What comes after the task succeeded, instead of the end. */
  next?: NextStep
}

/** Asks, says what will happen, submits the task, and stays until one has seen how it went. */
export const TaskDialog = ({ form, close, children, size = 'md', basis, next }: DialogProps) => {
  const [task, setTask] = useState<string>()
  const follow = (id: string | undefined) => {
    setTask(id)
    basis?.hold?.(id !== undefined)
  }
  const send = async (values: Values, reason: string) =>
    submitTask({
      application: form.app,
      description: form.description,
      job: withReason(await form.job(values), reason),
    })
  return (
    <Modal
      opened
      onClose={close}
      size={size}
      title={form.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      {/* Kept while the task runs: what was typed is there again when it fails. */}
      <div hidden={task !== undefined}>
        <Asking form={form} close={close} basis={basis} send={send} sent={follow}>
          {children}
        </Asking>
      </div>
      {task !== undefined && (
        <TaskProgress
          key={task}
          app={form.app}
          id={task}
          close={close}
          again={() => follow(undefined)}
          {...(next ? { next } : {})}
        />
      )}
    </Modal>
  )
}

const NOTHING = { type: 'object', properties: {} } as const

/** A job with why it was asked for, where somebody said so. */
export const withReason = (jobs: readonly Record<string, unknown>[], reason: string) =>
  jobs.map((job) => (reason ? { ...job, reason } : job))

interface AskingProps<T> {
  form: Omit<TaskForm, 'job' | 'description'>
  close: () => void
  children?: ((values: Values) => ReactNode) | undefined
  /** Without it, nothing is looked at again before it is asked for. */
  basis?: Basis | undefined
  send: (values: Values, reason: string) => Promise<T>
  sent: (answer: T) => void
}

/** The form of what will be done, with what it does in words and what must be typed. */
export const Asking = <T,>({ form, close, basis, send, sent, children }: AskingProps<T>) => {
  const queries = useQueryClient()
  const schema = form.schema ?? NOTHING
  const [values, setValues] = useState<Values>(() => beginning(schema, form.initial))
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const verification = useVerification(form)
  const meant = meaning(schema, values)
  const problems = { ...form.check?.(meant), ...problemsOf(schema, values) }
  const submit = useMutation({
    mutationFn: async () => {
      // What was read may be older than the last thing that somebody did.
      if (basis && !(await basis.isCurrent())) return undefined
      return { answer: await send(meant, reason.trim()) }
    },
    onSuccess: (done) => {
      if (!done) return
      sent(done.answer)
      void queries.invalidateQueries({ queryKey: ['tasks', form.app] })
    },
  })
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (Object.keys(problems).length === 0 && verification.done) submit.mutate()
      }}
    >
      <div className="field-grid">
        <SchemaForm
          schema={schema}
          values={values}
          change={(next) => {
            setValues(next)
            form.changed?.(meaning(schema, next))
          }}
          problems={asked ? problems : {}}
        />
      </div>
      {children?.(meant)}
      {basis && basis.changes.length > 0 && (
        <div className="notice" data-state="waiting" role="status">
          It has changed since you opened this. {basis.changes.join(' ')}
        </div>
      )}
      <Consequences says={form.says?.(meant) ?? []} destructive={form.destructive ?? false} />
      {verification.fields}
      <TextInput
        label="Reason"
        placeholder="Optional, kept with the task"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus={form.schema === undefined && verification.fields.length === 0 ? true : undefined}
      />
      {asked && Object.keys(problems).length > 0 && (
        <div className="notice" data-state="failed" role="alert">
          {Object.keys(problems).length === 1 ? 'One field needs' : `${Object.keys(problems).length} fields need`} your
          attention above.
        </div>
      )}
      {submit.isSuccess && submit.data === undefined && (
        <div className="notice" data-state="waiting" role="alert">
          Nothing is done yet: something changed just before you pressed {form.submit}. Read again what would happen.
        </div>
      )}
      {submit.error && <Failed what={`${form.submit} could not be asked for.`} error={submit.error} />}
      <Group justify="flex-end" className="dialog-buttons">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={submit.isPending}
          disabled={!verification.done}
          {...(form.destructive ? { color: 'red' } : {})}
        >
          {form.submit}
        </Button>
      </Group>
    </form>
  )
}

const Consequences = ({ says, destructive }: { says: readonly string[]; destructive: boolean }) =>
  says.length > 0 && (
    <div className="notice" data-state={destructive ? 'failed' : 'running'}>
      {says.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  )

/** What must be typed: what the form says, and the account's name where the account wants that for what is destructive. */
const useVerification = ({ typed, account, accounts = [], destructive }: Omit<TaskForm, 'job' | 'description'>) => {
  const touched = account === undefined ? accounts : [account, ...accounts]
  const known = useAccounts(destructive === true && touched.length > 0)
  const challenged = known.data
    ?.filter(({ name, challengeDestructiveActions }) => challengeDestructiveActions === true && touched.includes(name))
    .map(({ name }) => name)
  const wanted = [
    ...(typed ? [{ text: typed.text, what: `Type ${typed.what} to confirm` }] : []),
    ...(challenged ?? []).map((name, position) => ({
      text: name,
      what: position === 0 ? 'Type the name of the account to confirm' : `Type the name of account ${name} too`,
    })),
  ]
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({})
  return {
    done: wanted.every(({ text, what }) => given[what]?.trim() === text),
    fields: wanted.map(({ text, what }, position) => (
      <TextInput
        key={what}
        label={what}
        description={text}
        autoComplete="off"
        value={given[what] ?? ''}
        onChange={(event) => setGiven({ ...given, [what]: event.currentTarget.value })}
        data-autofocus={position === 0 ? true : undefined}
      />
    )),
  }
}
