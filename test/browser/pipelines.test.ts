import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, trigger } from '../support/product.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const COUNT = 130
const pipeline = (index: number) => ({
  application: 'demo',
  id: `many-${index}`,
  index: index + 10,
  name: `Service ${String(index).padStart(3, '0')}`,
  description: index === 0 ? 'Brings *the first* to its users.' : '',
  disabled: index === 1,
  tags: [{ name: 'team', value: index % 2 ? 'odd' : 'even' }],
  parameterConfig: [{ name: 'tag', pinned: true }, { name: 'why' }],
  stages: [{ refId: '1', type: 'wait', name: 'Settle', waitTime: 1, requisiteStageRefIds: [] }],
})
const judged = {
  application: 'demo',
  id: 'judged',
  index: 1,
  name: 'Judged',
  stages: [
    {
      refId: '1',
      type: 'manualJudgment',
      name: 'Go?',
      requisiteStageRefIds: [],
      instructions: 'Look at **the graphs** first.',
      judgmentInputs: [{ value: 'all' }, { value: 'canary' }],
    },
  ],
}

describe.runIf(chromiumPath !== '')('a person with a browser, at many pipelines', { timeout: 120_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const at = (query = '') => page.goto(`${under.deck}#/applications/demo/executions${query}`)
  const row = (name: string) => page.getByRole('region', { name, exact: true })

  beforeAll(async () => {
    under = await startDeck()
    page = under.page
    await saveSamples(under.product)
    const all = [judged, ...Array.from({ length: COUNT }, (_, index) => pipeline(index))]
    const saved = await under.product.gate('/pipelines/bulksave?application=demo', { method: 'POST', body: all })
    expect(saved.status, saved.text).toBe(200)
  }, 120_000)
  afterAll(() => under?.stop())

  it('sees the first ones, draws no more than fit, and comes to the last by scrolling', async () => {
    await at()
    await row('Service 000').waitFor()
    expect(await page.locator('.pipelines-line').count()).toBeLessThan(60)
    await expect
      .poll(async () => {
        await page.evaluate('scrollTo(0, document.body.scrollHeight)')
        return row(`Service ${COUNT - 1}`).isVisible()
      })
      .toBe(true)
    expect(under.problems).toEqual([])
  })

  it('finds one that never ran by its name, and the address says so', async () => {
    await at()
    await page.getByRole('searchbox').fill('service 077')
    await row('Service 077').waitFor()
    await row('Service 000').waitFor({ state: 'detached' })
    expect(page.url()).toContain('q=service+077')
    await row('Service 077').getByText('Never ran').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await row('Service 000').waitFor()
  })

  it('follows a run live, opens it, and sees what it was given', async () => {
    await at('?pipeline=Service 000')
    await row('Service 000').getByText('Never ran').waitFor()
    await trigger(under.product, 'demo', 'Service 000', { tag: 'v7', why: `because ${'x'.repeat(300)}` })
    await row('Service 000').getByText('Succeeded', { exact: true }).waitFor()
    expect(await row('Service 000').locator('.pipelines-bar').count()).toBe(1)
    await row('Service 000').getByRole('button', { name: 'Service 000', exact: true }).click()
    const run = row('Service 000').getByRole('article')
    await run.getByText('v7').waitFor()
    await run.getByRole('button', { name: '1 more' }).click()
    await run.getByRole('button', { name: /more characters/ }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('finds an execution by a value of what started it', async () => {
    await at('?q=v7')
    await row('Service 000').waitFor()
    expect(await page.locator('.pipelines-line').count()).toBe(1)
  })

  it('judges in the list, once it has chosen', async () => {
    await at('?awaitingJudgement=true')
    await page.getByText('No pipelines match').waitFor()
    await trigger(under.product, 'demo', 'Judged')
    const judgment = row('Judged').getByRole('region', { name: 'Judgment Go?' })
    await judgment.getByText('Look at the graphs first.').waitFor()
    expect(await judgment.getByRole('button', { name: 'Continue Go?' }).isDisabled()).toBe(true)
    await judgment.getByRole('button', { name: 'More about Go?' }).click()
    await judgment.getByLabel('Judgment input').selectOption('canary')
    await judgment.getByLabel('Comment').fill('all green')
    await judgment.getByRole('button', { name: 'Continue Go?' }).click()
    await page.getByText('No pipelines match').waitFor()
    const { body } = await under.product.gate('/executions?pipelineConfigIds=judged')
    expect(body[0].stages[0].context).toMatchObject({
      judgmentStatus: 'continue',
      judgmentInput: 'canary',
      comments: 'all green',
    })
    expect(under.problems).toEqual([])
  })

  it('goes through the rows with keys alone', async () => {
    await at()
    await page.reload()
    await row('Service 000').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    const focused = () => page.evaluate("document.activeElement?.getAttribute('aria-expanded')")
    await expect.poll(focused).toBe('false')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('true')
    await page.keyboard.press('Enter')
  })

  it('puts a pipeline first, and it stays there', async () => {
    await at()
    await page.getByRole('button', { name: 'More for pipelines' }).click()
    await page.getByRole('menuitem', { name: 'Reorder pipelines' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Move Service 100 to the top' }).click()
    await dialog.getByRole('button', { name: 'Save order' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await row('Service 100').waitFor()
    await expect.poll(() => page.locator('.pipelines-title').first().textContent()).toBe('Service 100')
  })

  it('makes a pipeline as a copy, whose name nobody has', async () => {
    await at()
    await page.getByRole('button', { name: 'Create pipeline' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('judged')
    await dialog.getByText('There is a pipeline of this name already.').waitFor()
    await dialog.getByLabel('Name').fill('Judged again')
    await dialog.getByLabel('Copy from').fill('Judged')
    await page.getByRole('option', { name: 'Judged', exact: true }).click()
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await page.waitForURL(/executions\/configure\/.+new=1/)
    const { body } = await under.product.gate('/applications/demo/pipelineConfigs/Judged%20again')
    expect(body).toMatchObject({ name: 'Judged again', stages: [{ name: 'Go?' }] })
    expect(body.id).not.toBe('judged')
  })

  it('reads the same executions as one list by time, and keeps a view of it', async () => {
    await at('?tags=team:even')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('textbox', { name: 'Name of the view' }).fill('Even ones')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.keyboard.press('Escape')
    await page.getByLabel('Group by').selectOption('Time boundary')
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    await page.getByRole('article', { name: 'Execution of Service 000' }).waitFor()
    await page.getByLabel('Group by').selectOption('Pipeline')
    await at()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Even ones' }).click()
    await row('Service 001').waitFor({ state: 'detached' })
    expect(page.url()).toContain('tags=team%3Aeven')
    expect(under.problems).toEqual([])
  })

  it.each(['light', 'dark'] as const)(
    'has no serious barrier in the %s theme, and scrolls only downwards',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await at()
      await row('Service 000').waitFor()
      await page.evaluate(axe)
      const found = (await page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0].html}`))",
      )) as string[]
      expect(found).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      await row('Service 000').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      await page.setViewportSize({ width: 1280, height: 900 })
    },
  )
})
