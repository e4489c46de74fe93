import type { Json } from '../../data/shapes.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { TaskForm } from '../../ui/task/task-form.ts'

/** The job that changes an application: all its attributes, as the stock deck sends them, so that none is lost. */
export const updateJob = (app: string, attributes: Json, change: Json): Json => {
  const { accounts: _, cloudProviders, ...all } = { ...attributes, ...change }
  const clouds = Array.isArray(cloudProviders) ? cloudProviders.join(',') : (cloudProviders ?? '')
  return { type: 'updateApplication', application: { ...all, name: app, cloudProviders: clouds } }
}

const formOf = (app: string, attributes: Json, change: Json, what: string): TaskForm => ({
  title: `Save ${what}`,
  app,
  description: `Update Application: ${app}`,
  submit: 'Save',
  job: () => [updateJob(app, attributes, change)],
})

/** Shows what a change of attributes changes, and has it made. */
export const saveAttributes = (app: string, attributes: Json, change: Json, what: string, from: HTMLElement | null) =>
  openDialog(
    (close) => (
      <TaskDialog form={formOf(app, attributes, change, what)} close={close} size="lg">
        {() => <ChangesView changes={changesOf(attributes, mergePatchOf(attributes, { ...attributes, ...change }))} />}
      </TaskDialog>
    ),
    from,
  )
