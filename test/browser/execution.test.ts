import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples } from '../support/product.ts'

const stage = (refId: number, type: string, name: string, after: readonly number[], more: object = {}) => ({
  refId: String(refId),
  requisiteStageRefIds: after.map(String),
  type,
  name,
  ...more,
})

const expression = (text: string, failureMessage: string) => ({
  preconditions: [{ type: 'expression', failPipeline: true, context: { expression: text, failureMessage } }],
})

/** Fails until somebody restarts it, then waits for ten minutes, then for a person. */
const guarded = [
  stage(1, 'evaluateVariables', 'Prepare', [], { variables: [{ key: 'colour', value: 'blue' }] }),
  stage(
    2,
    'checkPreconditions',
    'Guard',
    [1],
    expression("${#stage('Guard')['context']['restartDetails'] != null}", 'Nobody has restarted the guard yet'),
  ),
  stage(3, 'wait', 'Settle', [2], { waitTime: 600 }),
  stage(4, 'manualJudgment', 'Approve', [3], { instructions: 'Is it **good**?', judgmentInputs: [] }),
]

/** Asks where to go, and fails after it without stopping what follows. */
const asked = [
  stage(1, 'manualJudgment', 'Where', [], {
    instructions: 'Where to?',
    judgmentInputs: [{ value: 'to production' }, { value: 'to staging' }],
  }),
  stage(2, 'checkPreconditions', 'Optional check', [1], {
    ...expression('false', 'Nobody minds'),
    failPipeline: false,
    continuePipeline: true,
  }),
  stage(3, 'wait', 'Settle', [2], { waitTime: 600 }),
]

/** Three tests beside each other, one of them skipped. */
const fan = [
  stage(1, 'wait', 'Begin', [], { waitTime: 0 }),
  stage(2, 'wait', 'Test one', [1], { waitTime: 0, group: 'Tests' }),
  stage(3, 'wait', 'Test two', [1], { waitTime: 0, group: 'Tests' }),
  stage(4, 'wait', 'Optional', [1], { waitTime: 0, stageEnabled: { type: 'expression', expression: 'false' } }),
  stage(5, 'wait', 'End', [2, 3, 4], { waitTime: 0 }),
]

