import './activity.css'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { ActivityPage } from '../../../src/services/gate/v1/activity.ts'
import { get, isMissing, path } from '../../data/gate.ts'
import { useRefetchInterval } from '../../data/live.ts'
import { useTask } from '../../data/queries.ts'
import { settings } from '../../data/settings.ts'
import { useAddress } from '../../ui/address.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { usePreference } from '../../ui/preference.ts'
import { useRows } from '../../ui/rows.ts'
import { SavedViews } from '../../ui/saved-views.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'
import { ActivityRow } from './activity-row.tsx'
import { TaskDetails } from './task-details.tsx'

const KINDS = [
  { value: '', label: 'Everything' },
  { value: 'execution', label: 'Executions' },
  { value: 'task,config', label: 'Tasks and changes' },
  { value: 'task', label: 'Tasks' },
  { value: 'config', label: 'Changes of configuration' },
]
const STATUSES = [
  { value: '', label: 'Any status' },
  { value: 'RUNNING,PAUSED,SUSPENDED,NOT_STARTED', label: 'Active' },
  { value: 'SUCCEEDED', label: 'Succeeded' },
  { value: 'TERMINAL,FAILED_CONTINUE', label: 'Failed' },
  { value: 'CANCELED,STOPPED', label: 'Canceled' },
]
const SIZES = ['10', '20', '50', '100', '200']

/** Everything that was done to an application, in one time line, the newest first. */
export const Activity = () => <TimeLine title="Activity" />

/** The same, of tasks only, at their stock address; `{id}` opens one. */
export const Tasks = () => {
  const { app, id } = useParams({ strict: false }) as { app: string; id?: string }
  return (
    <div className="stack">
      {id && <OneTask app={app} id={id} />}
      <TimeLine key="tasks" title="Tasks" kind="task,config" />
    </div>
  )
}

/** The task that the address names. */
const OneTask = ({ app, id }: { app: string; id: string }) => {
  const { data: task, error } = useTask(app, id)
  if (isMissing(error) && !task)
    return (
      <Empty title={`There is no task ${id}`}>
        <p>It may have been deleted, or aged out.</p>
        <Link to="/applications/$app/tasks" params={{ app }}>
          All tasks
        </Link>
      </Empty>
    )
  return (
    <section className="panel" aria-label="Task">
      <div className="top">
        <h2>{task?.name ?? 'Task'}</h2>
        {task && (
          <>
            <Status status={task.status} />
            <span className="quiet small">
              <When at={task.startTime} /> · <Duration from={task.startTime} to={task.endTime} />
            </span>
          </>
        )}
        <Link className="push small" to="/applications/$app/tasks" params={{ app }}>
          All tasks
        </Link>
      </div>
      <div className="inside">
        <TaskDetails app={app} id={id} />
      </div>
    </section>
  )
}

const TimeLine = ({ title, kind: fixed }: { title: string; kind?: string }) => {
  const { app } = useParams({ strict: false }) as { app: string }
  const [{ kind = '', status = '', user = '', q = '' }, change] = useAddress()
  const [size, setSize] = usePreference('deck.activity.size', '50')
  usePageTitle(`${title} · ${app}`)
  useRows()
  const filter = {
    kind: fixed ?? (kind || undefined),
    status: status || undefined,
    user: user || undefined,
    q: q || undefined,
  }
  const route = path('v1', 'applications', app, 'activity')
  const pages = useInfiniteQuery({
    queryKey: ['activity', app, filter, size],
    queryFn: ({ signal, pageParam }) =>
      get<ActivityPage>(route, { ...filter, limit: Number(size), before: pageParam || undefined }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    refetchInterval: useRefetchInterval(),
  })
  const isFiltered = Boolean(status || user || q || (!fixed && kind))
  return (
    <div className="stack">
      <search className="activity-filters" aria-label={title}>
        <Typed label={`Search ${title.toLowerCase()}`} value={q} done={(text) => change({ q: text })} />
        <Typed label="By person" value={user} done={(text) => change({ user: text })} />
        {!fixed && (
          <NativeSelect
            aria-label="Kind"
            value={kind}
            onChange={(event) => change({ kind: event.currentTarget.value })}
            data={KINDS}
          />
        )}
        <NativeSelect
          aria-label="Status"
          value={status}
          onChange={(event) => change({ status: event.currentTarget.value })}
          data={STATUSES}
        />
        <NativeSelect
          aria-label="Shown at once"
          value={size}
          onChange={(event) => setSize(event.currentTarget.value)}
          data={SIZES.map((value) => ({ value, label: `${value} at once` }))}
        />
        <SavedViews
          of={`${title.toLowerCase()}.${app}`}
          values={{ kind, status, user, q }}
          open={(values) => change({ kind: '', status: '', user: '', q: '', ...values })}
        />
        <Export route={route} filter={filter} />
      </search>
      <Loaded of={pages} what={title}>
        {({ pages: read }) => {
          const items = read.flatMap((page) => page.items)
          return (
            <>
              {items.length === 0 ? (
                <Empty title={isFiltered ? 'Nothing matches these filters' : 'Nothing has happened here yet'}>
                  {pages.hasNextPage && <span>Nothing so far; there is more to look through. </span>}
                  {isFiltered && (
                    <Button
                      variant="default"
                      size="compact-sm"
                      onClick={() => change({ kind: '', status: '', user: '', q: '' })}
                    >
                      Show all
                    </Button>
                  )}
                </Empty>
              ) : (
                <section className="panel" aria-label={title}>
                  {items.map((item) => (
                    <ActivityRow key={item.id} app={app} item={item} />
                  ))}
                </section>
              )}
              {pages.hasNextPage && (
                <div>
                  <Button
                    variant="default"
                    loading={pages.isFetchingNextPage}
                    onClick={() => void pages.fetchNextPage()}
                  >
                    Show older
                  </Button>
                </div>
              )}
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

const TYPING_MS = 250

/** A filter that is typed; it reaches the address when the typing pauses. */
const Typed = ({ label, value, done }: { label: string; value: string; done: (text: string) => void }) => {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is waited for is a pause in typing
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => done(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}

/** What the filters leave, as files. */
const Export = ({ route, filter }: { route: string; filter: Record<string, string | undefined> }) => {
  const [base, setBase] = useState('')
  useEffect(() => void settings().then(({ gateUrl }) => setBase(gateUrl)), [])
  const given = Object.entries(filter).filter((each): each is [string, string] => each[1] !== undefined)
  const query = new URLSearchParams(given).toString()
  return (
    <span className="row tight small">
      {['csv', 'json'].map((format) => (
        <a key={format} href={`${base}${route}.${format}${query && `?${query}`}`} download>
          Export {format.toUpperCase()}
        </a>
      ))}
    </span>
  )
}
