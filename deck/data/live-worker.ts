import { createLiveStream, type LiveStream } from './live-stream.ts'

/** What a tab says to the worker that holds the stream of all tabs. */
export type TabSays = { readonly say: 'listen'; readonly gateUrl: string } | { readonly say: 'leave' }

const streams = new Map<string, LiveStream>()

const streamOf = (gateUrl: string): LiveStream => {
  const known = streams.get(gateUrl)
  if (known) return known
  const made = createLiveStream(gateUrl)
  streams.set(gateUrl, made)
  return made
}

self.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]
  if (!port) return
  let leave = () => {}
  port.onmessage = ({ data }: MessageEvent<TabSays>) => {
    leave()
    leave = () => {}
    if (data.say === 'listen') leave = streamOf(data.gateUrl).listen((told) => port.postMessage(told))
  }
})
