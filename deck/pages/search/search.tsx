import './search.css'
import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useRecents } from '../../data/personal.ts'
import { addressOf, KINDS, type Subject } from '../../data/places.ts'
import { type SearchResult, useSearch } from '../../data/search.ts'
import { readList, useAddress, writeList } from '../../ui/address.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { moveInRows, useRows } from '../../ui/rows.ts'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { narrowed, placesIn, typeOfTab } from './results.ts'

const FEW = 8
const MANY = 100

/** Finds everything that has a page. What is searched for, of which kind and where is in the address. */
export const SearchPage = () => {
  const [address, change] = useAddress()
  const words = (address.q ?? address.key ?? '').trim()
  const type = address.type ?? typeOfTab(address.tab)
  const [typed, setTyped] = useState(words)
  const [settled] = useDebouncedValue(typed, 120)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed changes the address
  useEffect(() => {
    if (settled.trim() !== words) change({ q: settled.trim() || undefined, key: undefined })
  }, [settled])
  useEffect(() => setTyped((before) => (before.trim() === words ? before : words)), [words])
  usePageTitle(words ? `${words} · Search` : 'Search')
  useRows()
  return (
    <>
      <h1>Search</h1>
      <TextInput
        className="search-field"
        type="search"
        aria-label="Search for"
        placeholder="Applications, pipelines, executions by id, person or parameter, server groups, instances …"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          moveInRows(1)
        }}
        autoFocus
      />
      {words === '' ? <Recents /> : <Results key={words} words={words} type={type} />}
    </>
  )
}

const Results = ({ words, type }: { words: string; type: string | undefined }) => {
  const [address, change] = useAddress()
  const search = useSearch(words, { type, limit: type ? MANY : FEW })
  const found = search.data?.results ?? []
  const accounts = readList(address.account)
  const regions = readList(address.region)
  const results = narrowed(found, { accounts, regions })
  const only = address.route !== undefined && results.length === 1 ? results[0] : undefined
  useEffect(() => {
    if (only) location.replace(`#${addressOf(only)}`)
  }, [only])
  if (search.error) return <Failed what="The search failed." error={search.error} retry={() => search.refetch()} />
  if (!search.data || search.isPlaceholderData) return <Loading />
  const groups = Map.groupBy(results, (each) => each.type)
  return (
    <div className="stack">
      <nav className="tabs" aria-label="Kinds">
        {[undefined, ...Object.keys(KINDS)].map((kind) => (
          <button
            key={kind ?? 'all'}
            type="button"
            aria-current={kind === type ? 'true' : undefined}
            onClick={() => change({ type: kind, tab: undefined })}
          >
            {kind ? KINDS[kind]?.[1] : 'All'}
          </button>
        ))}
      </nav>
      <div className="row tight search-places">
        <Choice
          name="Account"
          all={placesIn(found, 'account')}
          chosen={accounts}
          choose={(account) => change({ account })}
        />
        <Choice
          name="Region"
          all={placesIn(found, 'region')}
          chosen={regions}
          choose={(region) => change({ region })}
        />
      </div>
      {search.data.failed.length > 0 && (
        <div className="notice" data-state="waiting" role="status">
          Could not be searched just now: {search.data.failed.join(', ')}.
        </div>
      )}
      <div role="status" className="visually-hidden">
        {results.length} found
      </div>
      {results.length === 0 && (
        <Empty title={`Nothing found for “${words}”`}>
          {words.length < 3
            ? 'What runs in the clouds is searched for from the third letter on.'
            : 'Names are found by any part of a word; executions by the begin of their id, by who started them and by the values of their parameters.'}
        </Empty>
      )}
      {[...groups].map(([kind, lines]) => (
        <section key={kind} className="panel" aria-label={KINDS[kind]?.[1] ?? kind}>
          <div className="top">
            <h2>{KINDS[kind]?.[1] ?? kind}</h2>
            <span className="tag">{lines.length}</span>
            {!type && lines.length >= FEW && (
              <button type="button" className="plain search-more" onClick={() => change({ type: kind })}>
                Show more
              </button>
            )}
          </div>
          {lines.map((line) => (
            <Line key={`${addressOf(line)} ${line.id}`} subject={line} />
          ))}
        </section>
      ))}
    </div>
  )
}

const Line = ({ subject }: { subject: SearchResult }) => {
  const { name, application, account, region, status, detail, type, id, user, at } = subject
  const places = [type === 'application' ? undefined : application, account, region]
  return (
    <a className="search-line" href={`#${addressOf(subject)}`} data-row>
      <span className="clip search-name">{name}</span>
      {status && <Status status={status} />}
      <span className="clip quiet small">
        {[...places, detail, user && `by ${user}`, type === 'execution' ? id : undefined].filter(Boolean).join(' · ')}
      </span>
      {at !== undefined && (
        <span className="quiet small search-when">
          <When at={at} />
        </span>
      )}
    </a>
  )
}

interface ChoiceProps {
  name: string
  all: readonly string[]
  chosen: readonly string[]
  choose: (list: string | undefined) => void
}

/** Places to narrow the results to; none where there is no choice. */
const Choice = ({ name, all, chosen, choose }: ChoiceProps) =>
  (all.length > 1 || chosen.length > 0) && (
    <fieldset className="search-choice">
      <legend className="visually-hidden">{name}</legend>
      <span className="quiet small" aria-hidden="true">
        {name}
      </span>
      {[...new Set([...chosen, ...all])].map((place) => (
        <button
          key={place}
          type="button"
          className="tag"
          aria-pressed={chosen.includes(place)}
          onClick={() =>
            choose(writeList(chosen.includes(place) ? chosen.filter((each) => each !== place) : [...chosen, place]))
          }
        >
          {place}
        </button>
      ))}
    </fieldset>
  )

const Recents = () => {
  const recents = useRecents()
  if (recents.length === 0)
    return (
      <Empty title="Find anything">
        Applications, pipelines, projects; executions by their id, who started them and with which parameters; and what
        runs in the clouds.
      </Empty>
    )
  return (
    <section className="panel" aria-label="Recently seen">
      <div className="top">
        <h2>Recently seen</h2>
      </div>
      {recents.slice(0, 20).map((each: Subject & { title?: string; at: number }) => (
        <a key={addressOf(each)} className="search-line" href={`#${addressOf(each)}`} data-row>
          <span className="clip search-name">{each.title ?? each.name}</span>
          <span className="clip quiet small">
            {[KINDS[each.type]?.[0], each.application].filter(Boolean).join(' · ')}
          </span>
          <span className="quiet small search-when">
            <When at={each.at} />
          </span>
        </a>
      ))}
    </section>
  )
}
