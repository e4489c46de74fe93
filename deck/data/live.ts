import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { whenIdle } from './idle.ts'
import { createLiveStream, type Told } from './live-stream.ts'
import type { TabSays } from './live-worker.ts'
import { settings } from './settings.ts'

export interface LiveEvent {
  readonly type?: string
  readonly application?: string
  readonly executionId?: string
  readonly pipelineConfigId?: string
}

/** Which cached queries an event of Gate's stream is about. A page that adds a key of its own adds it here. */
const keysOf: Record<string, (event: LiveEvent) => QueryKey[]> = {
  execution: ({ application = '', executionId = '', pipelineConfigId = '' }) => [
    ['executions', application],
    ['runsOf', pipelineConfigId],
    ['execution', executionId],
    ['tasks', application],
    ['activity', application],
    ['board', application],
    ['projectRuns'],
    ['home'],
  ],
  inventory: ({ application }) => [
    ...['serverGroups', 'board'].map((key) => (application ? [key, application] : [key])),
    ['home'],
  ],
  application: ({ application = '' }) => [
    ['applications'],
    ['application', application],
    ['activity', application],
    ['home'],
  ],
  pipeline: ({ application }) =>
    ['pipelineConfigs', 'strategyConfigs', 'pipelines', 'runs', 'activity'].map((key) =>
      application ? [key, application] : [key],
    ),
}

/** What is gathered from much changes all the time: it is read again less often than one thing. */
const SUMMARIES: readonly unknown[] = ['home', 'applications', 'board', 'projectRuns']
/** What no event is about: it is as current as when it was read. */
const UNTOLD: readonly unknown[] = ['user', 'accounts', 'banners']
const COALESCE_MS = 100
const SUMMARY_MS = 2_000
const PATIENCE_MS = 2_000

/** `connecting`: until the stream is open for the first time, while nobody need be told that it is not. */
export type LiveState = 'connecting' | 'live' | 'away'

let state: LiveState = 'connecting'
const listeners = new Set<() => void>()

const setState = (now: LiveState): void => {
  if (now === state) return
  state = now
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const isLive = (): boolean => state === 'live'
export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state)

/** Whether Gate's stream is open; while it is not, queries poll. */
export const useLive = (): boolean => useSyncExternalStore(subscribe, isLive)

/** How often a visible query asks again: beside the stream only to be safe, often without it. */
export const useRefetchInterval = (): number => (useLiveState() === 'away' ? 3_000 : 600_000)

/** Gathers keys and reads them again: at most every `paceMs`, and never before the last reading has come back. */
const gathering = (queries: QueryClient, paceMs: number) => {
  const changed = new Map<string, QueryKey>()
  let isFlushing = false
  let flushedAt = -paceMs

  const flush = async (): Promise<void> => {
    // What nobody sees is read when somebody looks.
    if (document.hidden) {
      isFlushing = false
      return
    }
    flushedAt = performance.now()
    const keys = [...changed.values()]
    changed.clear()
    await Promise.allSettled(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
    isFlushing = false
    schedule()
  }
  const schedule = (): void => {
    if (isFlushing || changed.size === 0) return
    isFlushing = true
    setTimeout(() => void flush(), Math.max(0, flushedAt + paceMs - performance.now()))
  }
  document.addEventListener('visibilitychange', schedule)
  return (key: QueryKey): void => {
    changed.set(JSON.stringify(key), key)
    schedule()
  }
}

const hearers = new Set<(event: LiveEvent) => void>()

/** Hears each event as it comes, also while the tab is hidden: for lists that read again only what has changed of them. Returns how to stop. */
export const onLiveEvent = (hearer: (event: LiveEvent) => void): (() => void) => {
  hearers.add(hearer)
  return () => hearers.delete(hearer)
}

/**
 * Keeps this tab current: Gate's event stream says what changed, and what is on screen of it is read again at once. All tabs of a
 * browser share one stream, where the browser can (`SharedWorker`).
 */
export const connectLive = async (queries: QueryClient): Promise<void> => {
  const mark = gathering(queries, COALESCE_MS)
  const markSummary = gathering(queries, SUMMARY_MS)
  let wasOpen = false

  const hear = (told: Told): void => {
    if (told.kind === 'gap') void queries.invalidateQueries()
    else if (told.kind === 'state' && told.open) {
      const before = Date.now()
      setState('live')
      // What failed meanwhile may work again.
      void queries.invalidateQueries({ predicate: ({ state: { status } }) => status === 'error' })
      if (wasOpen) return
      wasOpen = true
      // What was read before events came may be older than the first of them; it is not what a page waits for.
      whenIdle(() => {
        void queries.invalidateQueries({
          predicate: ({ queryKey, state: { dataUpdatedAt } }) =>
            dataUpdatedAt > 0 && dataUpdatedAt < before && !UNTOLD.includes(queryKey[0]),
        })
      })
    } else if (told.kind === 'state') setState('away')
    else {
      const event = JSON.parse(told.data) as LiveEvent
      for (const key of keysOf[told.name]?.(event) ?? []) (SUMMARIES.includes(key[0]) ? markSummary : mark)(key)
      for (const each of hearers) each(event)
    }
  }

  setTimeout(() => state === 'connecting' && setState('away'), PATIENCE_MS)
  const { gateUrl } = await settings()
  if (!listenThroughWorker(gateUrl, hear)) createLiveStream(gateUrl).listen(hear)
}

/** @returns false where there is no such worker */
const listenThroughWorker = (gateUrl: string, hear: (told: Told) => void): boolean => {
  if (typeof SharedWorker === 'undefined') return false
  try {
    const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), { type: 'module', name: 'live' })
    const say = (words: TabSays) => worker.port.postMessage(words)
    worker.port.onmessage = ({ data }: MessageEvent<Told>) => hear(data)
    worker.onerror = () => {
      worker.port.onmessage = null
      createLiveStream(gateUrl).listen(hear)
    }
    say({ say: 'listen', gateUrl })
    // A tab that goes must say so: nobody else would tell the worker. One that comes back from the browser's cache listens anew.
    window.addEventListener('pagehide', () => say({ say: 'leave' }))
    window.addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return
      say({ say: 'listen', gateUrl })
      hear({ kind: 'gap' })
    })
    return true
  } catch {
    return false
  }
}
