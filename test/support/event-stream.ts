/** One server-sent event. */
export interface StreamEvent {
  readonly id?: string
  readonly event: string
  readonly data: unknown
}

/** A listener of an event stream, for tests: events are kept until somebody takes them. */
export interface EventStreamReader {
  readonly status: number
  readonly headers: Headers
  /** Takes the next event that `wanted` accepts, dropping those before it; rejects when the stream ends first. */
  next(wanted?: (event: StreamEvent) => boolean): Promise<StreamEvent>
  close(): void
}

/** Connects to an event stream such as Gate's `/events`. */
export async function readEventStream(url: string, headers: Record<string, string> = {}): Promise<EventStreamReader> {
  const abort = new AbortController()
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal })
  const unread: StreamEvent[] = []
  let ended = false
  let wake = () => {}

  async function read(): Promise<void> {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      const frames = (text + decoder.decode(chunk, { stream: true })).split('\n\n')
      text = frames.pop() ?? ''
      unread.push(...frames.map(parse).filter((event) => event !== undefined))
      wake()
    }
  }
  const finished = () => {
    ended = true
    wake()
  }
  void read().then(finished, finished)

  return {
    status: response.status,
    headers: response.headers,
    async next(wanted = () => true) {
      for (;;) {
        for (let event = unread.shift(); event !== undefined; event = unread.shift()) if (wanted(event)) return event
        if (ended) throw new Error(`The event stream ${url} ended before the event that was waited for.`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => abort.abort(),
  }
}

/** A frame of lines `field: value`; undefined for comments. */
function parse(frame: string): StreamEvent | undefined {
  const field = (name: string) =>
    frame
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  const event = field('event')
  const data = field('data')
  const id = field('id')
  if (event === undefined || data === undefined) return undefined
  return { event, data: JSON.parse(data) as unknown, ...(id === undefined ? {} : { id }) }
}
