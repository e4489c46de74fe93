/**
 * Deck's budgets, in a real browser before the running product: what the first page weighs and when it is there, an idle tab's
 * requests, 10,000 instances, 1,000 pipelines, a graph of 500 stages, an hour of live changes.
 *
 *     npm run bench:deck
 *     npm run bench:deck -- --only graph        # one part: landing, idle, graph, pipelines, instances, live
 */
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { CDPSession, Page, Request } from 'playwright-core'
import { type DeckUnderTest, startDeck } from '../test/support/browser.ts'
import { untilTask } from '../test/support/product.ts'
import { prepareShowcase } from '../test/support/showcase.ts'
import { percentile, print, residentMb } from './product.ts'
import { seedInstances } from './seed-instances.ts'
import { manyPipelines, seedExecutions, seedPipelines } from './seed-pipelines.ts'

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wants = (part: string): boolean => values.only === undefined || values.only === part

let under: DeckUnderTest
let page: Page
let protocol: CDPSession

/** Runs parts before a product that was made ready for them. */
async function before(start: () => Promise<DeckUnderTest>, work: () => Promise<void>): Promise<void> {
  under = await start()
  ;({ page } = under)
  try {
    protocol = await page.context().newCDPSession(page)
    await protocol.send('Performance.enable')
    await page.addInitScript(`
      window.seen = { largest: 0, shift: 0 }
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.seen.largest = entry.startTime
      }).observe({ type: 'largest-contentful-paint', buffered: true })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    `)
    await work()
  } finally {
    await under.stop()
  }
}

if (['landing', 'idle', 'graph', 'live'].some(wants)) {
  await before(startDeck, async () => {
    const showcase = await prepareShowcase(under.product)
    if (wants('landing')) await landing()
    if (wants('idle')) await idle()
    if (wants('graph')) await graph()
    if (wants('live')) await live(showcase.pipelines.Release ?? '')
  })
}
if (wants('pipelines')) {
  await before(
    () => startDeck({ prepareHome: seedExecutions }),
    async () => {
      await seedPipelines(under.product.url)
      await list('1,000 pipelines', `/applications/${manyPipelines.application}/executions`, '[data-row]')
      await search()
    },
  )
}
if (wants('instances')) {
  const cloud = await seedInstances({ application: 'huge' })
  await before(
    () => startDeck({ cloud }),
    async () => {
      await createApplication('huge')
      await expectInstances('huge', 10_000)
      await list('10,000 instances', '/applications/huge/clusters', '[data-row]')
    },
  )
}

async function createApplication(name: string): Promise<void> {
  const job = [{ type: 'createApplication', application: { name, email: 'bench@example.com', cloudProviders: 'spot' } }]
  const body = { application: name, description: `Create Application: ${name}`, job }
  await untilTask(under.product, (await under.product.gate('/tasks', { method: 'POST', body })).body.ref)
}

/** Until the inventory has read them all. */
async function expectInstances(application: string, wanted: number): Promise<void> {
  const events = await under.product.events()
  try {
    for (let seen = 0; seen < wanted; ) {
      const { body } = await under.product.gate(`/applications/${application}/serverGroups`)
      seen = body.reduce(
        (sum: number, group: { instanceCounts: { total: number } }) => sum + group.instanceCounts.total,
        0,
      )
      if (seen < wanted) await events.next(({ event }) => event === 'inventory' || event === 'gap')
    }
  } finally {
    events.close()
  }
}

/** What the palette asks for, after every few letters: words that are in nothing cost the most. */
async function search(): Promise<void> {
  for (const words of ['nothing-is-called-so', 'bench', manyPipelines.application]) {
    const took: number[] = []
    for (let round = 0; round < 20; round += 1) {
      const began = performance.now()
      await under.product.gate(`/v1/search?q=${words}&limit=5`)
      took.push(performance.now() - began)
    }
    print(
      `search for ${words}`,
      `median ${percentile(took, 0.5).toFixed(0)} ms, p95 ${percentile(took, 0.95).toFixed(0)} ms`,
    )
  }
}

