import './templates.css'
import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useDeferredValue } from 'react'
import { nameOfVersion, type TemplateDigest, useTemplates, versionWords } from '../../data/templates.ts'
import { useAddress } from '../../ui/address.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { Person } from '../../ui/person.tsx'
import { usePreference } from '../../ui/preference.ts'
import { useRows } from '../../ui/rows.ts'
import { inOrder, SortedHead, type Sorting } from '../../ui/sorted-head.tsx'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'

const TemplateEditor = lazy(() =>
  import('./template-editor.tsx').then(({ TemplateEditor: component }) => ({ default: component })),
)

const COLUMNS: Readonly<Record<string, (template: TemplateDigest) => string | number | undefined>> = {
  name: ({ name }) => name.toLowerCase(),
  owner: ({ owner }) => owner?.toLowerCase(),
  used: ({ usedBy }) => usedBy,
  changed: ({ versions }) => Number(versions[0]?.updateTs) || undefined,
}

/** Every word must be somewhere in what the list says of it. */
const matches = ({ id, name, description, owner, scopes }: TemplateDigest, words: readonly string[]): boolean => {
  const text = [id, name, description, owner, ...scopes].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** What pipelines can be made of. `?edit=1` writes a new one. */
export const Templates = () => {
  const [{ q = '', edit }, change] = useAddress()
  const sought = useDeferredValue(q)
  usePageTitle('Pipeline templates')
  useRows()
  const templates = useTemplates()
  if (edit === '1')
    return (
      <Suspense fallback={<Loading />}>
        <TemplateEditor />
      </Suspense>
    )
  return (
    <div className="stack">
      <div className="row">
        <h1>Pipeline templates</h1>
        <TextInput
          aria-label="Search templates"
          placeholder="Search"
          value={q}
          onChange={(event) => change({ q: event.currentTarget.value })}
        />
        <Button className="push" onClick={() => change({ edit: '1' })}>
          Write a template
        </Button>
      </div>
      <Loaded of={templates} what="The pipeline templates">
        {(all) => <Table all={all} sought={sought} />}
      </Loaded>
    </div>
  )
}

const Table = ({ all, sought }: { all: readonly TemplateDigest[]; sought: string }) => {
  const [sorting, sort] = usePreference<Sorting>('deck.templates.sort', { by: 'name', down: false })
  if (all.length === 0)
    return (
      <Empty title="No pipeline templates yet">
        <p>
          A template is a pipeline with gaps: many pipelines are made of it, each with values of its own, and all of
          them follow when it changes.
        </p>
      </Empty>
    )
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = all
    .filter((each) => matches(each, words))
    .toSorted(inOrder(COLUMNS[sorting.by] ?? COLUMNS.name!, sorting.down))
  if (shown.length === 0) return <Empty title={`Nothing matches “${sought}”`} />
  const head = { sorting, sort }
  return (
    <div className="panel scroll">
      <table className="template-table">
        <thead>
          <tr>
            <SortedHead {...head} name="name" label="Name" />
            <SortedHead {...head} name="owner" label="Owner" className="wide" />
            <th className="wide">Scopes</th>
            <th>Versions</th>
            <SortedHead {...head} name="used" label="Used by" />
            <SortedHead {...head} name="changed" label="Changed" className="wide" />
          </tr>
        </thead>
        <tbody>
          {shown.map((template) => (
            <Row key={template.id} template={template} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Row = ({ template }: { template: TemplateDigest }) => {
  const { id, schema, name, description, owner, scopes, versions, usedBy } = template
  const [newest] = versions
  return (
    <tr>
      <td>
        <Link data-row to="/pipeline-templates/$templateId" params={{ templateId: id }}>
          {name}
        </Link>{' '}
        {name !== id && <span className="quiet mono">{id}</span>}
        {description && <div className="quiet small">{description}</div>}
      </td>
      <td className="wide">{owner ?? <span className="quiet">–</span>}</td>
      <td className="wide">
        <span className="template-scopes">
          {scopes.map((scope) => (
            <span key={scope} className="tag">
              {scope}
            </span>
          ))}
        </span>
      </td>
      <td>{schema === '1' ? <span className="tag">version 1</span> : <Versions template={template} />}</td>
      <td>
        {usedBy === 0 ? (
          <span className="quiet">nothing</span>
        ) : (
          <Link to="/pipeline-templates/$templateId" params={{ templateId: id }} search={{ tab: 'uses' }}>
            {usedBy} {usedBy === 1 ? 'pipeline' : 'pipelines'}
          </Link>
        )}
      </td>
      <td className="wide">
        <When at={Number(newest?.updateTs) || undefined} />
        {newest?.lastModifiedBy && (
          <div className="small">
            <Person name={newest.lastModifiedBy} />
          </div>
        )}
      </td>
    </tr>
  )
}

/** The tags, each leading to what it stands for; contents that no tag stands for any more are counted. */
const Versions = ({ template: { id, versions } }: { template: TemplateDigest }) => {
  const untagged = versions.filter(({ tags }) => tags.length === 0).length
  return (
    <span className="template-scopes">
      {versions.flatMap((version) =>
        version.tags.map((tag) => (
          <Link
            key={tag}
            className="tag"
            to="/pipeline-templates/$templateId"
            params={{ templateId: id }}
            search={{ version: tag }}
            title={versionWords(version.digest && `sha256:${version.digest}`)}
          >
            {tag}
          </Link>
        )),
      )}
      {untagged > 0 && (
        <span className="quiet small" title={versions.map(nameOfVersion).map(versionWords).join('\n')}>
          +{untagged} older
        </span>
      )}
    </span>
  )
}
