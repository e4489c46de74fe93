import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { freePort } from './free-port.ts'
import { createHome, type Home, type Product, startProduct } from './product.ts'
import { root } from './root.ts'
import { type SpotSimulator, startSpotSimulator } from './spot-simulator.ts'

/** Empty where there is none; what to do about it is said on the error channel. */
export const chromiumPath = findChromium()

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

/** A person in front of the product: a real browser, the product with its deck, and a Spot simulator behind it. */
export interface DeckUnderTest {
  readonly simulator: SpotSimulator
  product: Product
  readonly page: Page
  /** The deck's address, with a slash at its end. */
  readonly deck: string
  /** What broke in the page. */
  readonly problems: string[]
  /** Starts the product again, on the same ports. */
  restart(): Promise<void>
  stop(): Promise<void>
}

interface DeckOptions {
  readonly speed?: number
  /** A cloud that is there already, instead of a new one. */
  readonly cloud?: SpotSimulator
  /** Puts into the cloud what the product finds at its start. */
  readonly prepare?: (simulator: SpotSimulator) => Promise<unknown>
  /** Puts into the home, by its folder, what the product finds at its start. */
  readonly prepareHome?: (directory: string) => Promise<unknown>
}

/** Builds the deck where it is older than its sources. */
export async function startDeck({
  speed = 200,
  cloud,
  prepare = async () => {},
  prepareHome = async () => {},
}: DeckOptions = {}): Promise<DeckUnderTest> {
  execFileSync('sh', [join(root, 'scripts/build-deck.sh')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const simulator = cloud ?? (await startSpotSimulator({ speed }))
  await prepare(simulator)
  const home: Home = createHome(simulator.url)
  await prepareHome(home.directory)
  const ports = [await freePort(), await freePort()]
  const start = () =>
    startProduct(home, [
      '--no-sandbox',
      ...['--deck-port', String(ports[0]), '--gate-port', String(ports[1])],
      ...['--services', 'front50,clouddriver,orca,gate,deck'],
    ])
  // A container has no user namespaces for Chromium's own sandbox.
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  const under: DeckUnderTest = {
    simulator,
    product: await start(),
    page,
    deck: `http://localhost:${ports[0]}/`,
    problems,
    async restart() {
      under.product = await start()
    },
    async stop() {
      await browser.close()
      await under.product.stop()
      await simulator.stop()
      home.remove()
    },
  }
  return under
}
