import { Button, Menu, Textarea, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useAct } from '../../ui/act.ts'
import { useAddress } from '../../ui/address.ts'
import { Asked } from '../../ui/asked.tsx'
import { openDialog } from '../../ui/dialogs.tsx'
import { download } from '../../ui/download.ts'
import { contentOf, isLocked, type Json, type Pipeline, textOf, withField } from './document/pipeline.ts'
import { type Language, textOfPipeline } from './document/text.ts'
import { useEditing } from './editor-context.ts'
import { deleteConfig, saveConfig } from './queries.ts'

interface MenuProps {
  start: () => void
  revisions: () => void
}

/** What can be done to the pipeline as a whole. */
export const PipelineMenu = ({ start, revisions }: MenuProps) => {
  const { document, base, edit, kind, app, readOnly, dirty } = useEditing()
  const button = useRef<HTMLButtonElement>(null)
  const [, address] = useAddress()
  const dialog = (render: (close: () => void) => React.ReactNode) => openDialog(render, button.current)
  const exportAs = (language: Language) =>
    download(`${textOf(document.name)}.${language}`, textOfPipeline(document, language))
  const { ui, allowUnlockUi } = (document.locked ?? {}) as Json
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <Button
          ref={button}
          size="compact-sm"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          Actions
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kind === 'pipeline' && <Menu.Item onClick={start}>Start…</Menu.Item>}
        {!readOnly && (
          <Menu.Item
            onClick={() => address({ part: 'settings', stage: undefined, view: undefined, history: undefined })}
          >
            Rename
          </Menu.Item>
        )}
        <Menu.Item onClick={() => address({ view: 'json', history: undefined })}>
          {readOnly ? 'Show as JSON' : 'Edit as JSON'}
        </Menu.Item>
        <Menu.Item onClick={revisions}>Revisions</Menu.Item>
        <Menu.Item onClick={() => exportAs('json')}>Export as JSON</Menu.Item>
        <Menu.Item onClick={() => exportAs('yaml')}>Export as YAML</Menu.Item>
        <Menu.Item onClick={() => dialog((close) => <Duplicate {...{ document, kind, app, close }} />)}>
          Duplicate…
        </Menu.Item>
        <Menu.Divider />
        {!readOnly && (
          <Menu.Item onClick={() => edit((now) => withField(now, 'disabled', now.disabled !== true))}>
            {document.disabled === true ? 'Enable' : 'Disable'}
          </Menu.Item>
        )}
        {ui === true ? (
          <Menu.Item
            disabled={allowUnlockUi === false}
            onClick={() => edit((now) => withField(now, 'locked', undefined))}
          >
            Unlock
          </Menu.Item>
        ) : (
          <Menu.Item
            onClick={() =>
              dialog((close) => (
                <Lock lock={(locked) => edit((now) => withField(now, 'locked', locked))} close={close} />
              ))
            }
          >
            Lock…
          </Menu.Item>
        )}
        {!isLocked(base) && (
          <Menu.Item
            color="var(--deck-failed)"
            onClick={() => dialog((close) => <Delete {...{ base, kind, app, dirty, close }} />)}
          >
            Delete…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

interface DialogProps {
  kind: 'pipeline' | 'strategy'
  app: string
  close: () => void
}

const Duplicate = ({ document, kind, app, close }: DialogProps & { document: Pipeline }) => {
  const navigate = useNavigate()
  const [name, setName] = useState(`${textOf(document.name)} copy`)
  const act = useAct(
    'Duplicating it',
    () =>
      saveConfig(kind, { ...contentOf(document), name: name.trim(), application: app, regenerateCronTriggerIds: true }),
    ({ id }) => {
      close()
      void navigate({
        to: '/applications/$app/executions/configure/$pipelineId',
        params: { app, pipelineId: textOf(id) },
      })
    },
  )
  return (
    <Asked title="Duplicate" close={close} does="Duplicate" pending={act.isPending} act={() => act.mutate()}>
      <TextInput
        label="Name of the copy"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
    </Asked>
  )
}

const Lock = ({ lock, close }: { lock: (locked: Json) => void; close: () => void }) => {
  const [description, setDescription] = useState('')
  return (
    <Asked
      title="Lock"
      close={close}
      does="Lock when it is saved"
      act={() => {
        lock({ ui: true, allowUnlockUi: true, ...(description && { description }) })
        close()
      }}
    >
      <Textarea
        label="Why"
        description="Shown to whoever wants to change it."
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        data-autofocus
      />
    </Asked>
  )
}

const Delete = ({ base, kind, app, close }: DialogProps & { base: Pipeline }) => {
  const navigate = useNavigate()
  const name = textOf(base.name)
  const [typed, setTyped] = useState('')
  const act = useAct(
    'Deleting it',
    () => deleteConfig(kind, base),
    () => {
      close()
      void navigate({ to: '/applications/$app/executions', params: { app }, ignoreBlocker: true })
    },
  )
  return (
    <Asked
      title={`Delete “${name}”`}
      close={close}
      does="Delete"
      pending={act.isPending}
      ready={typed === name}
      destructive
      act={() => act.mutate()}
    >
      <p className="editor-about">Its executions stay; its triggers start nothing any more.</p>
      <TextInput
        label={`Type ${name} to delete it`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
    </Asked>
  )
}
