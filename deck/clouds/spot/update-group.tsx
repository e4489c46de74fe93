import { Button, Group, Modal } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useServerGroup } from '../../data/queries.ts'
import type { Action } from '../../ui/action-menu.tsx'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, type JsonObject, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { Loading } from '../../ui/states.tsx'
import { counted, groupJob } from '../group.ts'
import { SpotDialog, type SpotForm } from './dialog.tsx'
import { asSpot, type Document, type SpotGroup } from './shapes.ts'

const JsonEditor = lazy(() => import('../../ui/json-editor.tsx').then(({ JsonEditor }) => ({ default: JsonEditor })))

interface UpdateProps {
  app: string
  group: SpotGroup
  close: () => void
}

export const updateAction = (app: string, group: SpotGroup): Action => ({
  name: 'Edit as JSON',
  dialog: (close) => <UpdateGroup app={app} group={group} close={close} />,
})

/** Spot's own fields of a group: shown in the document, and not changed by whoever edits it. */
const READ_ONLY = ['id', 'createdAt', 'updatedAt']

/** Edits a group's document, shows what would change, and sends only that. */
const UpdateGroup = ({ app, group, close }: UpdateProps) => {
  // As it was when the editing began: what others change meanwhile is neither undone nor sent again.
  const [before] = useState<JsonObject>(() => editable(group.group ?? {}))
  const [text, setText] = useState(() => JSON.stringify(before, null, 2))
  const [patch, setPatch] = useState<JsonObject>()
  if (patch) {
    return (
      <SpotDialog form={updateForm(app, group, before, patch)} close={close} size="xl">
        {() => (
          <>
            <ChangesView changes={changesOf(before, patch)} />
            <ChangedMeanwhile app={app} before={before} group={group} />
            <div>
              <Button size="compact-sm" variant="default" onClick={() => setPatch(undefined)}>
                Edit further
              </Button>
            </div>
          </>
        )}
      </SpotDialog>
    )
  }
  const edited = read(text)
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={`Edit ${group.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      <div className="stack">
        <div className="quiet">
          The group as Spot has it. A field that you remove, or set to null, is cleared; lists are replaced whole. You
          see the changes before anything is sent.
        </div>
        <Suspense fallback={<Loading />}>
          <JsonEditor label="Group as JSON" initial={text} change={setText} />
        </Suspense>
        {edited.why && (
          <div className="notice" data-state="failed" role="alert">
            {edited.why}
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Review before={before} after={edited.document} review={setPatch} />
        </Group>
      </div>
    </Modal>
  )
}

interface ReviewProps {
  before: JsonObject
  after: JsonObject | undefined
  review: (patch: JsonObject) => void
}

const Review = ({ before, after, review }: ReviewProps) => {
  const patch = after && mergePatchOf(before, after)
  const count = patch ? changesOf(before, patch).length : 0
  return (
    <Button disabled={!patch || count === 0} onClick={() => patch && review(patch)}>
      {count === 0 ? 'Nothing has changed' : `Review ${counted(count, 'change')}`}
    </Button>
  )
}

const editable = (document: Document): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !READ_ONLY.includes(name)))

interface MeanwhileProps {
  app: string
  group: SpotGroup
  before: JsonObject
}

const ChangedMeanwhile = ({ app, group: { account, region, name }, before }: MeanwhileProps) => {
  const now = useServerGroup(app, account, region, name).data
  const document = now && asSpot(now).group
  if (!document || Object.keys(mergePatchOf(before, editable(document))).length === 0) return null
  return (
    <div className="notice" data-state="waiting">
      {name} has changed since you began. Only the fields above are sent; the others stay as they are now.
    </div>
  )
}

const read = (text: string): { document?: JsonObject; why?: string } => {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null && !Array.isArray(document))
      return { document: document as JsonObject }
    return { why: 'The group must be an object: {…}' }
  } catch (cause) {
    return { why: `Not JSON: ${(cause as Error).message}` }
  }
}

const updateForm = (app: string, group: SpotGroup, before: JsonObject, patch: JsonObject): SpotForm => ({
  operation: 'updateElastigroup',
  settled: ['groupToUpdate'],
  app,
  account: group.account,
  title: `Update ${group.name}`,
  description: `Update Elastigroup: ${group.name}`,
  submit: 'Update',
  says: () => [
    `${counted(changesOf(before, patch).length, 'field')} of ${group.name} will change. Instances that run keep what they were started with, until they are replaced or rolled.`,
  ],
  job: () => [groupJob('updateElastigroup', group, { groupToUpdate: { group: patch } })],
})
