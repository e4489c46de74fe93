import './applications.css'
import { Button, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useApplications } from '../../data/queries.ts'
import type { ApplicationSummary } from '../../data/shapes.ts'
import { useAddress } from '../../ui/address.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { usePreference } from '../../ui/preference.ts'
import { useRows } from '../../ui/rows.ts'
import { inOrder, SortedHead, type Sorting } from '../../ui/sorted-head.tsx'
import { Star } from '../../ui/star.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { CreateApplication } from './create-application.tsx'

const ROW_PX = 49

const clouds = ({ cloudProviders }: ApplicationSummary): string =>
  (Array.isArray(cloudProviders) ? cloudProviders : (cloudProviders ?? '').split(',')).filter(Boolean).join(', ')

const COLUMNS: Readonly<Record<string, (application: ApplicationSummary) => string | number | undefined>> = {
  name: ({ name }) => name.toLowerCase(),
  email: ({ email }) => email,
  clouds,
  accounts: ({ accounts }) => accounts,
  created: ({ createTs }) => Number(createTs) || undefined,
  updated: ({ updateTs }) => Number(updateTs) || undefined,
}

/** Every word must be somewhere in the name, the owner, the accounts or the description. */
const matches = ({ name, email, accounts, description }: ApplicationSummary, words: readonly string[]): boolean => {
  const text = `${name} ${email ?? ''} ${accounts ?? ''} ${description ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** Every application one may see, to search and to add to. `?create=NAME` asks for a new one, or opens the one there is. */
export const Applications = () => {
  const applications = useApplications()
  const navigate = useNavigate()
  const [{ q = '', create }, change] = useAddress()
  const [words, setWords] = useState(q)
  const [creating, setCreating] = useState(false)
  const sought = useDeferredValue(words)
  usePageTitle('Applications')
  useRows()
  useEffect(() => setWords(q), [q])
  const existing = create
    ? applications.data?.find(({ name }) => name.toLowerCase() === create.toLowerCase())
    : undefined
  const isAsked = creating || Boolean(create && applications.data && !existing)
  const askedFor = useRef<string>(undefined)
  if (isAsked) askedFor.current = create ?? ''
  const wasAsked = askedFor.current === (create ?? '')
  useEffect(() => {
    // One that appears while it is being created is opened by the dialog.
    if (existing && !wasAsked)
      void navigate({ to: '/applications/$app', params: { app: existing.name.toLowerCase() }, replace: true })
  }, [existing, wasAsked, navigate])
  return (
    <div className="stack">
      <div className="row">
        <h1>Applications</h1>
        <TextInput
          aria-label="Search applications"
          placeholder="Search"
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value)
            change({ q: event.currentTarget.value })
          }}
        />
        <Button className="push" onClick={() => setCreating(true)}>
          Create application
        </Button>
      </div>
      {(isAsked || (wasAsked && create)) && (
        <CreateApplication
          initialName={create ?? ''}
          taken={(applications.data ?? []).map(({ name }) => name.toLowerCase())}
          close={() => {
            askedFor.current = undefined
            setCreating(false)
            change({ create: undefined })
          }}
        />
      )}
      <Loaded of={applications} what="Applications">
        {(all) => <ApplicationTable all={all} sought={sought} />}
      </Loaded>
    </div>
  )
}

const ApplicationTable = ({ all, sought }: { all: ApplicationSummary[]; sought: string }) => {
  const [sorting, sort] = usePreference<Sorting>('deck.applications.sort', { by: 'name', down: false })
  const shown = useMemo(() => {
    const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
    const column = COLUMNS[sorting.by] ?? COLUMNS.name!
    return all.filter((each) => matches(each, words)).sort(inOrder(column, sorting.down))
  }, [all, sought, sorting.by, sorting.down])
  if (all.length === 0) return <Empty title="No applications yet">Create one to deploy something with it.</Empty>
  if (shown.length === 0) return <Empty title={`Nothing matches “${sought}”`} />
  const head = { sorting, sort }
  return (
    <div className="panel scroll">
      <table className="applications-table" aria-rowcount={shown.length + 1}>
        <thead>
          <tr>
            <SortedHead {...head} name="name" label="Name" />
            <SortedHead {...head} name="email" label="Owner" />
            <SortedHead {...head} name="clouds" label="Clouds" className="wide" />
            <SortedHead {...head} name="accounts" label="Accounts" className="wide" />
            <SortedHead {...head} name="created" label="Created" className="wide" />
            <SortedHead {...head} name="updated" label="Changed" className="wide" />
          </tr>
        </thead>
        <Rows shown={shown} />
      </table>
    </div>
  )
}

/** Only the rows near the window are there; a row above and one below hold the place of the others. */
const Rows = ({ shown }: { shown: readonly ApplicationSummary[] }) => {
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useEffect(() => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [])
  const virtualizer = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => ROW_PX,
    overscan: 20,
    scrollMargin: top,
  })
  const items = virtualizer.getVirtualItems()
  const before = (items[0]?.index ?? 0) * ROW_PX
  const after = (shown.length - 1 - (items.at(-1)?.index ?? shown.length - 1)) * ROW_PX
  return (
    <tbody ref={body}>
      {before > 0 && <tr style={{ height: before }} />}
      {items.map(({ index }) => {
        const each = shown[index]
        return each && <Row key={each.name} application={each} position={index} />
      })}
      {after > 0 && <tr style={{ height: after }} />}
    </tbody>
  )
}

const Row = ({ application, position }: { application: ApplicationSummary; position: number }) => {
  const { name, description, email, accounts, createTs, updateTs } = application
  return (
    <tr aria-rowindex={position + 2}>
      <td>
        <span className="applications-name">
          <Star subject={{ type: 'application', name: name.toLowerCase() }} />
          <Link className="clip" data-row to="/applications/$app" params={{ app: name.toLowerCase() }}>
            {name.toLowerCase()}
          </Link>
        </span>
        {description && <div className="quiet small clip applications-about">{description}</div>}
      </td>
      <td>{email}</td>
      <td className="wide">{clouds(application)}</td>
      <td className="wide">{accounts?.split(',').join(', ')}</td>
      <td className="wide">
        <When at={Number(createTs) || undefined} />
      </td>
      <td className="wide">
        <When at={Number(updateTs) || undefined} />
      </td>
    </tr>
  )
}
