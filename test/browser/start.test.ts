import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples } from '../support/product.ts'

const asking = {
  application: 'demo',
  id: 'asking',
  index: 0,
  name: 'Asking',
  parameterConfig: [
    { name: 'tag', label: 'Version', description: 'What is deployed', required: true, pinned: true },
    {
      name: 'size',
      hasOptions: true,
      default: 's',
      options: ['s', 'm', 'l', 'xl', 'xxl', 'huge', 'vast'].map((value) => ({ value })),
    },
    { name: 'day', constraint: 'date' },
    { name: 'percent', conditional: { parameter: 'size', comparator: '=', comparatorValue: 'huge' } },
    { name: 'apiToken' },
  ],
  expectedArtifacts: [
    {
      id: 'image',
      displayName: 'The image',
      matchArtifact: { type: 'docker/image', name: 'example/app' },
      usePriorArtifact: true,
    },
  ],
  triggers: [{ type: 'webhook', enabled: true, source: 'hook' }],
  stages: [{ refId: '1', type: 'wait', name: 'Settle', waitTime: 1, requisiteStageRefIds: [] }],
}

describe.runIf(chromiumPath !== '')('a person who starts a pipeline', { timeout: 120_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const at = (query = '') => page.goto(`${under.deck}#/applications/demo/executions${query}`)
  const dialog = () => page.getByRole('dialog')
  const start = () => dialog().getByRole('button', { name: /^(Start|Try again)$/ })
  const executions = async () => {
    const { body } = await under.product.gate('/executions?pipelineConfigIds=asking&limit=50')
    return [...body].sort((a: { buildTime: number }, b: { buildTime: number }) => b.buildTime - a.buildTime)
  }

  beforeAll(async () => {
    under = await startDeck()
    page = under.page
    await saveSamples(under.product)
    await under.product.gate('/pipelines', { method: 'POST', body: asking })
  }, 120_000)
  afterAll(() => under?.stop())

  it('is told what is missing before anything is sent', async () => {
    await at()
    await page.getByRole('button', { name: 'Start Asking' }).click()
    await start().click()
    await dialog().getByText('This is required.').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('parameter-tag')
    expect(await executions()).toEqual([])
  })

  it('fills in what is asked, and sees the run at once, with the focus on it', async () => {
    await dialog().getByLabel('Version').fill('v1')
    expect(await dialog().getByLabel('percent').count()).toBe(0)
    await dialog().getByRole('combobox', { name: 'size' }).fill('hu')
    await page.getByRole('option', { name: 'huge' }).click()
    await dialog().getByLabel('percent').fill('10')
    await dialog().getByLabel('apiToken').fill('s3cret')
    await dialog().getByLabel('The image').fill('example/app:1.2')
    await dialog().getByRole('button', { name: 'Notify somebody' }).click()
    await dialog().getByLabel('Address').fill('ann@example.org')
    await start().dblclick()
    await dialog().waitFor({ state: 'hidden' })
    const run = page.getByRole('article', { name: 'Execution of Asking' })
    await run.waitFor()
    await expect.poll(() => page.evaluate('document.activeElement?.closest("article") !== null')).toBe(true)
    const [first, ...others] = await executions()
    expect(others).toEqual([])
    expect(first.trigger).toMatchObject({
      type: 'manual',
      parameters: { tag: 'v1', size: 'huge', percent: '10', day: '', apiToken: 's3cret' },
      artifacts: [{ type: 'docker/image', name: 'example/app', version: '1.2', reference: 'example/app:1.2' }],
    })
    expect(first.notifications).toMatchObject([
      { type: 'email', address: 'ann@example.org', when: ['pipeline.complete'] },
    ])
    expect(under.problems).toEqual([])
  })

  it('finds its last values again, but no secret', async () => {
    await at('?pipeline=Asking')
    await page.getByRole('button', { name: 'Start Asking' }).click()
    await expect.poll(() => dialog().getByLabel('Version').inputValue()).toBe('v1')
    expect(await dialog().getByLabel('apiToken').inputValue()).toBe('')
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('s3cret')
  })

  it('starts one run though the answer was lost and it tried again', async () => {
    const before = (await executions()).length
    await page.route('**/pipelines/v2/**', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await start().click()
    await dialog().getByText('Asking was not started.').waitFor()
    await page.unroute('**/pipelines/v2/**')
    await start().click()
    await dialog().waitFor({ state: 'hidden' })
    expect(await executions()).toHaveLength(before + 1)
  })

  it('comes by a link that says which pipeline and with what', async () => {
    await at('?startManualExecution=Asking&tag=v9&size=vast')
    await expect.poll(() => dialog().getByLabel('Version').inputValue()).toBe('v9')
    expect(await dialog().getByRole('combobox', { name: 'size' }).inputValue()).toBe('vast')
    await dialog().getByLabel('Trigger').selectOption({ label: 'webhook: hook' })
    await dialog().getByLabel('Payload (JSON)').fill('{"build": 7}')
    await start().click()
    await dialog().waitFor({ state: 'hidden' })
    expect(page.url()).not.toContain('startManualExecution')
    expect(page.url()).not.toContain('tag=')
    expect((await executions())[0].trigger).toMatchObject({ payload: { build: 7 }, parameters: { tag: 'v9' } })
  })

  it('runs an earlier one again with what that had', async () => {
    const all = await executions()
    const first = all.at(-1)
    await at(`?startManualExecution=asking&rerun=${first.id}`)
    await expect.poll(() => dialog().getByLabel('Version').inputValue()).toBe('v1')
    expect(await dialog().getByLabel('apiToken').inputValue()).toBe('s3cret')
    await start().click()
    await dialog().waitFor({ state: 'hidden' })
    const [again] = await executions()
    expect(again.id).not.toBe(first.id)
    expect(again.trigger).toMatchObject({
      parameters: first.trigger.parameters,
      artifacts: [{ reference: 'example/app:1.2' }],
    })
    expect(again.trigger.eventId).not.toBe(first.trigger.eventId)
    expect(under.problems).toEqual([])
  })

  it('chooses which pipeline by typing a part of its name', async () => {
    await at()
    await page.getByRole('button', { name: 'More for pipelines' }).click()
    await page.getByRole('menuitem', { name: 'Start manual execution' }).click()
    await dialog().getByRole('combobox', { name: 'Pipeline' }).fill('ask')
    await page.getByRole('option', { name: 'Asking' }).click()
    await dialog().getByLabel('Version').waitFor()
    await page.keyboard.press('Escape')
  })
})
