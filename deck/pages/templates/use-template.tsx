import './templates.css'
import { Button, Select, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useApplications, usePipelineConfigs } from '../../data/queries.ts'
import {
  configurationOf,
  referenceTo,
  type Template,
  type TemplateDigest,
  type VersionName,
  versionWords,
} from '../../data/templates.ts'
import { useAct } from '../../ui/act.ts'
import { useAddress } from '../../ui/address.ts'
import type { Values } from '../../ui/form/schema.ts'
import { PlanPanel } from '../editor/templated/plan-panel.tsx'
import { createTemplated } from './actions.ts'
import { areComplete, VariablesForm } from './variables-form.tsx'

/** These would break addresses (deck: CreatePipelineModal). */
const FORBIDDEN = /[\\^/?%#]/

interface UseProps {
  readonly digest: TemplateDigest
  readonly template: Template
  /** The version that the pipeline is to follow. */
  readonly version: VersionName
}

/** Makes a pipeline of a template: where, by what name, with which values; what comes of it is seen before it is saved. */
export const UseTemplate = ({ digest, template, version }: UseProps) => {
  const { id, name: templateName } = digest
  const variables = template.variables ?? []
  const navigate = useNavigate()
  const [address, change] = useAddress()
  const applications = useApplications().data ?? []
  const app = address.app ?? ''
  const [name, setName] = useState(address.name ?? '')
  const [given, setGiven] = useState<Values>({})
  const [asked, setAsked] = useState(false)
  const reference = referenceTo(id, version)
  const trimmed = name.trim()
  const taken = useTaken(app)
  const wrong = FORBIDDEN.test(trimmed)
    ? 'A name may not contain \\ ^ / ? % #'
    : taken.has(trimmed.toLowerCase())
      ? 'There is a pipeline of this name already.'
      : undefined
  const isReady = app !== '' && trimmed !== '' && wrong === undefined && areComplete(variables, given)
  const create = useAct(
    `Creating ${trimmed}`,
    () => createTemplated(app, trimmed, reference, given),
    (pipelineId) =>
      void navigate({
        to: '/applications/$app/executions/configure/$pipelineId',
        params: { app, pipelineId },
      }),
  )
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (isReady) create.mutate()
      }}
    >
      <div className="row">
        <Link to="/pipeline-templates">Pipeline templates</Link>
        <span aria-hidden="true">/</span>
        <Link to="/pipeline-templates/$templateId" params={{ templateId: id }} search={version ? { version } : {}}>
          {templateName}
        </Link>
        <span aria-hidden="true">/</span>
        <h1>Create a pipeline</h1>
        <span className="push row tight">
          <Button size="compact-sm" variant="default" onClick={() => change({ use: undefined, app: undefined })}>
            Cancel
          </Button>
          <Button size="compact-sm" type="submit" loading={create.isPending}>
            Create the pipeline
          </Button>
        </span>
      </div>
      {template.metadata?.description && <p className="quiet editor-about">{template.metadata.description}</p>}
      <div className="template-columns">
        <section className="panel" aria-label="Values">
          <div className="inside stack">
            <Select
              label="Application"
              withAsterisk
              searchable
              limit={100}
              data={applications.map((each) => each.name.toLowerCase()).toSorted()}
              value={app || null}
              error={asked && app === '' ? 'Needed' : undefined}
              onChange={(chosen) => change({ app: chosen ?? undefined })}
            />
            <TextInput
              label="Name of the pipeline"
              withAsterisk
              value={name}
              error={wrong ?? (asked && trimmed === '' ? 'Needed' : undefined)}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <p className="quiet small editor-about">
              {version === undefined || version === 'latest'
                ? 'It follows whatever is saved last of the template (latest).'
                : version.startsWith('sha256:')
                  ? `It stays at this content of the template (${versionWords(version)}).`
                  : `It follows the template’s version ${version}.`}
            </p>
            <h2>Variables</h2>
            <VariablesForm variables={variables} given={given} change={setGiven} asked={asked} />
          </div>
        </section>
        <PlanPanel
          configuration={
            areComplete(variables, given)
              ? configurationOf(app || 'application', trimmed || 'pipeline', reference, given)
              : undefined
          }
          waiting="It is shown when all variables have their values."
        />
      </div>
    </form>
  )
}

/** The names that pipelines of an application have, in lower case. */
const useTaken = (app: string): ReadonlySet<string> => {
  const configs = usePipelineConfigs(app, app !== '').data ?? []
  return new Set(configs.map(({ name }) => name.toLowerCase()))
}
