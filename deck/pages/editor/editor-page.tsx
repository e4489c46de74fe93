import './editor.css'
import { Button, Modal, NativeSelect, SegmentedControl } from '@mantine/core'
import { Link, useBlocker, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useExecutions } from '../../data/queries.ts'
import { useAddress } from '../../ui/address.ts'
import { FormFieldsProvider } from '../../ui/form/form-fields.ts'
import { usePageActions } from '../../ui/page-actions.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { Person } from '../../ui/person.tsx'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { statusWords } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { isLocked, isOfTemplate, isTemplated, type Json, type Pipeline, stageOf, textOf } from './document/pipeline.ts'
import { problemsIn } from './document/problems.ts'
import { type Editing, EditingProvider } from './editor-context.ts'
import { editorFields } from './fields.tsx'
import { FormView } from './form-view.tsx'
import { PipelineMenu } from './menu.tsx'
import { type ConfigKind, useConfigs } from './queries.ts'
import { MergeDialog } from './save/merge-dialog.tsx'
import { ProblemList } from './save/problem-list.tsx'
import { SaveDialog } from './save/save-dialog.tsx'
import { useSession } from './session.ts'
import { requiredOf } from './stage/catalogue.ts'
import { NO_TYPES, useTypes } from './stage-types.ts'

const TextView = lazy(() => import('./text/text-view.tsx').then(({ TextView: component }) => ({ default: component })))
const TemplatedView = lazy(() =>
  import('./templated/templated-view.tsx').then(({ TemplatedView: component }) => ({ default: component })),
)
const Revisions = lazy(() =>
  import('./save/revisions.tsx').then(({ Revisions: component }) => ({ default: component })),
)

/** The editor of one pipeline or strategy of an application. */
export const EditorPage = () => {
  const { app, pipelineId } = useParams({ strict: false }) as { app: string; pipelineId: string }
  const [pipelines, strategies] = [useConfigs(app, 'pipeline'), useConfigs(app, 'strategy')]
  return (
    <Loaded of={pipelines} what="The pipelines">
      {(all) => {
        const pipeline = all.find(({ id }) => id === pipelineId)
        if (pipeline) return <Editor key={pipelineId} app={app} kind="pipeline" stored={pipeline} all={all} />
        return (
          <Loaded of={strategies} what="The strategies">
            {(others) => {
              const strategy = others.find(({ id }) => id === pipelineId)
              if (strategy) return <Editor key={pipelineId} app={app} kind="strategy" stored={strategy} all={others} />
              return (
                <Empty title="There is no such pipeline">
                  It may have been deleted, or be one of another application.{' '}
                  <Link to="/applications/$app/executions" params={{ app }}>
                    All pipelines of {app}
                  </Link>
                </Empty>
              )
            }}
          </Loaded>
        )
      }}
    </Loaded>
  )
}

interface EditorProps {
  app: string
  kind: ConfigKind
  stored: Pipeline
  all: readonly Pipeline[]
}

