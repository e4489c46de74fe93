import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, trigger, untilTask } from '../support/product.ts'

describe.runIf(chromiumPath !== '')('a person with a browser, at what was done', { timeout: 120_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const at = (place: string) => page.goto(`${under.deck}#/applications/demo/${place}`)
  const line = (name = 'Activity') => page.getByRole('region', { name, exact: true })
  const entries = (name?: string) => line(name).getByRole('article')
  /** A change of the application; `job`: another one instead. */
  const task = async (description: string, user: string, job: object = {}) => {
    const own = { type: 'updateApplication', application: { name: 'demo', description }, user, ...job }
    const body = { application: 'demo', description, job: [own] }
    return (await under.product.gate('/tasks', { method: 'POST', body })).body.ref as string
  }

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    await saveSamples(under.product)
    let last = ''
    for (let number = 1; number <= 25; number += 1) last = await task(`Change #${number}`, 'ada')
    await untilTask(under.product, last)
    const failed = await trigger(under.product, 'demo', 'Release', { image: 'docker.io/demo', judgement: 'off' })
    await under.product.untilExecution(failed, 'TERMINAL')
  }, 120_000)
  afterAll(() => under?.stop())

  it('filters by kind, by status, by person and by words, and the address tells how', async () => {
    await at('activity')
    await line().getByText('Change #25').waitFor()
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('Executions')
    await expect.poll(() => entries().count()).toBe(1)
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Succeeded')
    await page.getByText('Nothing matches these filters').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await line().getByText('Change #25').waitFor()
    await page.getByRole('textbox', { name: 'By person' }).fill('ada')
    await page.getByRole('textbox', { name: 'Search activity' }).fill('change #12')
    await expect.poll(() => entries().count()).toBe(1)
    await line().getByText('Change #12').waitFor()
    expect(new URL(page.url()).hash).toContain('user=ada')
    await page.reload()
    await line().getByText('Change #12').waitFor()
    expect(await page.getByRole('textbox', { name: 'By person' }).inputValue()).toBe('ada')
    expect(await entries().count()).toBe(1)
    expect(under.problems).toEqual([])
  })

  it('shows older entries when asked, in one line without a gap', async () => {
    await at('activity')
    await page.getByRole('combobox', { name: 'Shown at once' }).selectOption('10 at once')
    await expect.poll(() => entries().count()).toBe(10)
    const older = page.getByRole('button', { name: 'Show older' })
    await older.click()
    await expect.poll(() => entries().count()).toBe(20)
    await older.click()
    await line().getByText('Create Application: demo').waitFor()
    await older.waitFor({ state: 'detached' })
    for (const number of [1, 13, 25])
      expect(await line().getByText(`Change #${number}`, { exact: true }).count()).toBe(1)
  })

  it('a new entry arrives by itself, above what was there', async () => {
    await untilTask(under.product, await task('Change of the moment', 'bob'))
    await entries().first().getByText('Change of the moment').waitFor()
    await entries().first().getByText('bob').waitFor()
    expect(await line().getByText('Change #25', { exact: true }).count()).toBe(1)
    expect(under.problems).toEqual([])
  })

  it('an execution leads to its page, and back to the same place', async () => {
    await at('activity?kind=execution')
    await line().getByRole('link', { name: 'Release' }).click()
    await page.waitForURL(/executions\/details\//)
    await page.getByText('The image must be an AMI').first().waitFor()
    await page.goBack()
    await line().getByRole('link', { name: 'Release' }).waitFor()
    expect(page.url()).toContain('kind=execution')
  })

  it('opens a task in place, with its steps and why it failed, by the keyboard alone', async () => {
    await task('Change of nothing', 'bob', { application: {} })
    await at('tasks')
    const row = line('Tasks').getByRole('button', { name: 'Change of nothing' })
    await row.waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Change of nothing')
    await page.keyboard.press('Enter')
    await line('Tasks').getByText('Missing one or more required task parameters').first().waitFor()
    await line('Tasks').getByRole('cell', { name: 'updateApplication' }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await line('Tasks').getByRole('cell', { name: 'updateApplication' }).waitFor({ state: 'detached' })
  })

  it('has a task of its own address tried again, and cancels one that waits', async () => {
    const ref = await task('Wait for nobody', 'bob', { type: 'wait', waitTime: 3_600 })
    await at(`tasks/${ref.split('/').at(-1)}`)
    const own = page.getByRole('region', { name: 'Task', exact: true })
    await own.getByRole('button', { name: 'Cancel task' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel task' })
    expect(await axeFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel task' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await own.getByRole('button', { name: 'Retry' }).click()
    const again = page.getByRole('dialog', { name: 'Retry task' })
    await again.getByRole('button', { name: 'Retry' }).click()
    await again.waitFor({ state: 'hidden' })
    await expect.poll(() => line('Tasks').getByRole('button', { name: 'Wait for nobody' }).count()).toBe(2)
    await expect.poll(async () => (await under.product.gate(ref)).body.status).toBe('CANCELED')
    expect(under.problems).toEqual([])
  })

  it('what the filters leave can be taken along as a file', async () => {
    await at('activity?q=moment')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
  })
})
