import { readApplication } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { createMerge } from '../../ui/diff/others-changes.ts'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'

/**
 * Makes the jobs that change an application: only what differs is sent, on top of what others saved since `attributes` were
 * read. What both changed is told before it is overwritten.
 */
export const createUpdateJob = (app: string, attributes: Json) => {
  const merge = createMerge(attributes)
  return async (change: Json): Promise<Json[]> => {
    const { attributes: stored = {} } = await readApplication(app)
    const merged = merge({ ...attributes, ...change }, stored)
    const changed = Object.keys(mergePatchOf(stored, merged)).map((key) => [key, merged[key] ?? null])
    return [{ type: 'updateApplication', application: { ...Object.fromEntries(changed), name: app } }]
  }
}

/** Shows what a change of attributes changes, and has it made. `attributes`: those that the change was made of. */
export const saveAttributes = (app: string, attributes: Json, change: Json, what: string, from: HTMLElement | null) => {
  const job = createUpdateJob(app, attributes)
  openDialog(
    (close) => (
      <TaskDialog
        size="lg"
        close={close}
        form={{
          title: `Save ${what}`,
          app,
          description: `Update Application: ${app}`,
          submit: 'Save',
          job: () => job(change),
        }}
      >
        {() => <ChangesView changes={changesOf(attributes, mergePatchOf(attributes, { ...attributes, ...change }))} />}
      </TaskDialog>
    ),
    from,
  )
}