describe.runIf(chromiumPath !== '')('a person who looks at an execution', () => {
  let under: DeckUnderTest
  let page: Page

  const save = async (name: string, stages: readonly object[]) => {
    const body = { application: 'demo', name, stages, triggers: [], parameterConfig: [], limitConcurrent: false }
    const saved = await under.product.gate('/pipelines', { method: 'POST', body })
    expect(saved.status).toBe(200)
  }
  const run = async (name: string, until: string): Promise<string> => {
    const body = { type: 'manual', parameters: { tag: 'v1' } }
    const started = await under.product.gate(`/pipelines/demo/${name}`, { method: 'POST', body })
    const id = String(started.body.ref).split('/').at(-1)!
    await under.product.untilExecution(id, until)
    return id
  }
  const open = (id: string, rest = '') => page.goto(`${under.deck}#/applications/demo/executions/details/${id}${rest}`)
  const panel = (name: string) => page.getByRole('region', { name: `Stage ${name}` })
  const box = (name: string) => page.locator('.graph-box', { hasText: name })

  beforeAll(async () => {
    under = await startDeck()
    page = under.page
    page.setDefaultTimeout(10_000)
    await saveSamples(under.product)
    await save('Guarded', guarded)
    await save('Fan', fan)
    await save('Asked', asked)
  }, 120_000)
  afterAll(() => under?.stop())

  it('reads on one card why it failed, retries the stage, skips a wait and takes a decision', async () => {
    const id = await run('Guarded', 'TERMINAL')
    await open(id)
    const card = page.getByRole('alert', { name: 'Why it failed' })
    await card.getByText('Nobody has restarted the guard yet').waitFor()
    await card.getByText('Guard', { exact: false }).first().waitFor()
    await card.getByRole('button', { name: 'Retry stage' }).click()
    await card.waitFor({ state: 'detached' })
    await panel('Settle').getByRole('timer').waitFor()
    await panel('Settle').getByRole('button', { name: 'Skip wait' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Skip' }).click()
    const judgment = page.getByRole('region', { name: 'Judgment Approve' })
    await judgment.getByText('good', { exact: true }).waitFor()
    await judgment.getByRole('button', { name: 'Continue' }).click()
    await under.product.untilExecution(id, 'SUCCEEDED')
    await page.getByRole('button', { name: 'Approve: Succeeded' }).click()
    await panel('Approve').getByText('continue').waitFor()
    await box('Guard').click()
    await panel('Guard').getByText('Restarted by').waitFor()
    expect(under.problems).toEqual([])
  })

  it('goes through the graph with the keyboard, opens groups, finds and hides stages', async () => {
    await open(await run('Fan', 'SUCCEEDED'))
    await page.getByRole('button', { name: 'Begin: Succeeded' }).focus()
    await page.keyboard.press('ArrowRight')
    const group = page.getByRole('button', { name: 'Tests (2): Succeeded, opens the group' })
    const optional = page.getByRole('button', { name: 'Optional: Skipped' })
    await optional.waitFor()
    await group.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Test two: Succeeded' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await panel('End').waitFor()
    await page.getByRole('button', { name: 'Fold groups' }).click()
    await group.waitFor()
    await page.getByLabel('Hide skipped').check()
    await optional.waitFor({ state: 'detached' })
    await page.getByLabel('Critical path').check()
    await page.getByRole('button', { name: 'End: Succeeded, on the critical path' }).waitFor()
    expect(under.problems).toEqual([])
  })

  /** Goes on with Tab until it is where `name` is. */
  const tabTo = async (name: string) => {
    const wanted = page.getByRole('button', { name, exact: true })
    await wanted.waitFor()
    for (let keys = 0; keys < 60; keys += 1) {
      if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not lead to ${name}.`)
  }
  const runs = (stages: readonly { name: string; status: string }[], name: string) =>
    stages.some((each) => each.name === name && each.status === 'RUNNING')
  const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true })

  it('chooses an option and judges by keyboard alone; a failure that is ignored stops nothing', async () => {
    const id = await run('Asked', 'RUNNING')
    await open(id)
    const judgment = page.getByRole('region', { name: 'Judgment Where' })
    await judgment.getByText('Choose an input to continue.').waitFor()
    expect(await judgment.getByRole('button', { name: 'Continue Where' }).isDisabled()).toBe(true)
    await judgment.getByLabel('Judgment input').focus()
    await page.keyboard.type('to s')
    await page.keyboard.press('Tab')
    await page.keyboard.type('With care')
    await tabTo('Continue Where')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Optional check: Failed, went on' }).waitFor()
    await page.getByRole('alert', { name: 'Why it failed' }).getByText('Nobody minds').first().waitFor()
    const { stages } = await under.product.untilExecution(id, ({ stages: all }) => runs(all, 'Settle'))
    expect(stages.find(({ name }) => name === 'Where')?.context).toMatchObject({
      judgmentInput: 'to staging',
      comments: 'With care',
    })
    expect(under.problems).toEqual([])
  })

  it('pauses, resumes and cancels with a reason', async () => {
    const id = await run('Asked', 'RUNNING')
    await open(id)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await inDialog('Pause').click()
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByLabel('Reason').fill('The wrong week')
    await inDialog('Cancel execution').click()
    await page.getByText('Canceled by anonymous: The wrong week').waitFor()
    await under.product.untilExecution(id, 'CANCELED')
    expect(under.problems).toEqual([])
  })

  it('restarts a stage and reads that the execution was deleted meanwhile', async () => {
    const id = await run('Guarded', 'TERMINAL')
    await open(id, '?stage=1')
    await panel('Guard').getByRole('button', { name: 'Restart stage' }).click()
    await panel('Guard').getByText('Restarted by').waitFor()
    await under.product.gate(`/pipelines/${id}/cancel`, { method: 'PUT' })
    await page.getByRole('button', { name: 'Actions' }).waitFor()
    expect((await under.product.gate(`/pipelines/${id}`, { method: 'DELETE' })).status).toBe(200)
    await page.getByText('This execution is gone.').waitFor()
    await page.getByRole('button', { name: 'Actions' }).waitFor({ state: 'detached' })
    await box('Guard').waitFor()
    await panel('Guard').getByRole('tab', { name: 'Tasks' }).waitFor()
    expect(await panel('Guard').getByRole('button', { name: 'Restart stage' }).count()).toBe(0)
    expect(under.problems).toEqual([])
  })

  it('reads on when Gate was started again', async () => {
    const id = await run('Guarded', 'TERMINAL')
    await open(id, '?stage=1')
    await panel('Guard').getByRole('button', { name: 'Restart stage' }).waitFor()
    await under.product.kill()
    await page.getByRole('banner').getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor()
    await under.restart()
    await box('Guard').click()
    await panel('Guard').getByRole('button', { name: 'Restart stage' }).click()
    await panel('Guard').getByText('Restarted by').waitFor()
    await under.product.untilExecution(id, ({ stages }) => runs(stages, 'Settle'))
    await page.getByRole('button', { name: 'Settle: Running' }).waitFor()
    expect(under.problems).toEqual([])
  }, 120_000)

  it('goes from a pipeline to the one that it ran, and back', async () => {
    await save('Child', [stage(1, 'checkPreconditions', 'Ready', [], expression('false', 'The child is not ready'))])
    const { body } = await under.product.gate<{ id: string; name: string }[]>('/applications/demo/pipelineConfigs')
    const pipeline = body.find(({ name }) => name === 'Child')?.id
    await save('Parent', [stage(1, 'pipeline', 'Run child', [], { application: 'demo', pipeline })])
    const id = await run('Parent', 'TERMINAL')
    await open(id)
    const card = page.getByRole('alert', { name: 'Why it failed' })
    await card.getByText('The child is not ready').waitFor()
    await card.getByRole('link', { name: 'Child' }).click()
    const way = page.getByRole('navigation', { name: 'Started by' })
    await way.getByText('Failed', { exact: true }).waitFor()
    await way.getByRole('link', { name: 'Parent' }).click()
    await page.waitForURL((url) => url.href.includes(id))
    expect(under.problems).toEqual([])
  })

  it('follows addresses that others wrote: positions, steps, tabs, refIds', async () => {
    const id = await run('Guarded', 'TERMINAL')
    await open(id, '?stage=0&step=0&details=taskStatus')
    await panel('Prepare').getByRole('tab', { name: 'Tasks', selected: true }).waitFor()
    await open(id, '?refId=3')
    await panel('Settle').waitFor()
    await open(id, '?stage=1&step=0')
    const steps = panel('Guard').getByRole('list', { name: 'Steps of Guard' })
    await steps.locator('button[aria-pressed="true"]', { hasText: 'Check precondition' }).waitFor()
    await box('Prepare').click()
    await page.waitForURL(/stage=0/)
    await panel('Prepare').getByText('blue').waitFor()
    await open('01AAAAAAAAAAAAAAAAAAAAAAAA')
    await page.getByText('This execution cannot be found').waitFor()
    expect(under.problems).toEqual([])
  })

  it('looks into the context, tries an expression, and sees when each stage ran', async () => {
    await open(await run('Guarded', 'TERMINAL'), '?stage=1&details=context')
    await page.getByLabel('Search Context').fill('restarted the')
    await page
      .getByRole('treeitem', { name: /Nobody has restarted/ })
      .first()
      .waitFor()
    await panel('Guard').getByRole('tab', { name: 'Evaluate' }).click()
    await page.getByLabel(/^Expression/).fill('trigger.parameters.tag + colour')
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click()
    await page.getByText('v1blue').waitFor()
    await page.getByRole('button', { name: 'Time line' }).click()
    const guard = page.getByRole('treeitem', { name: /^Guard: Failed/ })
    await guard.focus()
    await page.keyboard.press('ArrowRight')
    await page
      .getByRole('treeitem', { name: /^Check precondition/ })
      .first()
      .waitFor()
    expect(under.problems).toEqual([])
  })

  it('compares with the run before, also one that waits for a person, and goes there with a key', async () => {
    const stages = page.getByRole('region', { name: 'Stages compared' })
    const one = await run('Asked', 'RUNNING')
    await open(await run('Asked', 'RUNNING'), `?view=compare&with=${one}`)
    await stages.getByText('Needs judgment').nth(1).waitFor()
    await open(await run('Guarded', 'TERMINAL'), '?view=compare')
    await stages.getByText('Guard').waitFor()
    const here = page.url()
    await page.locator('body').click({ position: { x: 5, y: 400 } })
    await page.keyboard.press('[')
    await page.waitForURL((url) => url.href.split('?')[0] !== here.split('?')[0])
    await page.getByRole('heading', { name: 'Guarded' }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('draws five hundred stages, of which only those in view are there', async () => {
    // Each waits for up to three: more arrows than are laid out within a frame, so that a worker does it.
    const before = (at: number) => [...new Set([0, 1, 2].map((more) => Math.max(1, at + 1 - 10 - (at % 7) - more)))]
    const many = Array.from({ length: 500 }, (_, at) =>
      stage(at + 1, 'wait', `Stage ${at + 1}`, at === 0 ? [] : before(at), { waitTime: 0 }),
    )
    await save('Many', many)
    // Nothing else is to be drawn while they run.
    await page.goto('about:blank')
    await open(await run('Many', 'SUCCEEDED'))
    await page.locator('.graph-box').first().waitFor()
    await page.getByLabel('Find a stage').fill('Stage 500')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Stage 500: Succeeded' }).waitFor()
    expect(await page.locator('.graph-box').count()).toBeLessThan(200)
    expect(under.problems).toEqual([])
  }, 150_000)

  it('uses it with a reader of screens and on a telephone', async () => {
    const id = await run('Guarded', 'TERMINAL')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const view of ['graph', 'list', 'timeline', 'compare', 'json']) {
        await open(id, `?stage=1&details=context&view=${view}`)
        await page.getByRole('button', { name: 'Compare' }).waitFor()
        expect(await axeFaults(page), `${view}, ${colorScheme}`).toEqual([])
      }
    }
    await page.setViewportSize({ width: 390, height: 844 })
    for (const view of ['graph', 'list', 'timeline', 'compare', 'json']) {
      await open(id, `?stage=1&details=logs&view=${view}`)
      await page.getByRole('button', { name: 'Compare' }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(390)
    }
    expect(under.problems).toEqual([])
  }, 120_000)
})
