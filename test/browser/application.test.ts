import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, untilTask } from '../support/product.ts'

describe.runIf(chromiumPath !== '')('a person with a browser, at an application', { timeout: 120_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const at = (place: string) => page.goto(`${under.deck}#/applications/demo/${place}`)
  const dialog = () => page.getByRole('dialog')
  const attributes = async () => (await under.product.gate('/applications/demo?expand=false')).body.attributes
  const save = async () => {
    await dialog().getByRole('button', { name: 'Save', exact: true }).click()
    await dialog().getByText('Succeeded', { exact: true }).waitFor()
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
    await dialog().waitFor({ state: 'hidden' })
  }

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    await saveSamples(under.product)
    const { body } = await under.product.gate('/pipelines/v2/demo/Release', {
      method: 'POST',
      body: { type: 'manual', parameters: { image: 'docker.io/demo', judgement: 'off' } },
    })
    await under.product.untilExecution(body.ref.split('/').at(-1), 'TERMINAL')
  }, 120_000)
  afterAll(() => under?.stop())

  it('opens at its overview, and goes through its tabs', async () => {
    await at('')
    await page.getByRole('region', { name: 'Latest activity' }).getByText('Create Application: demo').waitFor()
    const tabs = page.getByRole('navigation', { name: 'Application demo' })
    for (const [tab, address] of [
      ['Settings', /config/],
      ['Activity', /activity/],
      ['Overview', /overview/],
    ] as const) {
      await tabs.getByRole('link', { name: tab }).click()
      await page.waitForURL(address)
      expect(await tabs.getByRole('link', { name: tab }).getAttribute('aria-current')).toBe('page')
    }
    expect(under.problems).toEqual([])
  })

  it('changes the description, sees what changes, and loses no other attribute', async () => {
    await under.product.gate('/tasks', {
      method: 'POST',
      body: {
        application: 'demo',
        description: 'Own attribute',
        job: [{ type: 'updateApplication', application: { name: 'demo', ofAPlugin: { kept: [1] } } }],
      },
    })
    await expect.poll(attributes).toMatchObject({ ofAPlugin: { kept: [1] } })
    await at('config')
    await page.getByText('ofAPlugin').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Edit attributes' }).click()
    await dialog().getByRole('textbox', { name: 'Description' }).fill('Sails close to the wind')
    await dialog().getByRole('region', { name: 'Changes' }).getByText('Sails close to the wind').waitFor()
    await save()
    await page.getByText('Sails close to the wind').first().waitFor()
    expect(await attributes()).toMatchObject({ ofAPlugin: { kept: [1] }, email: 'demo@example.com' })
    expect(under.problems).toEqual([])
  })

  it('tells everybody something by a banner', async () => {
    await at('config?section=banner')
    await page.getByRole('button', { name: 'Add banner' }).click()
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('**Frozen** until Monday')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await save()
    await page.locator('.application-banner strong', { hasText: 'Frozen' }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('switches a part off, in the shape that the stock deck needs', async () => {
    await at('config?section=features')
    await page.getByRole('checkbox', { name: 'Functions' }).uncheck()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await save()
    const { dataSources } = await attributes()
    expect(dataSources).toEqual({
      enabled: ['executions', 'serverGroups', 'loadBalancers', 'securityGroups'],
      disabled: ['functions'],
    })
    expect(under.problems).toEqual([])
  })

  it('has somebody told of failures', async () => {
    await at('config?section=notifications')
    await page.getByRole('button', { name: 'Add notification' }).click()
    await page.getByRole('textbox', { name: /^To/ }).fill('oncall@example.com')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const stored = async () => (await under.product.gate('/notifications/application/demo')).body
    await expect.poll(stored).toMatchObject({
      application: 'demo',
      email: [{ type: 'email', address: 'oncall@example.com', when: ['pipeline.failed'], level: 'application' }],
    })
    expect(under.problems).toEqual([])
  })

  describe('while somebody else changes the same application', () => {
    const somebody = async (changed: object) => {
      const job = [{ type: 'updateApplication', application: { name: 'demo', ...changed }, user: 'bob' }]
      const body = { application: 'demo', description: 'Update Application: demo', job }
      await untilTask(under.product, (await under.product.gate('/tasks', { method: 'POST', body })).body.ref)
    }
    const stack = () => page.getByRole('textbox', { name: 'Stack' })
    const guards = async () => (await attributes()).trafficGuards.map((guard: { stack: string }) => guard.stack)

    it('a save takes back nothing of the other fields', async () => {
      await at('config?section=traffic-guards')
      await page.getByRole('button', { name: 'Add traffic guard' }).click()
      await page.getByRole('combobox', { name: 'Account' }).click()
      await page.getByRole('option', { name: 'sandbox' }).click()
      await stack().fill('prod')
      await somebody({ description: 'Sails by night', customBanners: [] })
      await page.getByText('Sails by night').waitFor()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await save()
      expect(await attributes()).toMatchObject({ description: 'Sails by night', customBanners: [] })
      expect((await attributes()).trafficGuards).toMatchObject([{ account: 'sandbox', stack: 'prod' }])
      await page.getByRole('button', { name: 'Revert' }).waitFor({ state: 'detached' })
    })

    it('says so where both changed the same, and overwrites it only when told to twice', async () => {
      await stack().fill('canary')
      await somebody({ trafficGuards: [{ enabled: true, account: '*', location: '*', stack: 'staging', detail: '*' }] })
      await page.getByRole('alert').getByText('staging').waitFor()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await dialog().getByRole('button', { name: 'Save', exact: true }).click()
      await dialog().getByRole('alert').getByText('Nothing was saved').waitFor()
      expect(await guards()).toEqual(['staging'])
      await save()
      expect(await guards()).toEqual(['canary'])
    })

    it('one may drop what one has typed and take theirs', async () => {
      await stack().fill('mine')
      await somebody({ trafficGuards: [] })
      await page.getByRole('button', { name: 'Drop my changes and take these' }).click()
      await page.getByText('There is no traffic guard yet.').waitFor()
    })

    it('attributes in a dialog are joined field by field', async () => {
      await at('config')
      await page.getByRole('button', { name: 'Edit attributes' }).click()
      await dialog().getByRole('textbox', { name: 'Repository name' }).fill('sails')
      await somebody({ description: 'Sails by day' })
      await save()
      expect(await attributes()).toMatchObject({ description: 'Sails by day', repoSlug: 'sails' })
    })

    it('both are told of what they want to be told of', async () => {
      const notifications = '/notifications/application/demo'
      await at('config?section=notifications')
      await page.getByRole('textbox', { name: /^To/ }).fill('night@example.com')
      const slack = [{ type: 'slack', address: '#demo', when: ['pipeline.failed'], level: 'application' }]
      const { body } = await under.product.gate(notifications)
      await under.product.gate(notifications, { method: 'POST', body: { ...body, slack } })
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await expect
        .poll(async () => (await under.product.gate(notifications)).body)
        .toMatchObject({ email: [{ address: 'night@example.com' }], slack })
      expect(under.problems).toEqual([])
    })
  })

  it('filters what happened, and opens why a task failed', async () => {
    await under.product.gate('/tasks', {
      method: 'POST',
      body: {
        application: 'demo',
        description: 'Delete what is not there',
        job: [{ type: 'updateApplication', application: {} }],
      },
    })
    await at('activity?kind=task,config&status=TERMINAL,FAILED_CONTINUE')
    const line = page.getByRole('region', { name: 'Activity', exact: true })
    await line.getByRole('button', { name: 'Delete what is not there' }).click()
    await line.getByText('Missing one or more required task parameters').first().waitFor()
    await page.getByRole('textbox', { name: 'Search activity' }).fill('nothing like it')
    await page.getByText('Nothing matches these filters').waitFor()
    expect(page.url()).toContain('q=nothing')
    expect(under.problems).toEqual([])
  })

  it('opens, fills in and leaves its dialogs by the keyboard alone; axe finds nothing in them', async () => {
    for (const [place, button] of [
      ['config', 'Edit attributes'],
      ['config?section=delete', 'Delete application'],
    ] as const) {
      await at(place)
      await page.getByRole('button', { name: button }).focus()
      await page.keyboard.press('Enter')
      const inside = dialog().locator(':focus')
      await inside.waitFor()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await axeFaults(page), button).toEqual([])
      }
      const cancel = dialog().getByRole('button', { name: 'Cancel' })
      for (let tabs = 0; tabs < 40 && !(await cancel.and(page.locator(':focus')).count()); tabs += 1) {
        await page.keyboard.press('Tab')
        expect(await inside.count(), `${button}, after ${tabs + 1} tabs`).toBe(1)
      }
      await page.keyboard.press('Enter')
      await dialog().waitFor({ state: 'hidden' })
      await expect.poll(() => page.locator(':focus').textContent()).toBe(button)
    }
    expect(under.problems).toEqual([])
  })

  it('finds no serious obstacle to accessibility, and never scrolls sideways on a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const place of ['overview', 'activity', 'tasks', 'config', 'config?section=traffic-guards']) {
      await at(place)
      await page.getByRole('heading', { name: 'demo' }).waitFor()
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await axeFaults(page), place).toEqual([])
      }
    }
  })
})
