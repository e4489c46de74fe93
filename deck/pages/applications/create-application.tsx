import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createApplication } from '../../data/actions.ts'
import { taskErrors } from '../../data/execution.ts'
import { useAct } from '../../ui/act.ts'

export const CreateApplication = ({ opened, close }: { opened: boolean; close: () => void }) => {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [description, setDescription] = useState('')
  const create = useAct('Creating the application', async () => {
    const task = await createApplication({ name: name.trim().toLowerCase(), email: email.trim(), description })
    if (task.status === 'SUCCEEDED') {
      close()
      void navigate({ to: '/applications/$app/executions', params: { app: name.trim().toLowerCase() } })
      return
    }
    throw new Error(
      taskErrors(task.variables ?? [], task.execution?.stages ?? []).join('\n') || `The task ended ${task.status}.`,
    )
  })
  return (
    <Modal opened={opened} onClose={close} title="Create application" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <TextInput
          label="Name"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="Owner email"
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
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
