import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { samplePipelines, saveSamples, trigger } from '../support/product.ts'

const first = 'ami-0000000000000a001'
const second = 'ami-0000000000000a002'

describe.runIf(chromiumPath !== '')('a person with a browser, at the board', { timeout: 120_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const dialog = () => page.getByRole('dialog')
  const board = () => page.getByRole('region', { name: 'Versions by environment' })
  const promote = () => board().getByRole('button', { name: `Promote ${second} to sandbox · prod` })
  const row = (version: string) =>
    board()
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: version }) })

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    const { product } = under
    await saveSamples(product)
    const text = JSON.stringify((await samplePipelines()).Release)
    const staging = { ...JSON.parse(text.replaceAll('"prod"', '"staging"')), name: 'Stage' }
    expect((await product.gate('/pipelines', { method: 'POST', body: staging })).status).toBe(200)
    const started = Object.entries({ Release: first, Stage: second }).map(([name, image]) =>
      trigger(product, 'demo', name, { image, judgement: 'off', keepSeconds: '0' }),
    )
    for (const id of await Promise.all(started)) await product.untilExecution(id, 'SUCCEEDED')
  }, 120_000)
  afterAll(() => under?.stop())

  it('comes to it from the overview, and sees which version is where', async () => {
    await page.goto(`${under.deck}#/applications/demo/overview`)
    await page.getByRole('link', { name: 'Board' }).click()
    await row(first).getByRole('link', { name: 'demo-prod-v000' }).waitFor()
    await row(second).getByRole('link', { name: 'demo-staging-v000' }).waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await axeFaults(page)).toEqual([])
    }
    expect(under.problems).toEqual([])
  })

  it('sees at once what a promotion would do, and does none of it', async () => {
    await promote().click()
    await dialog().getByRole('region', { name: 'Plan' }).getByText('create demo-prod-v001').waitFor()
    expect(await dialog().getByRole('combobox', { name: 'Image' }).inputValue()).toBe(second)
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    expect((await under.product.gate('/applications/demo/serverGroups')).body).toHaveLength(2)
    await expect
      .poll(() => page.locator(':focus').getAttribute('aria-label'))
      .toBe(`Promote ${second} to sandbox · prod`)
  })

  it('reads why a plan failed without anything over the buttons, on a telephone too', async () => {
    await page.route('**/plan', (route) => route.fulfill({ status: 503, json: { message: 'Orca is restarting' } }))
    await page.setViewportSize({ width: 390, height: 600 })
    await promote().click()
    const message = page.getByRole('alert').filter({ hasText: 'Orca is restarting' })
    await message.waitFor()
    const start = dialog().getByRole('button', { name: 'Start', exact: true })
    await start.scrollIntoViewIfNeeded()
    await expect
      .poll(async () => {
        const [above, below] = [await start.boundingBox(), await message.boundingBox()]
        return above && below && above.y + above.height <= below.y
      })
      .toBe(true)
    await page.unroute('**/plan')
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })

  it('promotes by the keyboard, and watches the version arrive', async () => {
    await promote().focus()
    await page.keyboard.press('Enter')
    await dialog().getByRole('region', { name: 'Plan' }).waitFor()
    await dialog().getByRole('button', { name: 'Start', exact: true }).focus()
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'hidden' })
    await board().getByRole('columnheader', { name: 'prod' }).getByRole('link', { name: 'Release' }).waitFor()
    await row(second).getByRole('link', { name: 'demo-prod-v001' }).waitFor()
    await row(second).getByRole('link', { name: 'Release' }).waitFor()
    expect(under.problems).toEqual([])
  })
})
