import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { untilTask } from '../support/product.ts'
import type { SpotSimulator } from '../support/spot-simulator.ts'

const group = (name: string, target: number) => ({
  name,
  region: 'us-east-1',
  capacity: { target, minimum: 1, maximum: 8, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 30 },
  compute: {
    product: 'Linux/UNIX',
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-0a'] }],
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm4.large'] },
    launchSpecification: {
      imageId: 'ami-0000000000000a001',
      securityGroupIds: ['sg-0a'],
      monitoring: false,
      tags: [{ tagKey: 'team', tagValue: 'checkout' }],
    },
  },
  ofTomorrow: { notKnown: ['to', 'us'] },
})

/** A group that has been there for a while, with all its instances. */
const seed = ({ control }: SpotSimulator, document: object) =>
  control('POST', '/groups', { accountId: 'act-sandbox', document, ageHours: 30 })

// A browser, the product and a cloud share two cores with whatever else runs: seconds when it is quiet.
describe.runIf(chromiumPath !== '')('a person with a browser, at an Elastigroup', { timeout: 180_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const panel = () => page.getByRole('complementary')
  const dialog = () => page.getByRole('dialog')
  const at = (place: string) => page.goto(`${under.deck}#/applications/shop/${place}`)
  const groupAt = (name: string, tab = 'overview') =>
    at(`clusters/serverGroupDetails/spot/sandbox/us-east-1/${name}?tab=${tab}`)
  const choose = async (menu: string, item: string) => {
    await panel().getByRole('button', { name: menu }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  /** Sends the form, waits for the task's success and closes the dialog. */
  const send = async (button: string) => {
    await dialog().getByRole('button', { name: button, exact: true }).click()
    await dialog().getByText('Succeeded', { exact: true }).waitFor()
    await closing(dialog())
  }
  const closing = async (opened: Locator) => {
    await opened.getByRole('button', { name: 'Close', exact: true }).last().click()
    await opened.waitFor({ state: 'hidden' })
  }
  /** Begins a task as somebody else would; answers where it is. */
  const begin = async (type: string, name: string, more: object): Promise<string> => {
    const place = { cloudProvider: 'spot', credentials: 'sandbox', region: 'us-east-1' }
    const job = [{ type, ...place, serverGroupName: name, asgName: name, ...more }]
    const task = { application: 'shop', description: `Somebody else: ${name}`, job }
    return (await under.product.gate('/tasks', { method: 'POST', body: task })).body.ref
  }
  const doElsewhere = async (...what: Parameters<typeof begin>) => untilTask(under.product, await begin(...what))
  /** Opens and closes the dialog of each action of a menu with keys: each says what it does, and gives the focus back. */
  const eachActionByKeys = async (menu: string) => {
    await page.getByRole('button', { name: menu }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem').first().waitFor()
    const names = await page.getByRole('menuitem').allTextContents()
    for (const [position, name] of names.entries()) {
      if (position > 0) await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name, exact: true }).waitFor()
      // The first of the menu may have the focus already, and the arrows go round.
      for (let step = 0; step <= names.length && (await focused()) !== name; step += 1)
        await page.keyboard.press('ArrowDown')
      expect(await focused()).toBe(name)
      await page.keyboard.press('Enter')
      await dialog().waitFor()
      await page.getByRole('menu').waitFor({ state: 'hidden' })
      await page.waitForFunction("document.querySelector('[role=dialog]')?.contains(document.activeElement)")
      // Some read first what they say.
      const said = () => dialog().locator('.notice, .quiet, .empty').count()
      await expect.poll(said, { message: name, timeout: 30_000 }).toBeGreaterThan(0)
      expect([name, await axeFaults(page)]).toEqual([name, []])
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'hidden' })
      await page.waitForFunction(`document.activeElement?.textContent === ${JSON.stringify(menu)}`)
    }
  }
  const focused = () => page.evaluate<string>("document.activeElement?.textContent ?? ''")
  const inSpot = async (name: string) => (await under.simulator.groups()).find(({ document }) => document.name === name)

  beforeAll(async () => {
    under = await startDeck({
      // As fast as we are at first, so that the cloud's times say which task did what.
      speed: 1,
      async prepare(simulator) {
        await seed(simulator, group('shop-prod-v001', 2))
        await seed(simulator, group('shop-prod-v002', 3))
      },
    })
    ;({ page } = under)
    page.setDefaultTimeout(60_000)
    const job = [{ type: 'createApplication', application: { name: 'shop', email: 'shop@example.com' } }]
    const { body } = await under.product.gate('/tasks', {
      method: 'POST',
      body: { application: 'shop', description: 'Create Application: shop', job },
    })
    await untilTask(under.product, body.ref)
  }, 120_000)
  afterAll(() => under?.stop())

  it('makes a scaling policy', async () => {
    await groupAt('shop-prod-v002', 'scaling')
    await panel().getByRole('button', { name: 'Create scaling policy' }).click()
    await dialog().getByRole('textbox', { name: 'Name' }).fill('busy')
    await dialog().getByRole('spinbutton', { name: 'Threshold' }).fill('70')
    await send('Create policy')
    await panel().getByRole('cell', { name: /^busy/ }).waitFor()
    expect((await inSpot('shop-prod-v002'))?.document).toMatchObject({
      scaling: {
        up: [{ policyName: 'busy', threshold: 70, operator: 'gte', action: { type: 'adjustment', adjustment: 1 } }],
      },
    })
    expect(under.problems).toEqual([])
  })

  it('changes its document, seeing what changes before anything is sent', async () => {
    await groupAt('shop-prod-v002')
    await choose('Server group actions', 'Edit as JSON')
    const editor = dialog().getByRole('textbox', { name: 'Group as JSON' })
    await editor.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.insertText('"description": "Takes orders",')
    await under.simulator.forgetCalls()
    await dialog().getByRole('button', { name: 'Review 1 change' }).click()
    await dialog().getByRole('region', { name: 'Changes' }).getByText('Takes orders').waitFor()
    await send('Update')
    const [sent] = (await under.simulator.calls()).filter(({ method }) => method === 'PUT')
    expect(sent?.body).toEqual({ group: { description: 'Takes orders' } })
    expect((await inSpot('shop-prod-v002'))?.document).toMatchObject({ ofTomorrow: { notKnown: ['to', 'us'] } })
    expect(under.problems).toEqual([])
  })

  it('reads what happened to it, and which task did it', async () => {
    await groupAt('shop-prod-v002', 'timeline')
    const told = panel().getByRole('list', { name: 'Timeline' })
    await told.getByText(/was updated: description/).waitFor()
    await panel()
      .getByRole('button', { name: /^Health/ })
      .click()
    expect(await told.getByText('became HEALTHY').count()).toBe(0)
    await told.getByRole('link', { name: 'by Update Elastigroup: shop-prod-v002' }).first().click()
    await page.waitForURL('**/applications/shop/tasks/*')
    expect(under.problems).toEqual([])
  })

  it('reads what it is and resizes it', async () => {
    await under.simulator.control('PUT', '/clock', { speed: 200 })
    await groupAt('shop-prod-v002')
    await panel().getByText('m5.large, m4.large').waitFor()
    await panel().getByText('100 % on Spot').waitFor()
    await choose('Server group actions', 'Resize')
    await dialog().getByRole('spinbutton', { name: 'Desired' }).fill('9')
    await dialog().getByRole('button', { name: 'Resize', exact: true }).click()
    await dialog().getByText('Must lie between minimum and maximum').waitFor()
    await dialog().getByRole('spinbutton', { name: 'Desired' }).fill('4')
    await dialog().getByText('1 instance will be launched: from 3 to 4.').waitFor()
    await send('Resize')
    await panel().getByText('4 wanted, 1 to 8').waitFor()
    expect((await inSpot('shop-prod-v002'))?.document.capacity).toMatchObject({ minimum: 1, maximum: 8, target: 4 })
    expect(under.problems).toEqual([])
  })

  it('watches a roll with the old and the new instances', async () => {
    await under.simulator.control('PUT', '/clock', { speed: 40 })
    await groupAt('shop-prod-v002', 'roll')
    await panel().getByRole('button', { name: 'Start roll' }).click()
    await dialog().getByRole('spinbutton', { name: 'Batch', exact: true }).fill('50')
    await dialog().getByText('4 instances of shop-prod-v002 will be replaced, 2 at a time').waitFor()
    await dialog().getByRole('button', { name: 'Start roll', exact: true }).click()
    await dialog().getByRole('button', { name: 'Close, it goes on' }).click()
    await panel().getByRole('progressbar', { name: 'Roll' }).waitFor()
    await panel()
      .getByRole('region', { name: /New \(green\)/ })
      .getByText('i-')
      .first()
      .waitFor()
    expect(
      await panel()
        .getByRole('region', { name: /Old \(blue\)/ })
        .getByText('i-')
        .count(),
    ).toBeGreaterThan(0)
    await under.simulator.control('PUT', '/clock', { speed: 2_000 })
    await panel().getByText('Finished', { exact: true }).first().waitFor()
    expect(under.problems).toEqual([])
  })

  it('terminates an instance, at an address of its own', async () => {
    await groupAt('shop-prod-v001', 'instances')
    const first = panel().getByRole('link', { name: /^i-/ }).first()
    const id = (await first.textContent()) ?? ''
    await first.click()
    await page.waitForURL(`**/clusters/instanceDetails/spot/${id}`)
    await choose('Instance actions', 'Terminate')
    await dialog().getByText('another instance will be launched in its place').waitFor()
    await send('Terminate')
    const there = (await inSpot('shop-prod-v001'))?.instances ?? []
    expect(there.find(({ instanceId, phase }) => instanceId === id && phase === 'running')).toBeUndefined()
    await panel().getByText('There is no such instance (any more)').waitFor()
    expect(under.problems).toEqual([])
  })

  it("reads Spot's own words when it refuses", async () => {
    await under.simulator.control('POST', '/faults', {
      match: { method: 'PUT', pathRegex: '/capacity' },
      status: 400,
      errors: [{ code: 'CANT_RESIZE', message: 'The moon is full' }],
    })
    await groupAt('shop-prod-v001')
    await choose('Server group actions', 'Resize')
    await dialog().getByRole('spinbutton', { name: 'Desired' }).fill('3')
    await dialog().getByRole('button', { name: 'Resize', exact: true }).click()
    await dialog().getByRole('alert').getByText('The moon is full').waitFor()
    await under.simulator.control('DELETE', '/faults')
    await dialog().getByRole('button', { name: 'Try again' }).click()
    expect(await dialog().getByRole('spinbutton', { name: 'Desired' }).inputValue()).toBe('3')
    await send('Resize')
    expect(under.problems).toEqual([])
  })

  it('is told in the dialog what somebody else does to it meanwhile', async () => {
    await under.simulator.control('PUT', '/clock', { speed: 200 })
    await doElsewhere('resizeServerGroup', 'shop-prod-v001', { capacity: { min: 1, max: 8, desired: 3 } })
    await groupAt('shop-prod-v001')
    await panel().getByText('3 wanted, 1 to 8').waitFor()
    await choose('Server group actions', 'Resize')
    await dialog().getByRole('spinbutton', { name: 'Desired' }).fill('4')
    await dialog().getByText('1 instance will be launched: from 3 to 4.').waitFor()
    await doElsewhere('resizeServerGroup', 'shop-prod-v001', { capacity: { min: 1, max: 8, desired: 5 } })
    await dialog().getByText('It was 3 wanted (1 to 8), and is 5 wanted (1 to 8) now.').waitFor()
    await dialog().getByText('1 instance will be terminated: from 5 to 4.').waitFor()
    expect(await dialog().getByRole('spinbutton', { name: 'Desired' }).inputValue()).toBe('4')
    await send('Resize')
    expect((await inSpot('shop-prod-v001'))?.document.capacity).toMatchObject({ target: 4 })
    expect(under.problems).toEqual([])
  })

  it('disables it and enables it again, but not while it changes its size', async () => {
    await groupAt('shop-prod-v001')
    await choose('Server group actions', 'Disable')
    const staying = (await inSpot('shop-prod-v002'))?.document.capacity.target
    await dialog()
      .getByText(`${staying} of ${Number(staying) + 4} active instances of shop-prod in us-east-1 stay`)
      .waitFor()
    await dialog().getByLabel('Type the number of instances that stay active to confirm').fill(String(staying))
    await send('Disable')
    await panel().getByText('Disabled', { exact: true }).waitFor()
    await under.simulator.control('PUT', '/clock', { speed: 0.01 })
    const resize = await begin('resizeServerGroup', 'shop-prod-v001', { capacity: { min: 1, max: 8, desired: 3 } })
    await panel().getByText('Somebody else: shop-prod-v001').waitFor()
    await panel().getByRole('button', { name: 'Server group actions' }).click()
    const locked = page.getByRole('menuitem', {
      name: 'Enable Locked while “Somebody else: shop-prod-v001” changes its size',
    })
    await locked.press('Enter')
    expect(await locked.isVisible()).toBe(true)
    expect(await dialog().count()).toBe(0)
    await page.keyboard.press('Escape')
    await under.simulator.control('PUT', '/clock', { speed: 200 })
    await untilTask(under.product, resize)
    await panel().getByText('Somebody else: shop-prod-v001').waitFor({ state: 'hidden' })
    await choose('Server group actions', 'Enable')
    await dialog().getByText('3 instances of shop-prod-v001 will take traffic again').waitFor()
    await dialog().getByText('shop-prod-v002 is newer and enabled: both will take traffic.').waitFor()
    await send('Enable')
    await panel().getByText('Enabled', { exact: true }).waitFor()
    expect(under.problems).toEqual([])
  })

  it('is led through every action of a group by keys alone, told what each does', async () => {
    await groupAt('shop-prod-v002')
    await eachActionByKeys('Server group actions')
    expect(under.problems).toEqual([])
  })

  it('is led through every action of an instance by keys alone, and through all that brings groups in', async () => {
    await groupAt('shop-prod-v002', 'instances')
    await panel().getByRole('link', { name: /^i-/ }).first().click()
    await eachActionByKeys('Instance actions')
    await eachActionByKeys('Add server group')
    expect(under.problems).toEqual([])
  })

  it('destroys it after its name was typed, and no other name', async () => {
    await groupAt('shop-prod-v001')
    await choose('Server group actions', 'Destroy')
    await dialog().getByText('3 instances will be terminated').waitFor()
    const destroy = dialog().getByRole('button', { name: 'Destroy', exact: true })
    expect(await destroy.isDisabled()).toBe(true)
    await dialog().getByLabel('Type the name of the server group to confirm').fill('shop-prod-v002')
    await page.keyboard.press('Enter')
    expect(await destroy.isDisabled()).toBe(true)
    await dialog().getByLabel('Type the name of the server group to confirm').fill('shop-prod-v001')
    await send('Destroy')
    expect(await inSpot('shop-prod-v001')).toBeUndefined()
    await panel().getByText('There is no such server group (any more)').waitFor()
    await panel().getByRole('link', { name: 'Its cluster, shop-prod' }).waitFor()
    await panel().getByRole('link', { name: 'What was done to it' }).click()
    await page.getByText('Destroy Server Group: shop-prod-v001').first().waitFor()
    expect(under.problems).toEqual([])
  })

  it('sees what it cost, and brings to Spot what could be cheaper', async () => {
    await groupAt('shop-prod-v002', 'costs')
    await panel().getByText('Actual costs').waitFor()
    await at('costs')
    const costs = page.getByRole('region', { name: 'Costs of the application' })
    await costs.getByRole('table', { name: 'Costs by cluster' }).getByText('shop-prod').waitFor()
    await costs.getByText('$', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: 'Import legacy-web' }).click()
    await dialog().getByLabel('Stack').fill('legacy')
    await dialog().getByRole('button', { name: 'Show what it would be' }).click()
    await dialog().getByRole('button', { name: 'Review the group' }).click()
    expect(await inSpot('shop-legacy-v000')).toBeUndefined()
    await dialog().getByText('4 instances will be launched, as the next version of shop-legacy').waitFor()
    await send('Create')
    expect(await inSpot('shop-legacy-v000')).toMatchObject({ document: { capacity: { target: 4 } } })
    expect(under.problems).toEqual([])
  })

  it('has nothing in the way of people who do not see it or use no mouse', async () => {
    const faults = async () => {
      await page.getByRole('menu').waitFor({ state: 'hidden' })
      return axeFaults(page)
    }
    for (const tab of ['overview', 'scaling', 'costs']) {
      await groupAt('shop-prod-v002', tab)
      await panel().getByRole('tabpanel').waitFor()
      expect(await faults()).toEqual([])
    }
    await choose('Server group actions', 'Clone')
    await dialog().getByLabel('Stack').waitFor()
    expect(await faults()).toEqual([])
    await page.keyboard.press('Escape')
    const focused = page.locator('*:focus')
    expect(await focused.textContent()).toContain('Server group actions')
    expect(under.problems).toEqual([])
  })

  it('on a telephone scrolls only downwards', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const tab of ['overview', 'instances', 'scaling', 'roll', 'costs', 'timeline', 'json']) {
      await groupAt('shop-prod-v002', tab)
      await panel().getByRole('tabpanel').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    }
  })
})
