import { Button, Group, Modal, Radio, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Dependent,
  type TemplateDigest,
  useDependents,
  type VersionName,
  versionWords,
} from '../../data/templates.ts'
import { useAct } from '../../ui/act.ts'
import { useAddress } from '../../ui/address.ts'
import { Loaded } from '../../ui/states.tsx'
import { deleteTemplate } from './actions.ts'

interface DeleteProps {
  readonly digest: TemplateDigest
  readonly version: VersionName
  readonly close: () => void
}

/** Deletes a version or the whole, after it was said what stands in the way, and what goes. */
export const DeleteTemplate = ({ digest, version, close }: DeleteProps) => {
  const { id, schema, name, versions } = digest
  const [what, setWhat] = useState<'version' | 'all'>('all')
  const [typed, setTyped] = useState('')
  const navigate = useNavigate()
  const [, change] = useAddress()
  const one = what === 'version' ? version : undefined
  const act = useAct(
    'Deleting it',
    () => deleteTemplate(id, schema, one),
    () => {
      close()
      if (one === undefined) void navigate({ to: '/pipeline-templates' })
      else change({ version: undefined })
    },
  )
  return (
    <Modal opened onClose={close} title={`Delete “${name}”`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Loaded of={useDependents(id, schema)} what="What uses it">
        {(uses) => (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              if (typed === id) act.mutate()
            }}
          >
            {schema === 'v2' && versions.length > 1 && version !== undefined && (
              <Radio.Group label="What" value={what} onChange={(chosen) => setWhat(chosen as 'version' | 'all')}>
                <Radio value="all" label={`The template with all its ${versions.length} versions`} />
                <Radio value="version" label={`Only the version ${versionWords(version)}`} />
              </Radio.Group>
            )}
            {uses.length > 0 && <InTheWay uses={uses} isWhole={one === undefined} />}
            <TextInput
              label={`Type ${id} to delete it`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              data-autofocus
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Close
              </Button>
              <Button
                type="submit"
                color="red"
                disabled={typed !== id || (one === undefined && uses.length > 0)}
                loading={act.isPending}
              >
                Delete
              </Button>
            </Group>
          </form>
        )}
      </Loaded>
    </Modal>
  )
}

/** What is named before it is counted. */
const NAMED = 10

const InTheWay = ({ uses, isWhole }: { uses: readonly Dependent[]; isWhole: boolean }) => (
  <div className="notice" data-state={isWhole ? 'failed' : 'waiting'} role="status">
    {isWhole
      ? 'It cannot be deleted while pipelines are made of it; delete them or make plain pipelines of them first:'
      : 'Pipelines that ask for this very version keep it from being deleted. Made of the template are:'}
    <ul className="template-findings">
      {uses.slice(0, NAMED).map(({ application, pipelineConfigId, pipelineName }) => (
        <li key={pipelineConfigId}>
          {application}: {pipelineName}
        </li>
      ))}
      {uses.length > NAMED && <li>and {uses.length - NAMED} more</li>}
    </ul>
  </div>
)