const Editor = ({ app, kind, stored, all }: EditorProps) => {
  const id = textOf(stored.id)
  const session = useSession(id, stored)
  const { document, dirty, theirs, restored, text } = session
  const types = useTypes()
  const [address, setAddress] = useAddress()
  const navigate = useNavigate()
  const [saving, setSaving] = useState(false)
  const [merging, setMerging] = useState(false)
  const [execution, setExecution] = useState<string>()
  usePageTitle(`${textOf(document.name)} – ${app}`)
  const readOnly = isLocked(document) || (isTemplated(document) && !isOfTemplate(document))
  // Typing goes on while what it means for three hundred stages is looked at.
  const settled = useDeferredValue(document)
  const problems = useMemo(
    () =>
      problemsIn(settled, {
        required: requiredOf,
        ...(types && { types: new Set(types.all.flatMap(({ type, aliases }) => [type, ...aliases])) }),
        others: all.map(({ id: other, name }) => ({ id: textOf(other), name: textOf(name) })),
      }),
    [settled, types, all],
  )
  const shown = { form: 'form', json: 'json', yaml: 'yaml' }[address.view ?? ''] ?? 'form'
  const editing: Editing = {
    ...session,
    app,
    kind,
    readOnly,
    types: types ?? NO_TYPES,
    problems,
    selected: address.stage === undefined || !stageOf(document, address.stage) ? undefined : address.stage,
    select: (stage) => setAddress({ stage, part: undefined }),
    execution,
  }
  const revisions = () => setAddress({ history: '1' })
  const start = () =>
    void navigate({
      to: '/applications/$app/executions',
      params: { app },
      search: { startManualExecution: id } as never,
    })
  usePageActions([
    { name: 'Save the pipeline', keys: 'mod+s', run: () => dirty && !text && setSaving(true) },
    { name: 'Undo', keys: 'mod+z', run: session.undo },
    { name: 'Redo', keys: 'mod+Z', run: session.redo },
    { name: 'Revisions of the pipeline', run: revisions },
    ...(kind === 'pipeline' ? [{ name: 'Start the pipeline', run: start }] : []),
  ])
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return (
    <FormFieldsProvider value={editorFields}>
      <EditingProvider value={editing}>
        <div className="stack editor">
          <header className="editor-head row tight">
            <h2 className="clip">{textOf(document.name)}</h2>
            {kind === 'strategy' && <span className="tag">Strategy</span>}
            {document.disabled === true && <span className="tag">Disabled</span>}
            {isLocked(document) && <span className="tag">Locked</span>}
            {address.history !== '1' && (
              <SegmentedControl
                size="xs"
                aria-label="View"
                value={shown}
                onChange={(view) => setAddress({ view: view === 'form' ? undefined : view })}
                data={[
                  { value: 'form', label: 'Form' },
                  { value: 'json', label: 'JSON' },
                  { value: 'yaml', label: 'YAML' },
                ]}
              />
            )}
            <span className="push quiet" role="status">
              {text ? 'Text is not valid' : dirty ? 'Not saved' : 'Saved'}
            </span>
            <Button size="compact-sm" variant="default" disabled={!session.canUndo} onClick={session.undo}>
              Undo
            </Button>
            <Button size="compact-sm" variant="default" disabled={!session.canRedo} onClick={session.redo}>
              Redo
            </Button>
            <PipelineMenu start={start} revisions={revisions} />
            {dirty && (
              <Button size="compact-sm" variant="default" onClick={session.revert}>
                Revert
              </Button>
            )}
            <Button size="compact-sm" disabled={!dirty || text !== undefined} onClick={() => setSaving(true)}>
              Save…
            </Button>
          </header>
          {restored !== undefined && (
            <div className="notice row" data-state="waiting" role="status">
              <span>
                Changes from <When at={restored} /> that were not saved are here again.
              </span>
              <Button size="compact-sm" variant="default" onClick={session.keepRestored}>
                Keep them
              </Button>
              <Button size="compact-sm" variant="default" onClick={session.revert}>
                Discard them
              </Button>
            </div>
          )}
          {theirs && (
            <div className="notice row" data-state="waiting" role="alert">
              <span>
                <Person name={textOf(theirs.lastModifiedBy) || 'somebody else'} /> saved this {kind} while you were
                editing.
              </span>
              <Button size="compact-sm" onClick={() => setMerging(true)}>
                Merge both versions
              </Button>
            </div>
          )}
          {isLocked(document) && (
            <div className="notice" data-state="idle">
              This {kind} is locked. {textOf((document.locked as Json).description)}
            </div>
          )}
          {isTemplated(document) && !isOfTemplate(document) && <Template document={document} />}
          {text && shown !== text.language && (
            <div className="notice row" data-state="failed" role="alert">
              <span>
                What was written as {text.language.toUpperCase()} is not valid yet, and not part of what you see.
              </span>
              <Button size="compact-sm" variant="default" onClick={() => setAddress({ view: text.language })}>
                Go on with it
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => session.setText(undefined)}>
                Discard it
              </Button>
            </div>
          )}
          {address.history === '1' ? (
            <Suspense fallback={<Loading />}>
              <Revisions id={id} leave={() => setAddress({ history: undefined })} />
            </Suspense>
          ) : (
            <>
              <ProblemList />
              {shown === 'form' && isOfTemplate(document) ? (
                <Suspense fallback={<Loading />}>
                  <TemplatedView part={address.part ?? ''} />
                </Suspense>
              ) : shown === 'form' ? (
                <FormView part={address.part ?? 'settings'}>
                  {kind === 'pipeline' && (
                    <ChooseExecution
                      app={app}
                      config={id}
                      chosen={execution}
                      choose={setExecution}
                      asked={address.executionId}
                    />
                  )}
                </FormView>
              ) : (
                <Suspense fallback={<Loading />}>
                  <TextView key={shown} language={shown as 'json' | 'yaml'} />
                </Suspense>
              )}
            </>
          )}
        </div>
        {saving && (
          <SaveDialog
            close={() => setSaving(false)}
            merge={() => {
              setSaving(false)
              setMerging(true)
            }}
          />
        )}
        {merging && theirs && <MergeDialog theirs={theirs} close={() => setMerging(false)} />}
        {blocker.status === 'blocked' && (
          <Modal
            opened
            onClose={blocker.reset}
            title="There are changes that are not saved"
            closeButtonProps={{ 'aria-label': 'Close' }}
          >
            <div className="stack">
              <p className="editor-about">They are kept in this browser, and are here again when you come back.</p>
              <div className="row">
                <Button data-autofocus onClick={blocker.reset}>
                  Stay
                </Button>
                <Button variant="default" onClick={blocker.proceed}>
                  Leave
                </Button>
                <Button
                  variant="default"
                  color="red"
                  onClick={() => {
                    session.revert()
                    blocker.proceed()
                  }}
                >
                  Discard them and leave
                </Button>
              </div>
            </div>
          </Modal>
        )}
      </EditingProvider>
    </FormFieldsProvider>
  )
}

