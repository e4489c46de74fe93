/** What a listener is told. `gap`: events may have been missed, so that all that is shown must be read anew. */
export type Told =
  | { readonly kind: 'state'; readonly open: boolean }
  | { readonly kind: 'gap' }
  | { readonly kind: 'event'; readonly name: string; readonly data: string }

export interface LiveStream {
  /** Tells `listener` how things are at once, and from then on what happens; answers how to stop that. */
  listen(listener: (told: Told) => void): () => void
}

/** The kinds of events that Gate sends. */
const names = ['execution', 'inventory', 'application', 'pipeline'] as const
const longestRetryMs = 10_000

/**
 * One connection to Gate's event stream, for as long as somebody listens. It is tried again with growing pauses, and goes on after
 * the last event that it heard; what Gate can no longer tell, as after a restart, is a gap.
 */
export const createLiveStream = (gateUrl: string): LiveStream => {
  const listeners = new Set<(told: Told) => void>()
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isOpen = false
  let lastId = ''

  const tell = (told: Told): void => {
    for (const listener of listeners) listener(told)
  }
  const setOpen = (open: boolean): void => {
    if (open === isOpen) return
    isOpen = open
    tell({ kind: 'state', open })
  }
  const heard = (message: MessageEvent<string>): void => {
    if (message.lastEventId) lastId = message.lastEventId
  }

  const open = (): void => {
    const from = lastId ? `?lastEventId=${encodeURIComponent(lastId)}` : ''
    source = new EventSource(`${gateUrl}/events${from}`, { withCredentials: true })
    source.addEventListener('hello', (message) => {
      heard(message)
      failures = 0
      setOpen(true)
    })
    source.addEventListener('gap', () => tell({ kind: 'gap' }))
    for (const name of names)
      source.addEventListener(name, (message: MessageEvent<string>) => {
        heard(message)
        tell({ kind: 'event', name, data: message.data })
      })
    source.onerror = () => {
      source?.close()
      setOpen(false)
      retry = setTimeout(open, Math.min(longestRetryMs, 500 * 2 ** failures))
      failures += 1
    }
  }
  const close = (): void => {
    clearTimeout(retry)
    source?.close()
    source = undefined
    isOpen = false
    lastId = ''
  }

  return {
    listen(listener) {
      listeners.add(listener)
      if (source === undefined) open()
      else listener({ kind: 'state', open: isOpen })
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) close()
      }
    },
  }
}