/** A list of very much: when its first rows are there, how it scrolls, and what it holds in memory. */
async function list(name: string, address: string, row: string): Promise<void> {
  const there: number[] = []
  for (let round = 0; round < 5; round += 1) {
    await page.goto('about:blank')
    const began = performance.now()
    await page.goto(`${under.deck}#${address}`)
    await page.locator(row).first().waitFor()
    there.push(performance.now() - began)
  }
  const frames = await framesWhile(page, async () => {
    await page.mouse.move(700, 500)
    for (let step = 0; step < 90; step += 1) {
      await page.mouse.wheel(0, step < 60 ? 400 : -600)
      await page.evaluate('new Promise(requestAnimationFrame)')
    }
  })
  print(
    `${name}: first rows`,
    `median ${percentile(there, 0.5).toFixed(0)} ms, worst ${Math.max(...there).toFixed(0)} ms`,
  )
  print(`${name}: scrolled`, frames)
  print(
    `${name}: heap`,
    `${(await heapMb()).toFixed(0)} MB, ${await page.evaluate('document.querySelectorAll("*").length')} elements`,
  )
}

/** A new page at an address, as after a click on a link in a mail. */
async function open(address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${under.deck}#${address}`)
}

async function landing(): Promise<void> {
  for (const [name, address] of [
    ['landing', '/'],
    ['application', '/applications/demo/executions'],
  ] as const) {
    const paints: number[] = []
    const shifts: number[] = []
    let bytes = 0
    // Of the round that asked the most.
    let calls: string[] = []
    for (let round = 0; round < 7; round += 1) {
      const scripts = new Set<string>()
      const asked: { url: string; at: number }[] = []
      // What the page before still asks for is not this one's.
      await page.goto('about:blank')
      const began = performance.now()
      const hear = (request: Request) => {
        if (request.resourceType() === 'script') scripts.add(request.url())
        if (['fetch', 'xhr'].includes(request.resourceType()))
          asked.push({ url: request.url(), at: performance.now() - began })
      }
      page.on('request', hear)
      await page.goto(`${under.deck}#${address}`)
      await page.locator('main h1, main h2').first().waitFor()
      await page.waitForFunction("document.querySelector('[role=status][aria-label=Loading]') === null")
      // The browser tells of the largest paint a little after it.
      await page.evaluate('new Promise((done) => setTimeout(done, 300))')
      page.off('request', hear)
      const { largest, shift } = (await page.evaluate('window.seen')) as { largest: number; shift: number }
      paints.push(largest)
      shifts.push(shift)
      // Read anew: the browser tells nothing of the answer to a worker that all tabs share.
      const sizes = [...scripts].map(async (url) => gzipSync(await (await fetch(url)).text()).length)
      bytes = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0)
      const before = asked.filter(({ at }) => at <= largest).map(({ url }) => new URL(url).pathname)
      if (before.length > calls.length) calls = before
    }
    print(`${name}: JavaScript, gzipped`, `${(bytes / 1_024).toFixed(0)} KB`)
    print(
      `${name}: largest paint`,
      `median ${percentile(paints, 0.5).toFixed(0)} ms, worst ${Math.max(...paints).toFixed(0)} ms`,
    )
    print(`${name}: layout shift`, `worst ${Math.max(...shifts).toFixed(3)}`)
    print(`${name}: requests before it`, `${calls.length} (${calls.join(' ')})`)
  }
}

/** A minute of a tab that nobody touches while nothing happens. */
async function idle(): Promise<void> {
  await open('/applications/demo/executions')
  await page.locator('main h1').first().waitFor()
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor()
  await page.evaluate('new Promise((done) => setTimeout(done, 3_000))')
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.evaluate('new Promise((done) => setTimeout(done, 60_000))')
  print('idle tab', `${asked.length} requests in a minute ${[...new Set(asked)].join(' ')}`)
}

