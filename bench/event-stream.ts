/**
 * What 1,000 listeners of Gate's event stream cost, and how soon all of them know of a change.
 *
 *     npm run bench:event-stream
 */
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { cpuSince, percentile, print, residentMb, startBench } from './product.ts'

const listeners = 1_000
const rounds = 100

const { product, stop } = await startBench()
try {
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })
  const before = residentMb(product.pid)
  const started = performance.now()
  /** Called each time one more listener heard of the strategy that was saved last. */
  let heard = () => {}
  let name = ''
  const open: IncomingMessage[] = []
  for (let count = 0; count < listeners; count += 1) {
    const [stream] = (await once(get(`${product.url}/events`, { agent }), 'response')) as [IncomingMessage]
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (name !== '' && text.includes(`"application":"${name}"`)) heard()
    })
    open.push(stream)
  }
  print(`${((performance.now() - started) / 1_000).toFixed(1)} s`, `until ${listeners} listeners are connected`)

  const times: number[] = []
  const cpu = cpuSince(product.pid)
  for (let round = 0; round < rounds; round += 1) {
    name = `bench${round}`
    const all = new Promise<void>((resolve) => {
      let left = listeners
      heard = () => {
        left -= 1
        if (left === 0) resolve()
      }
    })
    const asked = performance.now()
    const strategy = { application: name, name: 'Change', stages: [], strategy: true }
    const { status } = await product.gate('/strategies', { method: 'POST', body: strategy })
    if (status !== 200) throw new Error(`POST /strategies answered ${status}`)
    await all
    times.push(performance.now() - asked)
  }
  const used = cpu()
  print(
    `${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
    `from asking for a change to the last of ${listeners} listeners knowing it`,
  )
  if (used !== undefined) print(`${(used / rounds).toFixed(1)} ms`, 'processor time of the product for each change')
  print(`${(residentMb(product.pid) - before).toFixed(0)} MB`, 'more memory than without listeners')
  for (const stream of open) stream.destroy()
} finally {
  await stop()
}
