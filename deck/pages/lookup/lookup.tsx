import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { get, isMissing, path } from '../../data/gate.ts'
import { executionAddress } from '../../data/places.ts'
import { useGate } from '../../data/queries.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { Empty, Failed, Loading } from '../../ui/states.tsx'

/** An execution by its id alone, as mails and scripts name it: leads to its page, with what the address says besides. */
export const ExecutionLookup = () => {
  const { id } = useParams({ strict: false }) as { id: string }
  return <Lookup kind="execution" id={id} addressIn={(application) => executionAddress(application, id)} />
}

/** The same for a task. */
export const TaskLookup = () => {
  const { id } = useParams({ strict: false }) as { id: string }
  return <Lookup kind="task" id={id} addressIn={(application) => path('applications', application, 'tasks', id)} />
}

interface LookupProps {
  kind: 'execution' | 'task'
  id: string
  addressIn: (application: string) => string
}

const Lookup = ({ kind, id, addressIn }: LookupProps) => {
  usePageTitle(`Looking for ${kind} ${id}`)
  const found = useGate(['lookup', kind, id], (signal) =>
    get<{ application: string }>(path(kind === 'execution' ? 'pipelines' : 'tasks', id), undefined, signal),
  )
  const application = found.data?.application
  useEffect(() => {
    if (application === undefined) return
    const search = location.hash.includes('?') ? location.hash.slice(location.hash.indexOf('?')) : ''
    location.replace(`#${addressIn(application)}${search}`)
  }, [application, addressIn])
  if (isMissing(found.error))
    return (
      <Empty page title={`There is no ${kind} ${id}`}>
        <p>It may have been deleted, or aged out: executions are kept as long as this installation is told to.</p>
        <a href={`#/search?q=${encodeURIComponent(id)}`}>Search for it</a>
        {' · '}
        <a href="#/applications">Applications</a>
      </Empty>
    )
  if (found.error)
    return <Failed what={`The ${kind} could not be looked up.`} error={found.error} retry={() => found.refetch()} />
  return (
    <>
      <h1 className="visually-hidden">
        Looking for {kind} {id}
      </h1>
      <Loading />
    </>
  )
}
