import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { openDialog } from '../../ui/dialogs.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { SectionProps } from './settings.tsx'

/** Takes the application away, with its pipelines; what runs in the clouds must be gone before. */
export const DeleteApplication = ({ app }: SectionProps) => (
  <>
    <p className="quiet">
      Its pipelines, strategies and notifications go with it. Applications that still have clusters or firewalls are not
      deleted.
    </p>
    <div>
      <Button
        color="red"
        onClick={(event) => openDialog((close) => <DeleteDialog app={app} close={close} />, event.currentTarget)}
      >
        Delete application
      </Button>
    </div>
  </>
)

const DeleteDialog = ({ app, close }: { app: string; close: () => void }) => {
  const navigate = useNavigate()
  return (
    <TaskDialog
      close={close}
      next={{ label: 'To the applications', go: () => void navigate({ to: '/applications' }) }}
      form={{
        title: `Delete ${app}`,
        app,
        description: `Deleting Application: ${app}`,
        submit: 'Delete',
        destructive: true,
        typed: { text: app, what: 'the name of the application' },
        says: () => [`${app} is deleted with all its pipelines. That cannot be undone here.`],
        job: () => [{ type: 'deleteApplication', application: { name: app } }],
      }}
    />
  )
}
