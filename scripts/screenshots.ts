/**
 * Pictures of Deck from the running product, so that what the README and the pages below docs/ show is true.
 *
 *     npm run screenshots                       # those that the documentation shows, into docs/images
 *     npm run screenshots -- --all DIRECTORY    # every page, light and dark, at 1440, 1024 and 390 pixels
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { startDeck } from '../test/support/browser.ts'
import { pagesOf } from '../test/support/pages.ts'
import { root } from '../test/support/root.ts'
import { prepareShowcase } from '../test/support/showcase.ts'

type Scheme = 'light' | 'dark'

/** What the documentation shows: a page, and how. */
const documented: Record<string, { page: string; scheme: Scheme; width: number; height: number }> = {
  'home-dark': { page: 'home', scheme: 'dark', width: 1440, height: 900 },
  'pipelines-dark': { page: 'pipelines', scheme: 'dark', width: 1440, height: 810 },
  'execution-failed-light': { page: 'execution-failed', scheme: 'light', width: 1440, height: 900 },
  'editor-light': { page: 'editor', scheme: 'light', width: 1440, height: 900 },
  'clusters-dark': { page: 'server-group', scheme: 'dark', width: 1440, height: 900 },
  'home-phone-light': { page: 'home', scheme: 'light', width: 390, height: 844 },
}

const { values } = parseArgs({ options: { all: { type: 'string' }, only: { type: 'string' } } })
const under = await startDeck()
try {
  const pages = pagesOf(await prepareShowcase(under.product))
  const shoot = async (name: string, file: string, scheme: Scheme, width: number, height: number) => {
    await under.page.setViewportSize({ width, height })
    await under.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await under.page.goto('about:blank')
    await under.page.goto(`${under.deck}#${pages[name]}`)
    await settled(under.page)
    await under.page.screenshot({ path: file })
    const wide = (await under.page.evaluate('document.documentElement.scrollWidth')) as number
    if (wide > width) console.log(`${name} scrolls sideways at ${width}: it is ${wide} wide`)
    for (const problem of under.problems.splice(0)) console.log(`${name}: ${problem}`)
  }
  if (values.all === undefined) {
    const directory = join(root, 'docs/images')
    for (const [file, { page, scheme, width, height }] of Object.entries(documented))
      await shoot(page, join(directory, `${file}.png`), scheme, width, height)
  } else {
    mkdirSync(values.all, { recursive: true })
    const wanted = Object.keys(pages).filter((name) => new RegExp(values.only ?? '').test(name))
    for (const name of wanted)
      for (const scheme of ['light', 'dark'] as const)
        for (const [width, height] of [
          [1440, 900],
          [1024, 768],
          [390, 844],
        ] as const)
          await shoot(name, join(values.all, `${name}-${scheme}-${width}.png`), scheme, width, height)
  }
} finally {
  await under.stop()
}

/** What is on screen has been read, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('main').waitFor()
  await page.waitForFunction("document.querySelector('[role=status][aria-label=Loading]') === null")
  await page.evaluate('document.fonts.ready')
  await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => {
    // The event stream stays open where it is not a worker's.
  })
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
}
