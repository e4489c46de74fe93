import { Button, Menu, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useAddress } from '../../ui/address.ts'
import { DocumentForm } from '../../ui/form/document-form.tsx'
import { FormFieldsProvider } from '../../ui/form/form-fields.ts'
import { PARTS } from './configuration/forms.ts'
import { addStage, moveStage, type Place, pasteStages, removeStage } from './document/edits.ts'
import { isObject, nameOf, objectsIn, refOf, requisitesOf, stageOf, stagesOf, withField } from './document/pipeline.ts'
import { useEditing } from './editor-context.ts'
import { configurationFields } from './fields.tsx'
import { StageForm } from './stage/stage-form.tsx'
import { StageGraph } from './stage-graph.tsx'

/** The pipeline as a graph, a list of its parts, and the form of the one that is chosen. */
export const FormView = ({ part, children }: { part: string; children?: ReactNode }) => {
  const editing = useEditing()
  const { document, edit, selected, select, readOnly, problems } = editing
  const [, address] = useAddress()
  const [removing, setRemoving] = useState<string>()
  const stage = selected === undefined ? undefined : stageOf(document, selected)
  const shown = PARTS.find(({ key }) => key === part) ?? PARTS[0]!
  const add = (place: Place) => {
    const made = addStage(document, { type: '', name: 'New stage' }, place)
    edit(made.pipeline)
    select(made.refId)
  }
  const last = stagesOf(document).at(-1)
  const behind = stage ?? last
  const tools = (
    <>
      {!readOnly && (
        <>
          <Button
            size="compact-sm"
            onClick={() => add(behind ? { at: 'after', refId: refOf(behind) } : { at: 'start' })}
          >
            Add stage
          </Button>
          <StageMenu add={add} remove={setRemoving} />
        </>
      )}
      {children}
    </>
  )
  return (
    <>
      {stagesOf(document).length > 0 ? (
        <StageGraph addBetween={(from, to) => add({ at: 'between', from, to })} remove={setRemoving}>
          {tools}
        </StageGraph>
      ) : (
        <div className="row tight">
          {tools}
          {!readOnly && <span className="quiet">A pipeline begins with a stage.</span>}
        </div>
      )}
      <div className="editor-columns">
        <nav className="panel editor-parts" aria-label="Parts of the pipeline">
          <h3>Configuration</h3>
          {PARTS.map(({ key, label }) => (
            <button
              key={key}
              type="button"
              className="plain"
              aria-current={!stage && shown.key === key ? 'true' : undefined}
              onClick={() => address({ part: key, stage: undefined })}
            >
              {label} <Marks level={problems.find((problem) => problem.part === key)?.level} />
              <span className="push quiet">{countOf(document, key)}</span>
            </button>
          ))}
          <h3>Stages</h3>
          {stagesOf(document).map((each, position) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: numbers may be there twice while a pipeline is wrong
              key={`${refOf(each)} ${position}`}
              type="button"
              className="plain"
              aria-current={refOf(each) === selected ? 'true' : undefined}
              onClick={() => select(refOf(each))}
            >
              <span className="clip">{nameOf(each)}</span>
              <Marks level={problems.find((problem) => problem.stage === refOf(each))?.level} />
            </button>
          ))}
        </nav>
        {stage ? (
          <StageForm key={selected} stage={stage} />
        ) : (
          <section className="panel" aria-label={shown.label}>
            <div className="top">
              <h2>{shown.label}</h2>
            </div>
            <fieldset className="inside editor-plain" disabled={readOnly}>
              <FormFieldsProvider value={configurationFields}>
                <DocumentForm
                  schema={shown.schema}
                  values={document}
                  set={(name, value) =>
                    edit((now) => withField(now, name, name === 'name' ? (value ?? '') : value), `${shown.key}/${name}`)
                  }
                />
              </FormFieldsProvider>
            </fieldset>
          </section>
        )}
      </div>
      {removing !== undefined && (
        <Modal
          opened
          onClose={() => setRemoving(undefined)}
          title={`Remove “${nameOf(stageOf(document, removing) ?? {})}”?`}
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          <div className="stack">
            <p className="editor-about">Stages that wait for it will wait for what it waits for. It can be undone.</p>
            <div className="row">
              <Button
                color="red"
                data-autofocus
                onClick={() => {
                  edit((now) => removeStage(now, removing))
                  setRemoving(undefined)
                  select(undefined)
                }}
              >
                Remove stage
              </Button>
              <Button variant="default" onClick={() => setRemoving(undefined)}>
                Keep it
              </Button>
            </div>
          </div>
        </Modal>
      )}
    </>
  )
}

