import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stringify } from 'yaml'
import { root } from '../cli/commands/root.ts'
import { Shelf } from '../deploy/testing.ts'
import { writeAtomically } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { createDaemon, type DaemonOptions } from './daemon.ts'
import type { TaskView } from './tasks/index.ts'

export interface Heard {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what comes over HTTP is looked at by the test.
  readonly body: any
}

export interface DaemonUnderTest {
  readonly home: HalHome
  readonly endpoint: string
  readonly shelf: Shelf
  /** Whether somebody asked it to shut down. */
  readonly isAskedToStop: () => boolean
  /** A request with the token, unless `headers` say otherwise. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Heard>
  /** A request that begins a task; the task once it has ended. */
  task(method: string, path: string, body?: unknown): Promise<TaskView>
  /** A task once it has ended, or is as `until` says. */
  wait(uuid: string, until?: (task: TaskView) => boolean): Promise<TaskView>
  stop(): Promise<void>
}

export const token = 'the-token-of-this-test'

const hasEnded = ({ state }: TaskView) => state !== 'RUNNING' && state !== 'NOT_STARTED'

/** A daemon on a port of its own, over a home that says `halconfig`; services are started by being written down. */
export async function startDaemon(halconfig: object, options: Partial<DaemonOptions> = {}): Promise<DaemonUnderTest> {
  const home = options.home ?? homeAt(join(mkdtempSync(join(tmpdir(), 'gennaker-daemon-')), '.hal'))
  const directory = join(home.directory, '..')
  writeAtomically(home.config, stringify(halconfig))
  const shelf = new Shelf()
  let stops = false
  const server = await createDaemon({
    root,
    home,
    env: { HOME: directory },
    token,
    isLocal: true,
    environment: async () => shelf.environment,
    shutdown: () => {
      stops = true
    },
    ...options,
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo

  const ask: DaemonUnderTest['ask'] = async (method, path, body, headers = {}) => {
    const sent = body === undefined ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        },
        resolve,
      )
        .on('error', reject)
        .end(sent)
    })
    const heard = await text(answer)
    const isJson = answer.headers['content-type']?.includes('json') && heard !== ''
    return {
      status: answer.statusCode!,
      headers: answer.headers,
      text: heard,
      body: isJson ? JSON.parse(heard) : heard,
    }
  }
  const wait: DaemonUnderTest['wait'] = async (uuid, until = hasEnded) => {
    for (;;) {
      const { status, body, text: said } = await ask('GET', `/v1/tasks/${uuid}/`)
      if (status !== 200) throw new Error(said)
      if (until(body)) return body
    }
  }
  return {
    home,
    endpoint: `http://127.0.0.1:${port}`,
    shelf,
    isAskedToStop: () => stops,
    ask,
    wait,
    async task(method, path, body) {
      const begun = await ask(method, path, body)
      if (begun.status !== 200) throw new Error(`${method} ${path}: ${begun.status} ${begun.text}`)
      return wait(begun.body.uuid)
    },
    async stop() {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
