import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { pagesOf } from '../support/pages.ts'
import { prepareShowcase } from '../support/showcase.ts'

/** Until nothing is being read any more, and the page's own part of the deck is there. */
const settled = async (page: Page) => {
  await page.locator('main h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction('!document.querySelector(`main [role="status"][aria-label="Loading"]`)')
}

describe.runIf(chromiumPath !== '')('every page of the deck', { timeout: 480_000 }, () => {
  let under: DeckUnderTest
  let pages: Record<string, string>

  beforeAll(async () => {
    under = await startDeck()
    pages = pagesOf(await prepareShowcase(under.product))
    under.page.setDefaultTimeout(30_000)
  }, 240_000)
  afterAll(() => under?.stop())

  const visitAll = async (look: (name: string) => Promise<void>) => {
    for (const [name, address] of Object.entries(pages)) {
      // From an empty page, so that nothing of the page before is taken for this one.
      await under.page.goto('about:blank')
      await under.page.goto(`${under.deck}#${address}`)
      await settled(under.page)
      await look(name)
    }
    expect(under.problems).toEqual([])
  }

  it('is named by its title and one heading, and has nothing in the way of people who do not see it', async () => {
    await under.page.emulateMedia({ colorScheme: 'light' })
    await visitAll(async (name) => {
      await expect.poll(() => under.page.title(), { message: name }).toMatch(/. · Gennaker$/)
      expect(await under.page.locator('h1').count(), `headings of ${name}`).toBe(1)
      expect(await axeFaults(under.page), name).toEqual([])
    })
  })

  it('keeps its contrast in the dark, and scrolls only downwards on a telephone', async () => {
    await under.page.emulateMedia({ colorScheme: 'dark' })
    await under.page.setViewportSize({ width: 390, height: 844 })
    await visitAll(async (name) => {
      expect(await axeFaults(under.page), name).toEqual([])
      expect(await under.page.evaluate('document.documentElement.scrollWidth'), `width of ${name}`).toBeLessThanOrEqual(
        390,
      )
    })
  })
})
