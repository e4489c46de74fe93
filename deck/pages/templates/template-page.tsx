import './templates.css'
import { Button, Select } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import {
  nameOfVersion,
  type Template,
  type TemplateDigest,
  useDependents,
  useTemplate,
  useTemplates,
  type VersionName,
  versionWords,
} from '../../data/templates.ts'
import { ActionMenu } from '../../ui/action-menu.tsx'
import { useAddress } from '../../ui/address.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Dialogs } from '../../ui/dialogs.tsx'
import { Facts } from '../../ui/facts.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Person } from '../../ui/person.tsx'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { When } from '../../ui/time.tsx'
import { PipelinePreview } from '../editor/templated/pipeline-preview.tsx'
import { DeleteTemplate } from './delete-template.tsx'
import { TemplateSource } from './template-source.tsx'
import { VariableTable } from './variable-table.tsx'

const TemplateEditor = lazy(() =>
  import('./template-editor.tsx').then(({ TemplateEditor: component }) => ({ default: component })),
)
const UseTemplate = lazy(() =>
  import('./use-template.tsx').then(({ UseTemplate: component }) => ({ default: component })),
)

/** One template: what it asks for, what comes of it, who uses it. `?version=` which content; `?edit=1` and `?use=1` work with it. */
export const TemplatePage = () => {
  const { templateId } = useParams({ strict: false }) as { templateId: string }
  usePageTitle(`${templateId} – pipeline templates`)
  return (
    <Loaded of={useTemplates()} what="The pipeline templates">
      {(all) => {
        const digest = all.find(({ id }) => id === templateId)
        if (digest) return <Page key={templateId} digest={digest} />
        return (
          <Empty title="There is no such pipeline template">
            It may have been deleted. <Link to="/pipeline-templates">All pipeline templates</Link>
          </Empty>
        )
      }}
    </Loaded>
  )
}

const Page = ({ digest }: { digest: TemplateDigest }) => {
  const [{ version: asked, edit, use }] = useAddress()
  const version = asked ?? (digest.versions[0] && nameOfVersion(digest.versions[0]))
  const template = useTemplate(digest.id, version, digest.schema)
  return (
    <Loaded of={template} what={`The version ${versionWords(version)}`}>
      {(read) => (
        <Suspense fallback={<Loading />}>
          {edit === '1' ? (
            <TemplateEditor template={read} version={version} digest={digest} />
          ) : use === '1' ? (
            <UseTemplate template={read} version={version} digest={digest} />
          ) : (
            <Shown digest={digest} template={read} version={version} />
          )}
        </Suspense>
      )}
    </Loaded>
  )
}

interface ShownProps {
  readonly digest: TemplateDigest
  readonly template: Template
  readonly version: VersionName
}

