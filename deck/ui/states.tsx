import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { GateError, isMissing, whoGrants } from '../data/gate.ts'
import { signIn } from '../data/sign-in.ts'
import { Copyable } from './copy.tsx'

/** Nothing to show, and what to do about it. `page`: it is all that the page has, so that it is the page's heading. */
export const Empty = ({ title, page, children }: { title: string; page?: boolean; children?: ReactNode }) => (
  <div className="panel empty">
    {page ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children}
  </div>
)

/** The place where something will be, held open so that nothing jumps. */
export const Loading = () => (
  <div role="status" aria-label="Loading">
    {[1, 2, 3].map((line) => (
      <div key={line} className="skeleton" />
    ))}
  </div>
)

/** What failed, why, and a way to try again. */
export const Failed = ({ what, error, retry }: { what: string; error: Error; retry?: () => void }) => (
  <div className="notice stack" data-state="failed" role="alert">
    <strong>{what}</strong>
    <span>{error.message}</span>
    {error instanceof GateError && <WhatHelps error={error} />}
    {retry && (
      <div>
        <Button size="compact-sm" variant="default" onClick={retry}>
          Retry
        </Button>
      </div>
    )}
  </div>
)

/** Who can help, and what they will ask for. */
const WhatHelps = ({ error }: { error: GateError }) => (
  <>
    {error.status === 401 && (
      <div>
        <Button size="compact-sm" onClick={() => void signIn()}>
          Sign in
        </Button>
      </div>
    )}
    {whoGrants(error) && <span>{whoGrants(error)}</span>}
    {error.requestId && !isMissing(error) && (
      <span className="row tight quiet small">
        Request <Copyable text={error.requestId} what="request id" />
      </span>
    )}
  </>
)

interface Result<T> {
  data: T | undefined
  error: Error | null
  isPending: boolean
  refetch: () => unknown
}

/** That Gate is away is said once, in the bar at the top, not above everything on the page. */
const isAway = (error: Error): boolean => error instanceof GateError && error.status === 0

interface LoadedProps<T> {
  of: Result<T>
  what: string
  /** Shown when it is not there (any more): what was read of it before would invite to do things to it. */
  gone?: ReactNode
  /** Holds its place open until it is there, where it takes more or less room than most things. */
  meanwhile?: ReactNode
  children: (data: T) => ReactNode
}

/** Shows a query: its data while there is any (stale data stays, with its error above), else loading or failed. */
export const Loaded = <T,>({ of, what, gone, meanwhile = <Loading />, children }: LoadedProps<T>) => {
  if (gone !== undefined && isMissing(of.error)) return gone
  if (of.data === undefined) {
    if (of.error) return <Failed what={`${what} could not be read.`} error={of.error} retry={() => of.refetch()} />
    return meanwhile
  }
  return (
    <>
      {of.error && !isAway(of.error) && <Failed what={`${what} may be out of date.`} error={of.error} />}
      {children(of.data)}
    </>
  )
}