/** Where a pipeline comes from that is made of a template: it changes there. */
const Template = ({ document }: { document: Pipeline }) => {
  const { template, config } = document as { template?: Json; config?: { pipeline?: { template?: Json } } }
  const source = textOf(template?.reference) || textOf(config?.pipeline?.template?.source)
  return (
    <div className="notice" data-state="idle">
      This pipeline is made of a template{source && <strong> {source}</strong>}. Its stages are changed there; here they
      can be read.
    </div>
  )
}

interface ChooseProps {
  app: string
  config: string
  chosen: string | undefined
  choose: (id: string | undefined) => void
  asked: string | undefined
}

/** The execution against which expressions are evaluated while they are written. */
const ChooseExecution = ({ app, config, chosen, choose, asked }: ChooseProps) => {
  const executions = (useExecutions(app, 10).data ?? []).filter(({ pipelineConfigId }) => pipelineConfigId === config)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address says it once
  useEffect(() => {
    if (asked) choose(asked)
  }, [asked])
  if (executions.length === 0 && !chosen) return null
  return (
    <div className="row tight small">
      <span id="expressions-in">Show what expressions come to in</span>
      <NativeSelect
        size="xs"
        aria-labelledby="expressions-in"
        value={chosen ?? ''}
        onChange={(event) => choose(event.currentTarget.value || undefined)}
        data={[
          { value: '', label: 'no execution' },
          ...executions.map(({ id, buildTime, status }) => ({
            value: id,
            label: `${new Date(buildTime ?? 0).toLocaleString()} · ${statusWords(status)}`,
          })),
        ]}
      />
    </div>
  )
}
