/**
 * Two processes share a PostgreSQL and run pipelines whose stages call a service that takes its time. One process is killed
 * in the middle (`kill -9`): how long until the other one has taken up each of its executions?
 *
 *     npm run bench:takeover
 *     DATABASE_URL=postgres://… npm run bench:takeover     on that PostgreSQL
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startPostgres } from '../test/support/postgres.ts'
import { createHome, startProduct } from '../test/support/product.ts'
import { percentile, print, repeat, submit, watchExecutions } from './product.ts'

const pipelines = 100

/** Calls that wait for their answer, by execution; and those that were cut off, with the time at which they came again. */
const held = new Map<string, () => void>()
const cutOff = new Map<string, number | undefined>()
let answering = false
const slow = createServer((request, response) => {
  const id = request.url ?? ''
  if (cutOff.has(id)) cutOff.set(id, performance.now())
  const answer = () => response.end('{}')
  if (answering) return answer()
  held.set(id, answer)
  response.once('close', () => {
    if (!response.writableFinished) cutOff.set(id, undefined)
  })
})
slow.listen(0, '127.0.0.1')
await once(slow, 'listening')
const port = (slow.address() as AddressInfo).port

const postgres = process.env.DATABASE_URL ? undefined : await startPostgres({ durable: true })
const url = process.env.DATABASE_URL ?? postgres!.url
const homes = [createHome(), createHome()]
const restrictions = { 'reject-localhost': false, 'reject-verbatim-ips': false }
for (const { directory } of homes) {
  writeFileSync(
    join(directory, 'config/orca.yml'),
    JSON.stringify({ 'user-configured-url-restrictions': restrictions }),
  )
}
const start = (home: (typeof homes)[number]) => startProduct(home, ['--no-sandbox', '--database-url', url])
const [victim, survivor] = [await start(homes[0]!), await start(homes[1]!)]
const executions = await watchExecutions(survivor)
executions.note('SUCCEEDED')

const stage = { refId: '1', requisiteStageRefIds: [], type: 'webhook', name: 'Call', method: 'GET' }
const called = { ...stage, url: `http://127.0.0.1:${port}/\${execution.id}` }
const pipeline = { application: 'bench', name: 'Calls', stages: [called], trigger: { type: 'manual', user: 'bench' } }
await repeat(pipelines, 8, () => submit(survivor, pipeline))
const until = async (done: () => boolean) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10))
}
await until(() => held.size === pipelines)

const killed = performance.now()
await victim.kill()
await until(() => cutOff.size > 0 && [...cutOff.values()].every((at) => at !== undefined))
const times = [...cutOff.values()].map((at) => ((at as number) - killed) / 1_000)
print(
  `${percentile(times, 0.5).toFixed(1)} s, at most ${Math.max(...times).toFixed(1)} s`,
  `until the executions of a process that was killed go on in another one: ${times.length} of ${pipelines}`,
)
answering = true
for (const answer of held.values()) answer()
await executions.count(pipelines)
print(
  `${pipelines} of ${pipelines}`,
  `succeeded, ${((performance.now() - killed) / 1_000).toFixed(1)} s after it was killed`,
)
executions.close()
await survivor.stop()
for (const home of homes) home.remove()
slow.closeAllConnections()
slow.close()
await postgres?.stop()
