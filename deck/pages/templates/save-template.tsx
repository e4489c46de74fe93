import { Button, Group, Modal, NativeSelect } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { get } from '../../data/gate.ts'
import { type Template, type TemplateDigest, useDependents, type VersionName } from '../../data/templates.ts'
import { Person } from '../../ui/person.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { writeText } from '../editor/document/text.ts'
import { saveTemplate } from './actions.ts'

const TextDiff = lazy(() =>
  import('../../ui/diff/text-diff.tsx').then(({ TextDiff: component }) => ({ default: component })),
)

/** The tags that the server knows (front50: V2PipelineTemplateController). */
const TAGS = ['latest', 'stable', 'unstable', 'experimental', 'test', 'canary']

interface SaveProps {
  readonly template: Template
  readonly before: Template | undefined
  readonly version: VersionName
  readonly digest: TemplateDigest | undefined
  /** When the newest version was saved that the person in front of it knows. */
  readonly startedFrom: string | undefined
  readonly close: () => void
  readonly saved: (tag: string | undefined) => void
}

class Changed extends Error {
  readonly who: string | undefined
  constructor(who: string | undefined) {
    super('Somebody else saved this template in the meantime.')
    this.who = who
  }
}

/** Shows what would be saved and whom it reaches, and saves it under a tag. */
export const SaveTemplate = ({ template, before, version, digest, startedFrom, close, saved }: SaveProps) => {
  const queries = useQueryClient()
  const [tag, setTag] = useState(version !== undefined && version !== 'latest' && TAGS.includes(version) ? version : '')
  const save = useMutation({
    mutationFn: async (isAnyway: boolean) => {
      const now = (await get<TemplateDigest[]>('/v1/pipelineTemplates')).find(({ id }) => id === template.id)
      const [newest] = now?.versions ?? []
      if (!isAnyway && newest?.updateTs !== startedFrom) throw new Changed(newest?.lastModifiedBy)
      const exists = tag === '' ? now !== undefined : now?.versions.some(({ tags }) => tags.includes(tag)) === true
      await saveTemplate(template, tag || undefined, exists)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['pipelineTemplates'] })
      notifications.show({ color: 'green', message: `“${template.metadata?.name ?? template.id}” is saved.` })
      saved(tag || undefined)
    },
  })
  return (
    <Modal
      opened
      onClose={close}
      size="min(1100px, 96vw)"
      title={before === undefined ? 'Save the new template' : `Save “${digest?.name ?? template.id}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!save.isPending) save.mutate(false)
        }}
      >
        {save.error instanceof Changed ? (
          <div className="notice stack" data-state="waiting" role="alert">
            <strong>
              {save.error.who ? <Person name={save.error.who} /> : 'Somebody else'} saved this template in the meantime.
            </strong>
            <span>Leave and look at what they wrote, or save yours over it: theirs is kept under its digest.</span>
            <div>
              <Button size="compact-sm" variant="default" onClick={() => save.mutate(true)}>
                Save over it
              </Button>
            </div>
          </div>
        ) : (
          save.error && <Failed what="It is not saved." error={save.error} />
        )}
        <NativeSelect
          label="Tag"
          description="Whatever it is, latest stands for this from now on too."
          value={tag}
          data={[{ value: '', label: 'none' }, ...TAGS.map((each) => ({ value: each, label: each }))]}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        {digest && digest.usedBy > 0 && <Reached digest={digest} />}
        {before && (
          <Suspense fallback={<Loading />}>
            <TextDiff
              label="What changes"
              before={writeText(before, 'json')}
              after={writeText(template, 'json')}
              sideBySide={false}
            />
          </Suspense>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Go on editing
          </Button>
          <Button type="submit" data-autofocus loading={save.isPending}>
            Save the template
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** What is named before it is counted. */
const NAMED = 5

const Reached = ({ digest: { id, schema } }: { digest: TemplateDigest }) => {
  const uses = useDependents(id, schema).data
  if (!uses?.length) return null
  const names = uses.slice(0, NAMED).map(({ application, pipelineName }) => `${application}: ${pipelineName}`)
  return (
    <div className="notice" data-state="waiting" role="status">
      Made of this template, and changed with it where they follow this version: {names.join(', ')}
      {uses.length > NAMED && ` and ${uses.length - NAMED} more`}.
    </div>
  )
}
