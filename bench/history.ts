/**
 * A long history: lists, search and clean-up with a million stored executions, a tenth of them of one application, asked for
 * through Gate.
 *
 *     npm run bench:history
 *     EXECUTIONS=200000 npm run bench:history                             fewer
 *     DATABASE_URL=postgres://… EXECUTIONS=200000 npm run bench:history   in that PostgreSQL, which must be empty
 */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../src/platform/store/index.ts'
import { createHome, type Product, startProduct } from '../test/support/product.ts'
import {
  cpuSince,
  databaseUrl,
  engine,
  percentile,
  print,
  productFlags,
  repeat,
  submit,
  waits,
  watchExecutions,
} from './product.ts'
import { configId, type History, storeHistory } from './stored-history.ts'

const total = Number(process.env.EXECUTIONS ?? 1_000_000)
const big: History = { application: 'big', pipelines: 40, executionsOfEach: Math.floor(total / 10 / 40) }
const histories: History[] = [
  big,
  ...Array.from({ length: 90 }, (_, index) => ({
    application: `small${index}`,
    pipelines: 10,
    executionsOfEach: Math.floor((total * 0.9) / 900),
  })),
]
const base64 = (pattern: object) => encodeURIComponent(Buffer.from(JSON.stringify(pattern)).toString('base64'))
const count = (number: number) => number.toLocaleString('en')

const home = createHome()
await store()
await lists()
await cleanUp()
home.remove()

async function store(): Promise<void> {
  const database = await openStore(databaseUrl ? { databaseUrl } : { home: home.directory })
  const started = performance.now()
  const stored = await storeHistory(database, histories, Date.now())
  const seconds = (performance.now() - started) / 1_000
  await database.close()
  const bytes = readdirSync(home.directory).reduce((sum, file) => sum + statSync(join(home.directory, file)).size, 0)
  const size = databaseUrl ? '' : `, ${(bytes / 1e9).toFixed(1)} GB`
  print(`${count(stored)} executions${size}`, `${engine}: stored in ${seconds.toFixed(0)} s, four stages each`)
}

async function savePipelines(product: Product): Promise<void> {
  const pipelines = Array.from({ length: big.pipelines }, (_, index) => ({
    ...{ application: big.application, name: `Pipeline ${index}`, id: configId(big.application, index), stages: [] },
  }))
  const saved = await product.gate('/pipelines/bulksave?application=big', { method: 'POST', body: pipelines })
  if (saved.body?.successful_pipelines_count !== big.pipelines)
    throw new Error(`Pipelines were not saved: ${saved.text}`)
}

async function lists(): Promise<void> {
  const product = await startProduct(home, productFlags)
  await savePipelines(product)
  const dayAgo = Date.now() - 24 * 3_600_000
  const lastTag = big.pipelines * big.executionsOfEach - 1
  const search = '/applications/big/executions/search'
  const questions: readonly (readonly [what: string, path: string, times: number])[] = [
    ['list of the application, as Deck asks for it', '/applications/big/pipelines?limit=2&expand=false', 300],
    ['list of the application, 5 of each of its 40 pipelines', '/applications/big/pipelines?limit=5&expand=false', 300],
    ['list of what runs in it', '/applications/big/pipelines?statuses=RUNNING,NOT_STARTED,PAUSED&expand=false', 300],
    ['list of the application, 5 of each, expanded', '/applications/big/pipelines?limit=5', 50],
    ['newest of one pipeline', `/executions?pipelineConfigIds=${configId('big', 7)}&limit=1`, 300],
    ['newest 100 of one pipeline', `/executions?pipelineConfigIds=${configId('big', 7)}&limit=100&expand=false`, 100],
    ['search: newest ten', search, 300],
    ['search: failed ones', `${search}?statuses=TERMINAL`, 300],
    ['search: a status that none has', `${search}?statuses=BUFFERED`, 100],
    ['search: of a day', `${search}?triggerTimeStartBoundary=${dayAgo}&size=50`, 100],
    ['search: of an event', `${search}?eventId=event-none`, 300],
    [
      'search: by a type of trigger, in the past',
      `${search}?triggerTypes=webhook&triggerTimeEndBoundary=${dayAgo}`,
      300,
    ],
    [
      'search: by a parameter, found at once',
      `${search}?trigger=${base64({ parameters: { tag: `v${lastTag}` } })}&size=1`,
      100,
    ],
    ['search: by a parameter, found nowhere', `${search}?trigger=${base64({ parameters: { tag: 'none' } })}`, 3],
    ['search of all applications: failed ones', '/applications/*/executions/search?statuses=TERMINAL', 100],
    ['tasks of the application', '/applications/big/tasks', 100],
  ]
  for (const [what, path, times] of questions) {
    const { ms, kb, cpuMs } = await ask(product, path, times)
    const told = cpuMs === undefined ? `${kb} KB` : `${kb} KB, ${cpuMs.toFixed(1)} ms of processor time`
    print(
      `p50 ${percentile(ms, 0.5).toFixed(1)} ms, p99 ${percentile(ms, 0.99).toFixed(1)} ms`,
      `${engine}: ${what} (${told})`,
    )
  }
  await product.stop()
}