const Shown = ({ digest, template, version }: ShownProps) => {
  const { id, schema, name, usedBy } = digest
  const [, change] = useAddress()
  const { description, owner, scopes = [] } = template.metadata ?? {}
  const content = digest.versions.find(
    ({ tags, digest: sum }) => version !== undefined && (tags.includes(version) || version === `sha256:${sum}`),
  )
  const pipeline = template.pipeline ?? { stages: template.stages }
  return (
    <div className="stack">
      <div className="row">
        <Link to="/pipeline-templates">Pipeline templates</Link>
        <span aria-hidden="true">/</span>
        <h1>{template.metadata?.name ?? name}</h1>
        {template.protect === true && (
          <span className="tag" title="Pipelines of it may not add or change stages">
            protected
          </span>
        )}
        {schema === '1' && <span className="tag">version 1</span>}
        <span className="push row tight">
          {schema === 'v2' && <ChooseVersion digest={digest} version={version} />}
          {schema === 'v2' && (
            <>
              <Button size="compact-sm" variant="default" onClick={() => change({ edit: '1', tab: undefined })}>
                Edit
              </Button>
              <Button size="compact-sm" onClick={() => change({ use: '1', tab: undefined })}>
                Create a pipeline…
              </Button>
            </>
          )}
          <ActionMenu
            label="More"
            sections={[
              [
                {
                  name: 'Delete…',
                  destructive: true,
                  dialog: (close) => <DeleteTemplate digest={digest} version={version} close={close} />,
                },
              ],
            ]}
          />
        </span>
      </div>
      {description && <p className="quiet editor-about">{description}</p>}
      <Facts
        facts={[
          ['Id', <Copyable key="id" text={id} what="Id" />],
          ['Owner', owner],
          ['Scopes', scopes.join(', ')],
          ['Digest', content?.digest && <Copyable key="digest" text={`sha256:${content.digest}`} what="Digest" />],
          [
            'Changed',
            content?.updateTs && (
              <>
                <When at={Number(content.updateTs)} />{' '}
                {content.lastModifiedBy && (
                  <>
                    by <Person name={content.lastModifiedBy} />
                  </>
                )}
              </>
            ),
          ],
        ]}
      />
      <Tabs
        label="Parts of the template"
        tabs={[
          { key: 'variables', label: `Variables (${template.variables?.length ?? 0})` },
          { key: 'stages', label: 'Stages' },
          { key: 'uses', label: `Used by (${usedBy})` },
          { key: 'source', label: 'Source' },
        ]}
      >
        {(tab) =>
          tab === 'stages' ? (
            <PipelinePreview pipeline={schema === 'v2' ? pipeline : inEditorsWords(template)} />
          ) : tab === 'uses' ? (
            <Uses digest={digest} />
          ) : tab === 'source' ? (
            <TemplateSource template={template} />
          ) : (
            <VariableTable variables={template.variables ?? []} />
          )
        }
      </Tabs>
      <Dialogs />
    </div>
  )
}

/** Stages of version 1 have ids, and say what they depend on. */
const inEditorsWords = ({ stages }: Template) => ({
  stages: (Array.isArray(stages) ? (stages as Readonly<Record<string, unknown>>[]) : []).map((stage) => ({
    ...stage,
    refId: stage.id,
    requisiteStageRefIds: stage.dependsOn ?? [],
  })),
})

const ChooseVersion = ({ digest: { versions }, version }: { digest: TemplateDigest; version: VersionName }) => {
  const [, change] = useAddress()
  const options = versions.flatMap(({ tags, digest, updateTs }) => {
    const when = updateTs ? new Date(Number(updateTs)).toLocaleString() : ''
    const sum = digest === undefined ? undefined : `sha256:${digest}`
    return [
      ...tags.map((tag) => ({ value: tag, label: tag })),
      ...(sum !== undefined && (tags.length === 0 || sum === version)
        ? [{ value: sum, label: `${versionWords(sum)} · ${when}` }]
        : []),
    ]
  })
  return (
    <Select
      size="xs"
      aria-label="Version"
      allowDeselect={false}
      data={options}
      value={version ?? null}
      onChange={(chosen) => change({ version: chosen ?? undefined })}
    />
  )
}

const Uses = ({ digest: { id, schema } }: { digest: TemplateDigest }) => (
  <Loaded of={useDependents(id, schema)} what="What uses it">
    {(uses) =>
      uses.length === 0 ? (
        <Empty title="Nothing is made of it yet" />
      ) : (
        <div className="panel scroll">
          <table>
            <thead>
              <tr>
                <th>Pipeline</th>
                <th>Application</th>
              </tr>
            </thead>
            <tbody>
              {uses
                .toSorted(
                  (a, b) => a.application.localeCompare(b.application) || a.pipelineName.localeCompare(b.pipelineName),
                )
                .map(({ application, pipelineConfigId, pipelineName }) => (
                  <tr key={pipelineConfigId}>
                    <td>
                      <Link
                        to="/applications/$app/executions/configure/$pipelineId"
                        params={{ app: application, pipelineId: pipelineConfigId }}
                      >
                        {pipelineName}
                      </Link>
                    </td>
                    <td>
                      <Link to="/applications/$app" params={{ app: application }}>
                        {application}
                      </Link>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )
    }
  </Loaded>
)
