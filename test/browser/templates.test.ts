import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples } from '../support/product.ts'

type Config = Record<string, unknown> & { id: string; name: string; stages: Record<string, unknown>[] }

const written = `schema: v2
id: waiting
metadata:
  name: Waiting
  description: Waits as long as it is told.
  owner: team@example.org
  scopes: [global]
variables:
  - name: seconds
    type: int
    description: How long.
  - name: why
    type: string
    defaultValue: to see
pipeline:
  parameterConfig:
    - name: who
  stages:
    - refId: "1"
      requisiteStageRefIds: []
      type: wait
      name: "Wait \${ templateVariables.why }"
      waitTime: "\${ templateVariables.seconds }"
      comments: "\${ execution.id }"
`

describe.runIf(chromiumPath !== '')('who works with pipeline templates in a browser', () => {
  let under: DeckUnderTest
  let page: Page

  const open = async (address: string) => {
    await page.goto('about:blank')
    await page.goto(`${under.deck}#${address}`)
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const plan = () => page.getByRole('region', { name: 'Plan' })
  const stored = async (name: string): Promise<Config> =>
    (await under.product.gate(`/applications/demo/pipelineConfigs/${encodeURIComponent(name)}`)).body
  const write = async (text: string) => {
    await page.getByRole('textbox', { name: 'Template as YAML' }).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(text)
  }

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    page.setDefaultTimeout(30_000)
    await saveSamples(under.product)
  }, 240_000)
  afterAll(() => under?.stop())

  it('writes one, is told what is wrong with it while writing, sees what would come of it, and saves it', async () => {
    await open('/pipeline-templates')
    await page.getByRole('heading', { name: 'No pipeline templates yet' }).waitFor()
    await button('Write a template').click()
    await write(written.replace('name: seconds', 'name: second'))
    await page.getByText('The pipeline asks for the variable “seconds”, which is not declared.').waitFor()
    expect(await button('Save…').isDisabled()).toBe(true)
    await write(written)
    await page.getByRole('region', { name: 'Values to try it with' }).getByLabel('seconds').fill('7')
    await plan().getByRole('button', { name: 'Wait to see' }).click()
    await plan().getByText('"waitTime": 7').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await button('Save…').click()
    await button('Save the template').click()
    await page.getByRole('heading', { name: 'Waiting' }).waitFor()
    const { body } = await under.product.gate('/v2/pipelineTemplates/waiting')
    expect(body).toMatchObject({ id: 'waiting', variables: [{ name: 'seconds', type: 'int' }, { name: 'why' }] })
  })

  it('makes a pipeline of it with the keyboard alone: what is missing is said, what comes of it is seen before', async () => {
    await open('/pipeline-templates/waiting?use=1&app=demo')
    await page.getByLabel('Name of the pipeline').focus()
    await page.keyboard.type('Wait here')
    await page.keyboard.press('Enter')
    await page.getByText('Needed').waitFor()
    await page.getByLabel('seconds').focus()
    await page.keyboard.type('5')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('for the tide')
    await plan().getByRole('button', { name: 'Wait for the tide' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/executions\/configure\//)
    expect(await stored('Wait here')).toMatchObject({
      type: 'templatedPipeline',
      schema: 'v2',
      template: { reference: 'spinnaker://waiting:latest' },
      variables: { seconds: 5, why: 'for the tide' },
    })
  })

  it('changes the values of a pipeline of it beside what comes of them, and sees in the list what it is made of', async () => {
    const { id } = await stored('Wait here')
    await open(`/applications/demo/executions/configure/${id}`)
    await page.getByLabel('seconds').fill('9')
    await plan().getByRole('button', { name: 'Wait for the tide' }).click()
    await plan().getByText('"waitTime": 9').waitFor()
    await page.getByLabel('why').fill('to see')
    await plan().getByRole('button', { name: 'Wait to see' }).waitFor()
    await button('Save…').click()
    await button('Save changes').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    // What is as the template says is the template's: the pipeline follows when it changes.
    expect((await stored('Wait here')).variables).toEqual({ seconds: 9 })
    await open('/applications/demo/executions')
    const line = page.getByRole('region', { name: 'Wait here' })
    await line.getByRole('link', { name: 'Waiting', exact: true }).click()
    await page.getByRole('tab', { name: 'Used by (1)' }).click()
    await page.getByRole('link', { name: 'Wait here' }).waitFor()
  })

  it('is not let delete what pipelines are made of', async () => {
    await open('/pipeline-templates/waiting')
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await page.getByText('demo: Wait here').waitFor()
    await page.getByLabel('Type waiting to delete it').fill('waiting')
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
  })

  it('saves a version under a tag, after somebody else’s was not written over unseen', async () => {
    await open('/pipeline-templates/waiting?edit=1')
    await page.getByRole('textbox', { name: 'Template as YAML' }).waitFor()
    const theirs = { ...(await under.product.gate('/v2/pipelineTemplates/waiting')).body, protect: true }
    const saved = await under.product.gate('/v2/pipelineTemplates/update/waiting', { method: 'POST', body: theirs })
    expect(saved.status).toBe(200)
    await write(written.replace('to see', 'to look'))
    await button('Save…').click()
    await page.getByLabel('Tag').selectOption('stable')
    await button('Save the template').click()
    await page.getByText('saved this template in the meantime').waitFor()
    await button('Save over it').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Waiting' }).waitFor()
    const { body } = await under.product.gate('/v2/pipelineTemplates/waiting?tag=stable')
    expect(body.variables[1].defaultValue).toBe('to look')
  })

  it('makes a plain pipeline of one: the values are written in, all other expressions stay', async () => {
    const { id } = await stored('Wait here')
    await open(`/applications/demo/executions/configure/${id}`)
    await button('Make it a plain pipeline…').click()
    await button('Make it plain').click()
    await page
      .getByRole('navigation', { name: 'Parts of the pipeline' })
      .getByRole('button', { name: 'Wait to look' })
      .waitFor()
    await button('Save…').click()
    await button('Save changes').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const plain = await stored('Wait here')
    expect(plain).not.toHaveProperty('template')
    expect(plain).not.toHaveProperty('schema')
    expect(plain).toMatchObject({
      parameterConfig: [{ name: 'who' }],
      stages: [{ type: 'wait', name: 'Wait to look', waitTime: 9, comments: '${ execution.id }' }],
    })
    expect(under.problems).toEqual([])
  })
})
