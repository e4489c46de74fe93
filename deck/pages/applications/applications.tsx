import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { useApplications } from '../../data/queries.ts'
import type { ApplicationSummary } from '../../data/shapes.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { CreateApplication } from './create-application.tsx'

const providers = ({ cloudProviders }: ApplicationSummary): string[] =>
  (Array.isArray(cloudProviders) ? cloudProviders : (cloudProviders ?? '').split(',')).filter(Boolean)

const matches = (application: ApplicationSummary, words: string): boolean =>
  [application.name, application.email, application.description, application.accounts]
    .join(' ')
    .toLowerCase()
    .includes(words.toLowerCase())

/** Every application one may see, to search and to add to. */
export const Applications = () => {
  const applications = useApplications()
  const [words, setWords] = useState('')
  const [creating, setCreating] = useState(false)
  const sought = useDeferredValue(words)
  return (
    <div className="stack">
      <div className="row">
        <h1>Applications</h1>
        <TextInput
          aria-label="Search applications"
          placeholder="Search"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Button className="push" onClick={() => setCreating(true)}>
          Create application
        </Button>
      </div>
      <CreateApplication opened={creating} close={() => setCreating(false)} />
      <Loaded of={applications} what="Applications">
        {(all) => <ApplicationTable all={all} sought={sought} />}
      </Loaded>
    </div>
  )
}

const ApplicationTable = ({ all, sought }: { all: ApplicationSummary[]; sought: string }) => {
  if (all.length === 0) return <Empty title="No applications yet">Create one to deploy something with it.</Empty>
  const shown = all.filter((each) => matches(each, sought)).sort((a, b) => a.name.localeCompare(b.name))
  if (shown.length === 0) return <Empty title={`Nothing matches “${sought}”`} />
  return (
    <div className="panel scroll">
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Owner</th>
            <th className="wide">Clouds</th>
            <th className="wide">Accounts</th>
            <th className="wide">Changed</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.name}>
              <td>
                <Link to="/applications/$app/executions" params={{ app: each.name.toLowerCase() }}>
                  {each.name.toLowerCase()}
                </Link>
                {each.description && <div className="quiet small">{each.description}</div>}
              </td>
              <td>{each.email}</td>
              <td className="wide">{providers(each).join(', ')}</td>
              <td className="wide">{each.accounts?.split(',').join(', ')}</td>
              <td className="wide">
                <When at={Number(each.updateTs) || undefined} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
