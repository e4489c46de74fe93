import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples } from '../support/product.ts'

type Config = Record<string, unknown> & { id: string; name: string; stages: Record<string, unknown>[] }

describe.runIf(chromiumPath !== '')('who writes pipelines in a browser', () => {
  let under: DeckUnderTest
  let page: Page
  let address: string

  const stored = async (name = 'Written'): Promise<Config> => {
    const { body } = await under.product.gate('/applications/demo/pipelineConfigs')
    return (body as unknown as Config[]).find((each) => each.name === name)!
  }
  const put = async (change: (config: Config) => object) => {
    const answer = await under.product.gate('/pipelines', { method: 'POST', body: change(await stored()) })
    expect(answer.status).toBe(200)
  }
  const open = async (more = '') => {
    await page.goto(`${under.deck}#/applications/demo`)
    await page.goto(address + more)
  }
  const save = async () => {
    await page.getByRole('button', { name: 'Save…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('Saved', { exact: true }).waitFor()
  }
  /** Types at the end of the first line in which there is `words`. */
  const writeAt = async (label: string, words: string, keys: readonly string[], text: string) => {
    const editor = page.getByRole('textbox', { name: label })
    await editor.locator('.cm-line', { hasText: words }).first().click()
    for (const key of ['End', ...keys]) await page.keyboard.press(key)
    await page.keyboard.insertText(text)
  }

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    page.setDefaultTimeout(10_000)
    await saveSamples(under.product)
    const body = {
      name: 'Written',
      application: 'demo',
      ofTomorrow: { kept: null },
      stages: [
        { refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Wait', waitTime: 5 },
        { refId: '2', requisiteStageRefIds: ['1'], type: 'fromAPlugin', name: 'Odd', odd: { deep: [1] } },
      ],
    }
    expect((await under.product.gate('/pipelines', { method: 'POST', body })).status).toBe(200)
    address = `${under.deck}#/applications/demo/executions/configure/${(await stored()).id}`
  }, 120_000)
  afterAll(() => under?.stop())

  it('adds a stage with the keyboard, and sees what changes before it is saved', async () => {
    await open('?stage=2')
    await page.getByRole('button', { name: 'Add stage', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Search stage types').waitFor()
    await page.keyboard.type('manual judgment')
    await page.keyboard.press('Enter')
    await page.getByLabel('Instructions').fill('Look at it')
    await page.getByRole('button', { name: 'Save…' }).click()
    await page.getByRole('dialog').getByText('1 stage added').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const config = await stored()
    expect(config.stages[2]).toMatchObject({
      refId: '3',
      requisiteStageRefIds: ['2'],
      type: 'manualJudgment',
      name: 'Manual Judgment',
      instructions: 'Look at it',
    })
    expect(config).toMatchObject({ ofTomorrow: { kept: null } })
    expect(config.stages[1]).toMatchObject({ type: 'fromAPlugin', odd: { deep: [1] } })
    expect(under.problems).toEqual([])
  })

  it('goes between stages by arrow keys, and back by undo', async () => {
    await open('?stage=1')
    await page.locator('[data-stage="1"]').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('region', { name: 'Stage Odd' }).waitFor()
    await page.getByLabel('Fields as JSON').fill('{"odd": 2}')
    await page.getByText('Not saved', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('writes JSON, which is kept as it was typed until it is valid', async () => {
    await open('?view=json')
    await writeAt('Pipeline as JSON', 'waitTime', ['Backspace'], '')
    await page.getByText('the pipeline stays as it was').waitFor()
    await page.getByText('Form', { exact: true }).click()
    await page.getByText('is not valid yet').waitFor()
    await page.getByRole('button', { name: 'Go on with it' }).click()
    await writeAt('Pipeline as JSON', 'waitTime', [], '7')
    await page.getByText('Not saved', { exact: true }).waitFor()
    await save()
    expect((await stored()).stages[0]).toMatchObject({ waitTime: 7 })
    expect(under.problems).toEqual([])
  })

  it('writes YAML, and nothing else changes', async () => {
    const before = await stored()
    await open('?view=yaml')
    await writeAt('Pipeline as YAML', 'waitTime', ['Backspace'], '"${parameters.seconds}"')
    await page.getByText('Not saved', { exact: true }).waitFor()
    await save()
    const { stages, updateTs: _, ...rest } = await stored()
    expect(stages[0]).toEqual({ ...before.stages[0], waitTime: '${parameters.seconds}' })
    expect(stages.slice(1)).toEqual(before.stages.slice(1))
    expect(before).toMatchObject(rest)
    expect(under.problems).toEqual([])
  })

  it('merges with what somebody else saved meanwhile', async () => {
    await open('?stage=1')
    await page.getByLabel('Name').first().fill('Wait longer')
    await page.getByText('Not saved', { exact: true }).waitFor()
    await put((config) => ({
      ...config,
      description: 'Theirs',
      stages: config.stages.map((stage) => (stage.refId === '1' ? { ...stage, name: 'Their name' } : stage)),
    }))
    await page.getByRole('button', { name: 'Merge both versions' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 field was changed by both').waitFor()
    await dialog.getByLabel('Mine').check()
    await dialog.getByRole('button', { name: 'Go on with the merged version' }).click()
    await save()
    const { description, stages } = await stored()
    expect([description, stages[0]?.name]).toEqual(['Theirs', 'Wait longer'])
    expect(under.problems).toEqual([])
  })

  it('moves and removes stages by keyboard', async () => {
    const choose = async (words: string) => {
      await page.getByRole('button', { name: 'Stage', exact: true }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: words }).focus()
      await page.keyboard.press('Enter')
    }
    await open('?stage=1')
    await choose('Add beside it')
    await page.keyboard.press('Escape')
    await page.getByLabel('Name').first().fill('Beside')
    await choose('Move after “Odd”')
    const box = page.getByRole('button', { name: /^Beside.*after Odd/ })
    await box.focus()
    await page.keyboard.press('Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove stage' }).waitFor()
    await page.keyboard.press('Enter')
    await box.waitFor({ state: 'detached' })
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('sees in JSON what was written in the form, and in the form what was written in JSON', async () => {
    await open('?stage=1')
    await page.getByLabel('Name').first().fill('From the form')
    await page.getByText('JSON', { exact: true }).click()
    await writeAt('Pipeline as JSON', 'From the form', ['ArrowLeft', 'ArrowLeft'], ' and JSON')
    await page.getByText('Form', { exact: true }).click()
    await page.getByRole('region', { name: 'Stage From the form and JSON' }).waitFor()
    expect(await page.getByLabel('Name').first().inputValue()).toBe('From the form and JSON')
    await page.getByRole('button', { name: 'Revert' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('keeps what may not be saved, told who can help, and finds it again as a draft', async () => {
    await page.route(/:\d+\/pipelines\b/, (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 403, json: { message: 'Access denied to application demo' } })
        : route.continue(),
    )
    await open('?part=settings')
    await page.getByLabel('Description').fill('A draft')
    await page.getByText('Not saved', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('alert').getByText('What you changed is kept in this browser.').waitFor()
    await page.getByRole('alert').getByText('Access denied to application demo').waitFor()
    await page.getByRole('alert').getByText('Who owns the application grants that').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByRole('button', { name: 'Go on editing' }).click()
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('gennaker.draft.')))
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    expect(await page.getByLabel('Description').inputValue()).toBe('A draft')
    await page.getByRole('button', { name: 'Discard them' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await stored()).description).toBe('Theirs')
    expect(under.problems).toEqual([])
  })

  it('brings back a revision, as a change to be saved', async () => {
    await open('?history=1')
    const revisions = page.getByRole('list', { name: 'Saved versions, the newest first' })
    await revisions.getByRole('button').last().click()
    await page.getByRole('button', { name: 'Restore this version…' }).click()
    await page.getByText('Not saved', { exact: true }).waitFor()
    expect((await stored()).stages).toHaveLength(3)
    await save()
    expect((await stored()).stages).toHaveLength(2)
    expect(under.problems).toEqual([])
  })

  it('goes through two hundred stages, without a mouse and with a reader of screens', async () => {
    const stages = Array.from({ length: 200 }, (_, at) => ({
      refId: `${at + 1}`,
      requisiteStageRefIds: at === 0 ? [] : [`${Math.max(1, at - 5)}`],
      type: 'wait',
      name: `Step ${at + 1}`,
      waitTime: 1,
    }))
    const body = { name: 'Long', application: 'demo', stages }
    expect((await under.product.gate('/pipelines', { method: 'POST', body })).status).toBe(200)
    const id = (await stored('Long')).id
    await page.goto(`${under.deck}#/applications/demo/executions/configure/${id}?stage=1`)
    await page.getByRole('button', { name: /^Step 1\b.*at the start/ }).focus()
    await page.keyboard.press('End')
    await page.getByRole('region', { name: 'Stage Step 200' }).waitFor()
    await page.getByRole('button', { name: /^Step 200\b.*after Step 194/ }).waitFor()
    await page.getByLabel('Find a stage').fill('step 77')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Step 77\b.*after Step 71/ }).waitFor()
    expect(await page.locator('.graph-box').count()).toBeLessThan(150)
    expect(await axeFaults(page)).toEqual([])
    expect(under.problems).toEqual([])
  }, 120_000)
})
