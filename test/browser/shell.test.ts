import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, trigger } from '../support/product.ts'

describe.runIf(chromiumPath !== '')('around every page', () => {
  let under: DeckUnderTest
  let page: Page

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    await saveSamples(under.product)
  }, 120_000)
  afterAll(() => under?.stop())

  it('the palette finds a pipeline by a part of its name, and opens it by the keyboard alone', async () => {
    await page.goto(under.deck)
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('rollb')
    await page.getByRole('option', { name: 'Rollback demo', exact: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/executions\?pipeline=Rollback/)
    expect(under.problems).toEqual([])
  })

  it('addresses of the stock deck lead to the same place here', async () => {
    const id = await trigger(under.product, 'demo', 'Release', { image: 'docker.io/demo', judgement: 'off' })
    for (const [from, to] of [
      ['infrastructure?q=demo', /#\/search\?q=demo$/],
      ['projects/x/applications/demo/clusters?acct=sandbox', /#\/applications\/demo\/clusters\?acct=sandbox$/],
      [`executions/${id}?stage=0`, new RegExp(`#/applications/demo/executions/details/${id}`)],
    ] as const) {
      await page.goto(`${under.deck}#/${from}`)
      await page.waitForURL(to)
    }
  })

  it('keys are listed, and do nothing once they are switched off', async () => {
    await page.goto(`${under.deck}#/applications`)
    await page.getByRole('heading', { name: 'Applications' }).waitFor()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard' })
    await sheet.getByText('Go to Home').waitFor()
    await sheet.getByRole('switch', { name: 'Single keys do something' }).click()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    expect(await sheet.isVisible()).toBe(false)
  })

  it('says so when the server was killed, keeps the page, and is current again without a reload', async () => {
    await page.goto('about:blank')
    await page.goto(under.deck)
    const live = page.getByRole('banner').getByRole('status')
    await live.filter({ hasText: 'Live' }).waitFor()
    const shown = page.getByRole('region', { name: 'Starred and recent' }).getByRole('link', { name: 'demo' }).first()
    await shown.waitFor()
    await page.evaluate('window.isThisTab = true')
    await under.product.kill()
    await live.filter({ hasText: 'Reconnecting' }).waitFor()
    await page
      .getByRole('banner')
      .getByText(/^as of /)
      .waitFor()
    expect(await shown.isVisible()).toBe(true)
    expect(await page.getByRole('alert').count()).toBe(0)
    await under.restart()
    await live.filter({ hasText: 'Live' }).waitFor()
    await trigger(under.product, 'demo', 'Release', { judgement: 'on', image: 'ami-0000000000000a001' })
    await page
      .getByRole('region', { name: 'Executions' })
      .getByRole('link', { name: 'Release of demo' })
      .first()
      .waitFor()
    expect(await page.evaluate('window.isThisTab')).toBe(true)
    expect(under.problems).toEqual([])
    // A server that starts on a busy machine takes its time.
  }, 150_000)
})
