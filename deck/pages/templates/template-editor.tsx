import './templates.css'
import '../editor/editor.css'
import { Button, Modal, SegmentedControl } from '@mantine/core'
import { Link, useBlocker, useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useState } from 'react'
import { useUser } from '../../data/queries.ts'
import {
  configurationOfDraft,
  type Template,
  type TemplateDigest,
  useTemplates,
  type VersionName,
} from '../../data/templates.ts'
import { useAddress } from '../../ui/address.ts'
import { Dialogs, openDialog } from '../../ui/dialogs.tsx'
import type { Values } from '../../ui/form/schema.ts'
import { usePageActions } from '../../ui/page-actions.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { usePreference } from '../../ui/preference.ts'
import { type Language, readObject, writeText } from '../editor/document/text.ts'
import { PlanPanel } from '../editor/templated/plan-panel.tsx'
import { findingsInTemplate, type TemplateFinding } from './problems.ts'
import { SaveTemplate } from './save-template.tsx'
import { TemplateCode } from './template-code.tsx'
import { contentOfTemplate, newTemplate } from './template-text.ts'
import { shownVariables } from './variables.ts'
import { areComplete, VariablesForm } from './variables-form.tsx'

interface EditorProps {
  /** What is changed, and where it comes from; a new one without. */
  readonly template?: Template
  readonly version?: VersionName
  readonly digest?: TemplateDigest
}

/** Writes a template as YAML or JSON: what is wrong with it and what would come of it is said while one writes. */
export const TemplateEditor = ({ template, version, digest }: EditorProps) => {
  const [language, setLanguage] = usePreference<Language>('deck.templates.language', 'yaml')
  const user = useUser().data
  const [begun] = useState<Template>(() =>
    template === undefined ? newTemplate(user?.username ?? '') : contentOfTemplate(template),
  )
  const [text, setText] = useState(() => writeText(begun, language))
  // Looked at once: what the template was when the work on it began.
  const [startedFrom] = useState(digest?.versions[0]?.updateTs)
  const [given, setGiven] = useState<Values>({})
  const [, change] = useAddress()
  const navigate = useNavigate()
  const others = useTemplates().data ?? []
  const settled = useDeferredValue(text)
  const reading = useMemo(() => readObject(settled, language), [settled, language])
  const written = reading.problem ? undefined : (reading.value as unknown as Template)
  const findings = useMemo(
    () =>
      written === undefined ? [] : [...placeFindings(written, begun, digest, others), ...findingsInTemplate(written)],
    [written, begun, digest, others],
  )
  const isDirty = text !== writeText(begun, language)
  const isGood = written !== undefined && text === settled && findings.every(({ level }) => level !== 'error')
  usePageTitle(digest ? `${digest.name} – edit` : 'New pipeline template')
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => isDirty && (next.search as { edit?: string }).edit !== '1',
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
  const save = (from: HTMLElement | null) =>
    openDialog(
      (close) => (
        <SaveTemplate
          template={written!}
          before={template === undefined ? undefined : begun}
          version={version}
          digest={digest}
          startedFrom={startedFrom}
          close={close}
          saved={(tag) => {
            close()
            void navigate({
              to: '/pipeline-templates/$templateId',
              params: { templateId: written!.id },
              search: tag === undefined ? {} : { version: tag },
              ignoreBlocker: true,
            })
          }}
        />
      ),
      from,
    )
  usePageActions([{ name: 'Save the template', keys: 'mod+s', run: () => isGood && isDirty && save(null) }])
  return (
    <div className="stack">
      <div className="row">
        <Link to="/pipeline-templates">Pipeline templates</Link>
        <span aria-hidden="true">/</span>
        {digest && (
          <>
            <Link to="/pipeline-templates/$templateId" params={{ templateId: digest.id }}>
              {digest.name}
            </Link>
            <span aria-hidden="true">/</span>
          </>
        )}
        <h1>{digest ? 'Edit' : 'New template'}</h1>
        <SegmentedControl
          size="xs"
          aria-label="Written as"
          value={language}
          disabled={reading.problem !== undefined}
          onChange={(next) => {
            setText(writeText(written, next as Language))
            setLanguage(next as Language)
          }}
          data={[
            { value: 'yaml', label: 'YAML' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <span className="push row tight">
          <Button size="compact-sm" variant="default" onClick={() => change({ edit: undefined })}>
            {isDirty ? 'Leave…' : 'Leave'}
          </Button>
          <Button size="compact-sm" disabled={!isGood || !isDirty} onClick={(event) => save(event.currentTarget)}>
            Save…
          </Button>
        </span>
      </div>
      <div className="template-columns template-writing">
        <div className="stack">
          {reading.problem && (
            <div className="notice" data-state="failed" role="alert">
              Line {reading.problem.line}, column {reading.problem.column}: {reading.problem.message}
            </div>
          )}
          <Findings findings={findings} />
          <TemplateCode key={language} language={language} text={text} change={setText} />
        </div>
        <div className="stack">
          {written && (
            <section className="panel" aria-label="Values to try it with">
              <div className="top">
                <h2>Try it with</h2>
              </div>
              <div className="inside">
                <VariablesForm
                  key={JSON.stringify(written.variables)}
                  variables={variablesOf(written)}
                  given={given}
                  change={setGiven}
                  asked={false}
                />
              </div>
            </section>
          )}
          <PlanPanel
            configuration={
              written && findings.every(({ level }) => level !== 'error') && areComplete(variablesOf(written), given)
                ? configurationOfDraft('application', 'pipeline', written, shownVariables(variablesOf(written), given))
                : undefined
            }
            waiting="It is shown when nothing is wrong with the template and all its variables have values."
          />
        </div>
      </div>
      <Dialogs />
      {blocker.status === 'blocked' && (
        <Modal
          opened
          onClose={blocker.reset}
          title="There are changes that are not saved"
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          <div className="row">
            <Button data-autofocus onClick={blocker.reset}>
              Stay
            </Button>
            <Button variant="default" color="red" onClick={blocker.proceed}>
              Discard them and leave
            </Button>
          </div>
        </Modal>
      )}
    </div>
  )
}

const variablesOf = ({ variables }: Template) =>
  (Array.isArray(variables) ? variables : []).filter((each) => typeof each?.name === 'string' && each.name !== '')

/** What is wrong with where it would be kept. */
const placeFindings = (
  { id }: Template,
  begun: Template,
  digest: TemplateDigest | undefined,
  others: readonly TemplateDigest[],
): TemplateFinding[] => {
  if (digest === undefined)
    return others.some((each) => each.id === id)
      ? [{ level: 'error', message: `There is a template of the id ${id} already.` }]
      : []
  return id === begun.id
    ? []
    : [
        {
          level: 'error',
          message: `The id must stay ${begun.id}: pipelines refer to it. Write a new template instead.`,
        },
      ]
}

const Findings = ({ findings }: { findings: readonly TemplateFinding[] }) =>
  findings.length > 0 && (
    <div className="notice" data-state={findings[0]?.level === 'error' ? 'failed' : 'waiting'} role="status">
      <ul className="template-findings">
        {findings.map(({ level, message }) => (
          <li key={message}>
            <span className="visually-hidden">{level}: </span>
            {message}
          </li>
        ))}
      </ul>
    </div>
  )
