import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, trigger } from '../support/product.ts'

describe.runIf(chromiumPath !== '')('a person with a browser', () => {
  let under: DeckUnderTest
  let page: Page
  let deck: string

  beforeAll(async () => {
    under = await startDeck()
    ;({ page, deck } = under)
    await saveSamples(under.product)
  }, 120_000)
  afterAll(() => under?.stop())

  it('says what a start would do, and does none of it', async () => {
    await page.goto(`${deck}#/applications/demo/executions`)
    await page.getByRole('button', { name: 'Start Release' }).click()
    await page.getByRole('button', { name: 'What would happen?' }).click()
    const plan = page.getByRole('region', { name: 'Plan' })
    await plan.getByText('create demo-prod-v000').waitFor()
    await plan.getByText('somebody must approve').first().waitFor()
    expect(await under.simulator.groups()).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    expect(under.problems).toEqual([])
  })

  it('finds the application, starts Release, judges it and sees it succeed', async () => {
    await page.goto(deck)
    await page.getByRole('link', { name: 'demo' }).first().click()
    await page.getByRole('link', { name: 'Pipelines', exact: true }).first().click()
    const pipeline = page.getByRole('region', { name: 'Release' })
    await pipeline.getByRole('button', { name: 'Start Release' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click()
    await pipeline.getByRole('button', { name: 'Continue' }).click()
    await pipeline.getByText('Succeeded', { exact: true }).first().waitFor()
    expect(under.problems).toEqual([])
  })

  it('sees the new server group and its healthy instances', async () => {
    await page.goto(`${deck}#/applications/demo/clusters`)
    await page.getByText('demo-prod-v000').first().waitFor()
    await page.getByText('ami-0000000000000a001').first().waitFor()
    const { body } = await under.product.gate('/applications/demo/serverGroups')
    expect(body).toMatchObject([{ name: 'demo-prod-v000', instanceCounts: { up: 2, total: 2 } }])
    await page.getByRole('link', { name: 'demo-prod-v000' }).click()
    const panel = page.getByRole('complementary', { name: 'Server group demo-prod-v000' })
    await panel.getByRole('tab', { name: 'Instances' }).click()
    await panel.getByText('Up', { exact: true }).nth(1).waitFor()
    expect(under.problems).toEqual([])
  })

  it('sees on the board which version is where, and which execution brought it', async () => {
    await page.goto(`${deck}#/applications/demo/executions`)
    await page.getByRole('link', { name: 'Environments' }).click()
    const board = page.getByRole('region', { name: 'Versions by environment' })
    await board.getByRole('link', { name: 'demo-prod-v000' }).waitFor()
    await board.getByText('2 of 2 up').waitFor()
    await board.getByRole('link', { name: 'Release', exact: true }).click()
    await page.waitForURL(/executions\/details\//)
    expect(under.problems).toEqual([])
  })

  it('takes back what an execution deployed, from its own page', async () => {
    const id = await trigger(under.product, 'demo', 'Release', { image: 'ami-0000000000000a002', judgement: 'on' })
    await under.product.untilExecution(id, ({ stages }) =>
      stages.some(({ type, status }) => type === 'manualJudgment' && status === 'RUNNING'),
    )
    await page.goto(`${deck}#/applications/demo/executions/details/${id}`)
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('demo-prod-v000 (ami-0000000000000a001) is enabled').waitFor()
    await dialog.getByRole('button', { name: 'Roll back', exact: true }).click()
    await dialog.getByText('Succeeded', { exact: true }).waitFor()
    const { body } = await under.product.gate<{ name: string; isDisabled: boolean }[]>(
      '/applications/demo/serverGroups',
    )
    expect(body.filter(({ isDisabled }) => !isDisabled).map(({ name }) => name)).toEqual(['demo-prod-v000'])
    await under.product.gate(`/pipelines/${id}/cancel`, { method: 'PUT' })
    await under.product.untilExecution(id, 'CANCELED')
    expect(under.problems).toEqual([])
  })

  it('reads why an execution failed', async () => {
    const { body } = await under.product.gate('/pipelines/demo/Release', {
      method: 'POST',
      body: { type: 'manual', parameters: { image: 'docker.io/demo', judgement: 'off' } },
    })
    const id = body.ref.split('/').at(-1)
    await under.product.untilExecution(id, 'TERMINAL')
    await page.goto(`${deck}#/applications/demo/executions/details/${id}`)
    await page.getByText('The image must be an AMI').first().waitFor()
    expect(under.problems).toEqual([])
  })

  it('keeps what it reads while the server is away, and is live again when the server is back', async () => {
    const live = page.getByRole('banner').getByRole('status')
    const reason = page.getByText('The image must be an AMI').first()
    await live.filter({ hasText: 'Live' }).waitFor()
    await under.product.stop()
    await live.filter({ hasText: 'Reconnecting' }).waitFor()
    await reason.waitFor()
    await under.restart()
    await live.filter({ hasText: 'Live' }).waitFor()
    await reason.waitFor()
    expect(under.problems).toEqual([])
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