async function graph(): Promise<void> {
  const stages = Array.from({ length: 500 }, (_, index) => ({
    refId: String(index + 1),
    // Fans of ten, as the stock deck was measured with.
    requisiteStageRefIds: index < 10 ? [] : [String(Math.floor(index / 10) * 10 - 9 + (index % 3))],
    type: 'wait',
    name: `Wait ${index + 1}`,
    waitTime: 36_000,
  }))
  const { body } = await under.product.gate('/pipelines/start', {
    method: 'POST',
    body: { application: 'demo', name: 'Wide', stages, trigger: { type: 'manual', user: 'bench' } },
  })
  const id = body.ref.split('/').at(-1)
  const drawn: number[] = []
  for (let round = 0; round < 3; round += 1) {
    await page.goto('about:blank')
    const began = performance.now()
    await page.goto(`${under.deck}#/applications/demo/executions/details/${id}`)
    await page.locator('.graph-box').first().waitFor()
    drawn.push(performance.now() - began)
  }
  const { x, y, width, height } = (await page.locator('.graph-frame').boundingBox())!
  const frames = await framesWhile(page, async () => {
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    for (let step = 0; step < 60; step += 1) await page.mouse.move(x + width / 2 - step * 6, y + height / 2)
    await page.mouse.up()
  })
  print('graph of 500 stages', `drawn after ${percentile(drawn, 0.5).toFixed(0)} ms`)
  print('graph, panned', frames)
  await under.product.gate(`/pipelines/${id}/cancel`, { method: 'PUT' })
}

/** What an hour brings, without its waiting: 3,600 changes of executions on an open list of pipelines. */
async function live(release: string): Promise<void> {
  await open('/applications/demo/executions')
  await page.locator('main h1').first().waitFor()
  const before = await heapMb()
  const connections = new Set<string>()
  let requests = 0
  page.on('request', (request) => {
    requests += 1
    if (request.resourceType() === 'eventsource') connections.add(request.url())
  })
  const began = performance.now()
  const pipeline = {
    application: 'demo',
    name: 'Release',
    pipelineConfigId: release,
    stages: Array.from({ length: 10 }, (_, index) => ({
      refId: String(index + 1),
      requisiteStageRefIds: index === 0 ? [] : [String(index)],
      type: 'wait',
      name: `Wait ${index + 1}`,
      waitTime: 0,
    })),
    trigger: { type: 'manual', user: 'bench' },
  }
  for (let round = 0; round < 120; round += 1) {
    const { body } = await under.product.gate('/pipelines/start', { method: 'POST', body: pipeline })
    await under.product.untilExecution(body.ref.split('/').at(-1), 'SUCCEEDED')
  }
  const seconds = (performance.now() - began) / 1_000
  const after = await heapMb()
  print(
    'an hour of changes',
    `120 executions of 10 stages in ${seconds.toFixed(0)} s: heap ${before.toFixed(1)} → ${after.toFixed(1)} MB`,
  )
  print('', `${requests} requests meanwhile, ${connections.size} further connections`)
  print('product', `${residentMb(under.product.pid).toFixed(0)} MB resident`)
}

async function heapMb(): Promise<number> {
  await protocol.send('HeapProfiler.collectGarbage')
  return (await metric('JSHeapUsedSize')) / 1_048_576
}

/** What the browser counts of the page; `ThreadTime`: seconds of a processor that its main thread has taken. */
async function metric(wanted: string): Promise<number> {
  const { metrics } = await protocol.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
}

/** The time between frames while `move` goes on, in words, and what the page's main thread had to do for them, however busy the machine is. */
async function framesWhile(on: Page, move: () => Promise<void>): Promise<string> {
  await on.evaluate(`
    window.frames_ = []
    window.measuring = true
    let last = performance.now()
    const tick = (now) => {
      window.frames_.push(now - last)
      last = now
      if (window.measuring) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  `)
  const before = await metric('ThreadTime')
  await move()
  const worked = (await metric('ThreadTime')) - before
  const frames = (await on.evaluate('window.measuring = false, window.frames_')) as number[]
  const fps = 1_000 / (frames.reduce((sum, each) => sum + each, 0) / frames.length)
  return `${fps.toFixed(0)} frames a second, p95 ${percentile(frames, 0.95).toFixed(0)} ms, worst ${Math.max(...frames).toFixed(0)} ms; ${((worked * 1_000) / frames.length).toFixed(1)} ms of a processor each`
}
