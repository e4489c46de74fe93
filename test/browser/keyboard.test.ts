import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, trigger } from '../support/product.ts'

describe.runIf(chromiumPath !== '')('keys', () => {
  let under: DeckUnderTest
  let page: Page
  const runs: string[] = []

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    await saveSamples(under.product)
    for (const image of ['docker.io/one', 'docker.io/two']) {
      const id = await trigger(under.product, 'demo', 'Release', { image, judgement: 'off' })
      await under.product.untilExecution(id, 'TERMINAL')
      runs.push(id)
    }
  }, 120_000)
  afterAll(() => under?.stop())

  const open = async (address: string, heading: string) => {
    await page.goto('about:blank')
    await page.goto(`${under.deck}#${address}`)
    await page.getByRole('heading', { name: heading, exact: true }).first().waitFor()
  }
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** What the help lists for a key, as people read it: `G P`. */
  const listed = async (): Promise<Record<string, string>> => {
    await press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard' })
    await sheet.getByText('Go to Home').waitFor()
    const lines = await sheet
      .locator('dt')
      .evaluateAll((all) =>
        all.map((dt) => [
          [...dt.querySelectorAll('kbd')].map(({ textContent }) => textContent).join(' '),
          dt.nextElementSibling?.textContent ?? '',
        ]),
      )
    await press('Escape')
    await sheet.waitFor({ state: 'hidden' })
    return Object.fromEntries(lines)
  }

  it('lead to every room, and in an application to its parts', async () => {
    await open('/applications/demo/overview', 'demo')
    for (const [key, to] of [
      ['p', /demo\/executions$/],
      ['c', /demo\/clusters$/],
      ['t', /demo\/tasks$/],
      ['s', /demo\/config$/],
      ['a', /#\/applications$/],
      ['o', /#\/projects$/],
      ['h', /#\/$/],
    ] as const) {
      await press('g', key)
      await page.waitForURL(to)
    }
  })

  it('mean the application that was looked at last where none is open', async () => {
    await open('/applications/demo/executions', 'demo')
    // It counts as looked at once it was more than passed through.
    await page.waitForFunction("localStorage.getItem('gennaker.recent')?.includes('demo')")
    await open('/', 'Home')
    expect(await listed()).toMatchObject({ 'G P': 'Go to Pipelines of demo' })
    await press('g', 'p')
    await page.waitForURL(/demo\/executions$/)
  })

  it('go through rows, open their menus and then what they stand for', async () => {
    await open('/applications/demo/executions', 'demo')
    const row = page.getByRole('button', { name: 'Release' }).and(page.locator('[data-row]'))
    await row.waitFor()
    const focused = () => page.evaluate('document.activeElement?.textContent')
    await press('j')
    expect(await focused()).toBe('Release')
    await press('ArrowDown')
    expect(await focused()).toBe('Roll')
    await press('k')
    expect(await focused()).toBe('Release')
    await press('.')
    await page.getByRole('menuitem', { name: 'Revisions' }).waitFor()
    await press('Escape')
    await page.getByRole('menuitem', { name: 'Revisions' }).waitFor({ state: 'hidden' })
    await expect.poll(focused).toBe('Release')
    await page.getByRole('button', { name: 'More for Roll', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Revisions' }).waitFor()
    await press('Escape')
    await page.getByRole('menuitem', { name: 'Revisions' }).waitFor({ state: 'hidden' })
    await expect.poll(() => page.evaluate('document.activeElement?.ariaLabel')).toBe('More for Roll')
    await row.focus()
    await press('Enter')
    await expect.poll(() => row.getAttribute('aria-expanded')).toBe('true')
  })

  it('lead from an execution to the one before and the one after, and run it again', async () => {
    const [first = '', second = ''] = runs
    await open(`/applications/demo/executions/details/${second}`, 'demo')
    await expect.poll(listed, { timeout: 20_000 }).toMatchObject({ '[': 'Previous execution', R: 'Re-run Release' })
    await press('[')
    await page.waitForURL(new RegExp(first))
    await expect.poll(listed, { timeout: 20_000 }).toMatchObject({ ']': 'Next execution' })
    await press(']')
    await page.waitForURL(new RegExp(second))
    await press('r')
    await page.getByRole('dialog').getByText('Release').first().waitFor()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('do nothing while somebody types', async () => {
    await open('/applications', 'Applications')
    await page.getByRole('textbox', { name: 'Search applications' }).fill('')
    await page.keyboard.type('g h/?')
    expect(await page.getByRole('textbox', { name: 'Search applications' }).inputValue()).toBe('g h/?')
    expect(page.url()).toMatch(/#\/applications/)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(under.problems).toEqual([])
  })
})