const Marks = ({ level }: { level: 'error' | 'warning' | undefined }) =>
  level && (
    <span data-state={level === 'error' ? 'failed' : 'waiting'} className="status">
      <IconAlertTriangle size={14} aria-hidden="true" />
      <span className="visually-hidden">{level}</span>
    </span>
  )

const LISTS: Readonly<Record<string, string>> = {
  triggers: 'triggers',
  parameters: 'parameterConfig',
  notifications: 'notifications',
  artifacts: 'expectedArtifacts',
}

const countOf = (document: Readonly<Record<string, unknown>>, part: string): string => {
  const list = LISTS[part]
  return list === undefined ? '' : String(objectsIn(document[list]).length || '')
}

const say = (message: string) => notifications.show({ message })

/** What can be done with the chosen stage, and where another one can be put. */
const StageMenu = ({ add, remove }: { add: (place: Place) => void; remove: (refId: string) => void }) => {
  const { document, selected, edit, select } = useEditing()
  const stage = selected === undefined ? undefined : stageOf(document, selected)
  const paste = async () => {
    const text = await navigator.clipboard.readText().catch(() => '')
    let found: unknown
    try {
      found = JSON.parse(text)
    } catch {
      return say('There is no stage in the clipboard: copy one here or elsewhere as JSON.')
    }
    const stages = (
      Array.isArray(found) ? found : isObject(found) && Array.isArray(found.stages) ? found.stages : [found]
    )
      .filter(isObject)
      .filter(({ type }) => typeof type === 'string')
    if (stages.length === 0) return say('There is no stage in the clipboard: copy one here or elsewhere as JSON.')
    const made = pasteStages(document, stages, stage ? { at: 'after', refId: refOf(stage) } : { at: 'start' })
    edit(made.pipeline)
    select(made.refIds[0])
  }
  const ref = stage ? refOf(stage) : ''
  const others = stagesOf(document).filter((other) => refOf(other) !== ref)
  return (
    <Menu position="bottom-start" withinPortal shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          Stage
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflow: 'auto' }}>
        <Menu.Item onClick={() => add({ at: 'start' })}>Add at the start</Menu.Item>
        {stage && (
          <>
            <Menu.Item onClick={() => add({ at: 'after', refId: ref })}>Add after “{nameOf(stage)}”</Menu.Item>
            <Menu.Item onClick={() => add({ at: 'before', refId: ref })}>Add before it</Menu.Item>
            <Menu.Item onClick={() => add({ at: 'beside', refId: ref })}>Add beside it</Menu.Item>
            {others
              .filter((other) => requisitesOf(other).includes(ref))
              .map((other) => (
                <Menu.Item key={refOf(other)} onClick={() => add({ at: 'between', from: ref, to: refOf(other) })}>
                  Add between it and “{nameOf(other)}”
                </Menu.Item>
              ))}
            <Menu.Divider />
            {others.map((other) => (
              <Menu.Item
                key={refOf(other)}
                onClick={() => edit((now) => moveStage(now, ref, { at: 'after', refId: refOf(other) }))}
              >
                Move after “{nameOf(other)}”
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item
              onClick={() =>
                void navigator.clipboard
                  .writeText(JSON.stringify(stage, null, 2))
                  .then(() => say(`“${nameOf(stage)}” is in the clipboard: paste it into this or another pipeline.`))
                  .catch(() => say('The browser does not let this page write to the clipboard.'))
              }
            >
              Copy
            </Menu.Item>
          </>
        )}
        <Menu.Item onClick={() => void paste()}>Paste</Menu.Item>
        {stage && (
          <Menu.Item color="var(--deck-failed)" onClick={() => remove(ref)}>
            Remove…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
