import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples } from '../support/product.ts'

describe.runIf(chromiumPath !== '')('finding things, by the keyboard alone', () => {
  let under: DeckUnderTest
  let page: Page
  let id: string

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    await saveSamples(under.product)
    const { body } = await under.product.gate('/pipelines/demo/Release', {
      method: 'POST',
      body: { type: 'manual', user: 'grace', parameters: { image: 'docker.io/hopper', judgement: 'off' } },
      headers: { 'x-spinnaker-user': 'grace' },
    })
    id = body.ref.split('/').at(-1)
    await under.product.untilExecution(id, 'TERMINAL')
  }, 120_000)
  afterAll(() => under?.stop())

  const home = async () => {
    await page.goto('about:blank')
    await page.goto(under.deck)
    await page.getByRole('heading', { name: 'Home' }).waitFor()
  }

  it.each([
    ['a value that it was started with', 'hopper', 'image: docker.io/hopper'],
    ['who started it', 'grace', 'by grace'],
    ['the begin of its id', () => id.slice(0, 14), 'demo'],
  ] as const)('the palette opens an execution by %s', async (_, words, said) => {
    await home()
    await page.keyboard.press('Control+k')
    // Nobody waits for the palette to be there.
    await page.keyboard.type(typeof words === 'string' ? words : words())
    const option = page.getByRole('group', { name: 'Executions' }).getByRole('option').filter({ hasText: said })
    await option.waitFor()
    const isChosen = async () => (await option.getAttribute('aria-selected')) === 'true'
    for (let step = 0; step < 30 && !(await isChosen()); step += 1) await page.keyboard.press('ArrowDown')
    expect(await isChosen()).toBe(true)
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`executions/details/${id}`))
  })

  it('the search page lists what it finds by kinds, and arrows lead through it', async () => {
    await page.goto(`${under.deck}#/search`)
    await page.getByRole('searchbox').waitFor()
    await page.keyboard.type('demo')
    await page.getByRole('region', { name: 'Applications' }).getByRole('link', { name: 'demo' }).first().waitFor()
    await page.waitForURL(/search\?q=demo$/)
    await page.keyboard.press('ArrowDown')
    const focused = () => page.evaluate('document.activeElement?.getAttribute("href")')
    expect(await focused()).toBe('#/applications/demo')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/^#\/applications\/demo\/executions\?pipeline=/)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/applications\/demo\/overview$/)
  })

  it('a link to a search shows executions with who started them, and narrows to them', async () => {
    await page.goto(`${under.deck}#/search?q=hopper&type=execution`)
    const line = page.getByRole('region', { name: 'Executions' }).getByRole('link')
    await line.filter({ hasText: 'image: docker.io/hopper · by grace' }).waitFor()
    expect(await line.count()).toBe(1)
  })

  it('says what could be looked for where nothing is found', async () => {
    await page.goto(`${under.deck}#/search?q=zzzz-nothing`)
    await page.getByText('Nothing found for “zzzz-nothing”').waitFor()
    expect(under.problems).toEqual([])
  })
})
