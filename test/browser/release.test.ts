import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, saveSamples, startProduct } from '../support/product.ts'
import { root } from '../support/root.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'

// Says by itself what to do where there is none.
const executablePath = findChromium()

function findChromium(): string {
  try {
    return execFileSync('sh', [join(root, 'scripts/chromium.sh')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim()
  } catch {
    return ''
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe.runIf(executablePath !== '')('a person with a browser', () => {
  let simulator: SpotSimulator
  let home: Home
  let product: Product
  let browser: Browser
  let page: Page
  let deck: string
  let ports: [deck: number, gate: number]
  const problems: string[] = []

  const start = async (deckPort: number, gatePort: number) =>
    startProduct(home, [
      '--no-sandbox',
      '--deck-port',
      String(deckPort),
      '--gate-port',
      String(gatePort),
      '--services',
      'front50,clouddriver,orca,gate,deck',
    ])

  beforeAll(async () => {
    execFileSync('sh', [join(root, 'scripts/build-deck.sh')], { stdio: ['ignore', 'ignore', 'inherit'] })
    simulator = await startSpotSimulator()
    home = createHome(simulator.url)
    ports = [await freePort(), await freePort()]
    product = await start(...ports)
    await saveSamples(product)
    deck = `http://localhost:${ports[0]}/`
    // A container has no user namespaces for Chromium's own sandbox.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    page.on('pageerror', (error) => problems.push(String(error)))
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    await simulator?.stop()
    home?.remove()
  })

  it('says what a start would do, and does none of it', async () => {
    await page.goto(`${deck}#/applications/demo/executions`)
    await page.getByRole('button', { name: 'Start Release' }).click()
    await page.getByRole('button', { name: 'What would happen?' }).click()
    const plan = page.getByRole('region', { name: 'Plan' })
    await plan.getByText('create demo-prod-v000').waitFor()
    await plan.getByText('somebody must approve').first().waitFor()
    expect(await simulator.groups()).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    expect(problems).toEqual([])
  })

  it('finds the application, starts Release, judges it and sees it succeed', async () => {
    await page.goto(deck)
    await page.getByRole('link', { name: 'demo' }).first().click()
    const pipeline = page.getByRole('region', { name: 'Release' })
    await pipeline.getByRole('button', { name: 'Start Release' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click()
    await pipeline.getByRole('button', { name: 'Continue' }).click()
    await pipeline.getByText('Succeeded', { exact: true }).first().waitFor()
    expect(problems).toEqual([])
  })

  it('sees the new server group and its healthy instances', async () => {
    await page.goto(`${deck}#/applications/demo/clusters`)
    await page.getByText('demo-prod-v000').first().waitFor()
    await page.getByText('ami-0000000000000a001').first().waitFor()
    const { body } = await product.gate('/applications/demo/serverGroups')
    expect(body).toMatchObject([{ name: 'demo-prod-v000', instanceCounts: { up: 2, total: 2 } }])
    await page.getByRole('link', { name: 'demo-prod-v000' }).click()
    const panel = page.getByRole('complementary', { name: 'Server group demo-prod-v000' })
    await panel.getByText('Up', { exact: true }).nth(1).waitFor()
    expect(problems).toEqual([])
  })

  it('reads why an execution failed', async () => {
    const { body } = await product.gate('/pipelines/demo/Release', {
      method: 'POST',
      body: { type: 'manual', parameters: { image: 'docker.io/demo', judgement: 'off' } },
    })
    const id = body.ref.split('/').at(-1)
    await product.untilExecution(id, 'TERMINAL')
    await page.goto(`${deck}#/applications/demo/executions/details/${id}`)
    await page.getByText('The image must be an AMI').first().waitFor()
    expect(problems).toEqual([])
  })

  it('keeps what it reads while the server is away, and is live again when the server is back', async () => {
    const live = page.getByRole('banner').getByRole('status')
    const reason = page.getByText('The image must be an AMI').first()
    await live.filter({ hasText: 'Live' }).waitFor()
    await product.stop()
    await live.filter({ hasText: 'Reconnecting' }).waitFor()
    await reason.waitFor()
    product = await start(...ports)
    await live.filter({ hasText: 'Live' }).waitFor()
    await reason.waitFor()
    expect(problems).toEqual([])
  })

  it('on a telephone scrolls only downwards', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of [
      'applications',
      'applications/demo/executions',
      'applications/demo/clusters',
      'applications/demo/tasks',
    ]) {
      await page.goto(`${deck}#/${path}`)
      await page.getByText('demo').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    }
  })
})
