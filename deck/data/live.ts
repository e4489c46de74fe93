import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { settings } from './settings.ts'

interface LiveEvent {
  application?: string
  executionId?: string
}

const COALESCE_MS = 100
const LONGEST_RETRY_MS = 10_000

let connected = false
const listeners = new Set<() => void>()

const setConnected = (now: boolean): void => {
  if (now === connected) return
  connected = now
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether Gate's stream is open; while it is not, queries poll. */
export const useLive = (): boolean => useSyncExternalStore(subscribe, () => connected)

/** How often a visible query asks again: seldom beside the stream, often without it. */
export const useRefetchInterval = (): number => (useLive() ? 60_000 : 3_000)

/**
 * Keeps one event stream to Gate for the life of the page. Events name what changed; what is on screen of it is read
 * again at once, but at most every 100 ms and never before the last reading has come back, so that a slow Gate is not asked twice.
 */
export const connectLive = (queries: QueryClient): void => {
  const changed = new Map<string, QueryKey>()
  let flushing = false
  let flushedAt = -COALESCE_MS

  const flush = async (): Promise<void> => {
    flushedAt = performance.now()
    const keys = [...changed.values()]
    changed.clear()
    await Promise.allSettled(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
    flushing = false
    if (changed.size > 0) schedule()
  }
  const schedule = (): void => {
    flushing = true
    setTimeout(() => void flush(), Math.max(0, flushedAt + COALESCE_MS - performance.now()))
  }
  const mark = (...keys: QueryKey[]): void => {
    for (const key of keys) changed.set(JSON.stringify(key), key)
    if (!flushing) schedule()
  }

  const keysOf: Record<string, (event: LiveEvent) => QueryKey[]> = {
    execution: ({ application = '', executionId = '' }) => [
      ['executions', application],
      ['execution', executionId],
      ['tasks', application],
    ],
    inventory: ({ application }) => [application ? ['serverGroups', application] : ['serverGroups']],
    application: ({ application }) => [['applications'], ['application', application ?? '']],
    pipeline: ({ application }) => [application ? ['pipelineConfigs', application] : ['pipelineConfigs']],
  }

  const open = async (failures: number): Promise<void> => {
    const { gateUrl } = await settings()
    const source = new EventSource(`${gateUrl}/events`, { withCredentials: true })
    let failed = failures
    source.onopen = () => {
      failed = 0
      setConnected(true)
      void queries.invalidateQueries()
    }
    source.onerror = () => {
      source.close()
      setConnected(false)
      setTimeout(() => void open(failed + 1), Math.min(LONGEST_RETRY_MS, 500 * 2 ** failed))
    }
    for (const [name, keys] of Object.entries(keysOf)) {
      source.addEventListener(name, (message) => mark(...keys(JSON.parse((message as MessageEvent<string>).data))))
    }
  }
  void open(0)
}