async function ask(product: Product, path: string, times: number) {
  const ms: number[] = []
  let kb = 0
  let cpu = cpuSince(product.pid)
  // The first answers are slower: code is compiled, pages are read from the disk.
  for (let round = -Math.ceil(times / 5); round < times; round += 1) {
    if (round === 0) cpu = cpuSince(product.pid)
    const started = performance.now()
    const { status, text } = await product.gate(path)
    if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`)
    if (round >= 0) ms.push(performance.now() - started)
    kb = Math.round(text.length / 1_024)
  }
  const cpuMs = cpu()
  return { ms, kb, cpuMs: cpuMs === undefined ? undefined : cpuMs / times }
}

/** How fast old executions go, and what others feel of it. */
async function cleanUp(): Promise<void> {
  const path = '/applications/big/pipelines?limit=2&expand=false'
  for (const enabled of [false, true]) {
    const rule = { enabled, 'interval-ms': 1_000, 'threshold-days': 30, 'minimum-pipeline-executions': 5 }
    writeFileSync(
      join(home.directory, 'config/orca.yml'),
      JSON.stringify({ pollers: { 'old-pipeline-cleanup': rule } }),
    )
    const product = await startProduct(home, productFlags)
    await product.gate(path)
    // The clean-up begins a second after the start.
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const before = await remaining()
    const started = performance.now()
    const ms: number[] = []
    const runs: number[] = []
    const executions = await watchExecutions(product)
    executions.note('SUCCEEDED')
    await repeat(600, 2, async () => {
      const asked = performance.now()
      await product.gate(path)
      ms.push(performance.now() - asked)
      const submitted = performance.now()
      runs.push((await executions.moment(await submit(product, waits(2, 0)))) - submitted)
    })
    const seconds = (performance.now() - started) / 1_000
    executions.close()
    await product.stop()
    const gone = before - (await remaining()) + runs.length
    const during = enabled
      ? `while ${count(Math.round(gone / seconds))} executions a second are deleted`
      : 'without a clean-up'
    print(
      `p50 ${percentile(ms, 0.5).toFixed(1)} ms, p99 ${percentile(ms, 0.99).toFixed(1)} ms`,
      `${engine}: the list, ${during}`,
    )
    print(
      `p50 ${percentile(runs, 0.5).toFixed(1)} ms, p99 ${percentile(runs, 0.99).toFixed(1)} ms`,
      `${engine}: two no-op stages from submit to SUCCEEDED, ${during}`,
    )
  }
}

async function remaining(): Promise<number> {
  const database = await openStore(databaseUrl ? { databaseUrl } : { home: home.directory })
  try {
    const row = await database.db
      .selectFrom('orca_executions')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirst()
    return Number(row?.count)
  } finally {
    await database.close()
  }
}
