import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from '../../src/services/orca/model.ts'

/** What a monitor answers one after the other, the last one for good: a directive, or a status of HTTP for a failure. */
interface Answers {
  readonly evaluateHealth: readonly (string | number)[]
}

/** A deployment monitor over HTTP, and the configuration that registers it as `logs`. */
export async function startMonitor({ evaluateHealth }: Answers) {
  const asked: { path: string; body: Json }[] = []
  const left = [...evaluateHealth]
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    const path = request.url!
    asked.push({ path, body: JSON.parse(text) })
    const next = () => (left.length > 1 ? left.shift()! : left[0]!)
    const answer = path.endsWith('evaluateHealth') ? next() : 'continue'
    response.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ nextStep: { directive: answer }, statusReason: { message: 'said so' } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    config: { enabled: true, deploymentMonitors: [{ id: 'logs', name: 'Logs', baseUrl }] },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
