import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type EventStreamReader, readEventStream } from './event-stream.ts'
import { root } from './root.ts'
import { startSpotSimulator } from './spot-simulator.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by its expectations
type Json = any

export interface Answer<T = Json> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed where the answer was JSON. */
  readonly body: T
}

/** An execution as Gate shows it; only what tests look at. */
export interface Execution {
  readonly id: string
  readonly status: string
  readonly name?: string
  readonly stages: readonly {
    readonly id: string
    readonly type: string
    readonly name: string
    readonly status: string
    readonly context: Record<string, unknown>
    readonly outputs: Record<string, unknown>
  }[]
}

/** A home folder for the product, with a configuration that leads to a Spot simulator. */
export interface Home {
  readonly directory: string
  remove(): void
}

/** `orca`: more of orca.yml. */
export function createHome(spotUrl?: string, orca: object = {}): Home {
  const directory = mkdtempSync(join(tmpdir(), 'gennaker-test-'))
  mkdirSync(join(directory, 'config'))
  if (spotUrl !== undefined) {
    const account = { name: 'sandbox', accountId: 'act-sandbox', apiToken: 'sandbox-token', endpoint: spotUrl }
    // JSON is YAML.
    const tree = { spot: { enabled: true, accounts: [account] } }
    writeFileSync(join(directory, 'config/clouddriver.yml'), JSON.stringify(tree))
    // The simulator's time is not ours: connections drain when it says so.
    const impatient = { tasks: { 'disable-cluster-min-time-millis': 0 }, ...orca }
    writeFileSync(join(directory, 'config/orca.yml'), JSON.stringify(impatient))
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** A Gate, asked over HTTP. */
export interface Asked {
  readonly url: string
  /** A text body is sent as it is. */
  gate<T = Json>(
    path: string,
    options?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<T>>
  events(): Promise<EventStreamReader>
  /** Asks for the execution whenever something changed, until `wanted` accepts it. One that ends otherwise is an error with its stages. */
  untilExecution(id: string, wanted: string | ((execution: Execution) => boolean)): Promise<Execution>
}

/** The product as people run it: one process with all services. */
export interface Product extends Asked {
  readonly pid: number
  /** Milliseconds from its start to its ready line. */
  readonly startedInMs: number
  /** `kill -9`. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const terminal = ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED', 'SKIPPED', 'FAILED_CONTINUE']

/** The Gate at an address. */
export function gateAt(url: string): Asked {
  const asked: Asked = {
    url,
    async gate(path, { method = 'GET', body, headers = {} } = {}) {
      const answer = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== ''
      return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined }
    },
    events: () => readEventStream(`${url}/events`),
    async untilExecution(id, wanted) {
      const accepts = typeof wanted === 'string' ? ({ status }: Execution) => status === wanted : wanted
      const events = await asked.events()
      try {
        for (;;) {
          await events.next(({ event }) => event === 'hello' || event === 'gap' || event === 'execution')
          const { status, body, text } = await asked.gate<Execution>(`/pipelines/${id}`)
          if (status !== 200) throw new Error(`GET /pipelines/${id} answered ${status}: ${text}`)
          if (accepts(body)) return body
          if (terminal.includes(body.status)) throw new Error(`Execution ${id} ended as ${body.status}. ${story(body)}`)
        }
      } finally {
        events.close()
      }
    },
  }
  return asked
}

/** Starts the product on `home` and waits until it says that it is ready. `flags`: more of its command line. */
export async function startProduct(home: Home, flags: readonly string[] = ['--no-sandbox']): Promise<Product> {
  const started = performance.now()
  const config = join(home.directory, 'config')
  const services = 'front50,clouddriver,orca,echo,gate'
  const own = ['--home', home.directory, '--config', config, '--gate-port', '0', '--services', services]
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GENNAKER_|SPRING_|DATABASE_URL)/.test(name)),
  )
  const child = spawn(process.execPath, ['src/main.ts', ...own, ...flags], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const url = await ready(child)
  const startedInMs = performance.now() - started

  return {
    ...gateAt(url),
    pid: child.pid!,
    startedInMs,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await exited
    },
  }
}

async function ready(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
  })
  const lines = createInterface({ input: child.stdout! })
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit')])
  const url = typeof line === 'string' ? /(?:at|Gate) (http:\/\/[^\s;)]+)/.exec(line)?.[1] : undefined
  if (url === undefined) throw new Error(`The product did not become ready. ${line ?? ''} ${said}`)
  return url.replace('localhost', '127.0.0.1')
}

/** What became of each stage, and why the failed ones failed. */
function story({ stages }: Execution): string {
  return stages
    .map(({ name, type, status, context }) => {
      const why = status === 'TERMINAL' ? ` ${JSON.stringify(context.exception ?? context)}` : ''
      return `${name} (${type}): ${status}${why}`
    })
    .join('\n')
}

/** The pipelines of `samples/`, by name. */
export async function samplePipelines(): Promise<Record<string, Record<string, unknown>>> {
  const folder = join(root, 'samples')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'))
  const pipelines = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8'))))
  return Object.fromEntries(pipelines.map((pipeline) => [pipeline.name, pipeline]))
}

/** Makes the application `demo` and saves its sample pipelines, as a person with `spin` would. */
export async function saveSamples(product: Asked): Promise<void> {
  const job = [
    { type: 'createApplication', application: { name: 'demo', email: 'demo@example.com', cloudProviders: 'spot' } },
  ]
  const { body } = await product.gate('/tasks', {
    method: 'POST',
    body: { application: 'demo', description: 'Create Application: demo', job },
  })
  await untilTask(product, body.ref)
  for (const pipeline of Object.values(await samplePipelines())) {
    const saved = await product.gate('/pipelines', { method: 'POST', body: pipeline })
    if (saved.status !== 200) throw new Error(`Saving ${pipeline.name} answered ${saved.status}: ${saved.text}`)
  }
}

/** The product with its samples saved, on a Spot simulator of its own; `stop` ends both and removes the home. */
export async function startProductOnSpot(
  options: Parameters<typeof startSpotSimulator>[0] & { readonly orca?: object } = {},
) {
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const simulator = await startSpotSimulator(options)
    const home = createHome(simulator.url, options.orca)
    undo.push(home.remove, () => simulator.stop())
    const product = await startProduct(home)
    undo.push(() => product.stop())
    await saveSamples(product)
    return { simulator, product, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for a task, e.g. `/tasks/01…`, to end; one that does not succeed is an error. */
export async function untilTask(product: Asked, ref: string): Promise<Record<string, unknown>> {
  const events = await product.events()
  try {
    for (;;) {
      await events.next(({ event }) => event === 'hello' || event === 'gap' || event === 'execution')
      const { body } = await product.gate(ref)
      if (body.status === 'SUCCEEDED') return body
      if (terminal.includes(body.status)) throw new Error(`${ref} ended as ${body.status}: ${JSON.stringify(body)}`)
    }
  } finally {
    events.close()
  }
}

/** Starts a pipeline by name; answers the execution's id. */
export async function trigger(
  product: Asked,
  application: string,
  name: string,
  parameters: object = {},
): Promise<string> {
  const path = `/pipelines/${encodeURIComponent(application)}/${encodeURIComponent(name)}`
  const answer = await product.gate<{ ref: string }>(path, { method: 'POST', body: { type: 'manual', parameters } })
  if (answer.status !== 202) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`)
  return answer.body.ref.split('/').at(-1)!
}
