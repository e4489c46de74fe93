import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { gcpGroup } from '../../simulators/spot/gcp/test-group.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { untilTask } from '../support/product.ts'
import type { SpotSimulator } from '../support/spot-simulator.ts'

const group = (name: string, target: number, region = 'us-east-1', imageId = 'ami-0000000000000a001') => ({
  name,
  region,
  capacity: { target, minimum: 0, maximum: 80, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 30 },
  compute: {
    product: 'Linux/UNIX',
    availabilityZones: [{ name: `${region}a`, subnetIds: ['subnet-0a'] }],
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    launchSpecification: {
      imageId,
      securityGroupIds: ['sg-0a'],
      monitoring: false,
      tags: [{ tagKey: 'team', tagValue: target > 2 ? 'checkout' : 'search' }],
    },
  },
})

/** An account on Google Cloud beside the usual one, read so often that a test sees when it cannot be read. */
const twoAccounts = (endpoint: string) => {
  const account = { apiToken: 'sandbox-token', endpoint }
  const sandbox = { ...account, name: 'sandbox', accountId: 'act-sandbox' }
  const google = { ...account, name: 'google', accountId: 'act-sandbox-gcp', cloud: 'gcp', pollIntervalMs: 1_000 }
  return JSON.stringify({ spot: { enabled: true, accounts: [sandbox, google] } })
}

const seed = ({ control }: SpotSimulator, document: object, count = 1, accountId = 'act-sandbox') =>
  control('POST', '/groups', { accountId, document, count, ageHours: 30 })

// A browser, the product and a cloud share two cores with whatever else runs: seconds when it is quiet.
describe.runIf(chromiumPath !== '')('a person with a browser, at clusters', { timeout: 180_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  const at = (place: string) => page.goto(`${under.deck}#/applications/shop/${place}`)
  const list = () => page.getByRole('region', { name: 'Clusters' })
  const panel = () => page.locator('aside.side')
  const dialog = () => page.getByRole('dialog')
  const row = (name: string) => list().getByRole('link', { name, exact: true })
  const inSpot = async (name: string) => (await under.simulator.groups()).find(({ document }) => document.name === name)
  const resizeElsewhere = async (serverGroupName: string, region: string, size: number) => {
    const capacity = { min: 0, max: 80, desired: size }
    const where = { cloudProvider: 'spot', credentials: 'sandbox', region, serverGroupName, asgName: serverGroupName }
    const { body } = await under.product.gate('/tasks', {
      method: 'POST',
      body: {
        application: 'shop',
        description: `Somebody else: ${serverGroupName}`,
        job: [{ type: 'resizeServerGroup', ...where, capacity }],
      },
    })
    await untilTask(under.product, body.ref)
  }
  const closeDialog = async () => {
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
    await dialog().waitFor({ state: 'hidden' })
  }

  beforeAll(async () => {
    let endpoint = ''
    under = await startDeck({
      prepareHome: async (directory) => writeFileSync(join(directory, 'config/clouddriver.yml'), twoAccounts(endpoint)),
      async prepare(simulator) {
        endpoint = simulator.url
        await seed(simulator, { ...gcpGroup(), name: 'shop-web-v{n}' }, 2, 'act-sandbox-gcp')
        await seed(simulator, group('shop-prod-v001', 3))
        await seed(simulator, group('shop-prod-v002', 4, 'us-east-1', 'ami-0000000000000a002'))
        await seed(simulator, group('shop-test-v000', 2, 'us-west-2'))
        await seed(simulator, group('shop-many-v{n}', 20), 40)
      },
    })
    ;({ page } = under)
    await page.setViewportSize({ width: 1440, height: 900 })
    page.setDefaultTimeout(60_000)
    const job = [{ type: 'createApplication', application: { name: 'shop', email: 'shop@example.com' } }]
    const { body } = await under.product.gate('/tasks', {
      method: 'POST',
      body: { application: 'shop', description: 'Create Application: shop', job },
    })
    await untilTask(under.product, body.ref)
  }, 120_000)
  afterAll(() => under?.stop())
  // What a failed test left open is not in the way of its second attempt, nor of the next test.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    await page.unrouteAll()
    await page.goto('about:blank')
  })

  it('narrows the list with filters that are in the address', async () => {
    await at('clusters')
    await list().getByText('45 server groups · 813 of 813 instances up').waitFor()
    await list().getByRole('checkbox', { name: 'us-west-2 1', exact: true }).check()
    await page.waitForURL('**/clusters?reg=us-west-2')
    await row('shop-test-v000').waitFor()
    expect(await row('shop-many-v000').count()).toBe(0)
    await at('clusters?q=tag:team%3Dcheckout%20prod&instanceType=m5.large')
    await list().getByText('2 server groups of 45').waitFor()
    await list().getByRole('textbox', { name: 'Filter server groups' }).fill('cluster:shop-test')
    await page.waitForURL(/q=cluster:shop-test|q=cluster%3Ashop-test/)
    await row('shop-test-v000').waitFor()
    await list().getByRole('button', { name: 'Clear all filters' }).click()
    await page.waitForURL('**/applications/shop/clusters')
    expect(under.problems).toEqual([])
  })

  it('draws only what is looked at, and keeps the place when a panel opens', async () => {
    await at('clusters')
    await row('shop-many-v039').waitFor()
    expect(await page.locator('.clusters-row').count()).toBeLessThan(43)
    await page.evaluate('window.scrollTo(0, 1200)')
    await row('shop-many-v020').waitFor()
    await row('shop-many-v020').click()
    await panel().getByRole('tabpanel').waitFor()
    expect(await row('shop-many-v020').isVisible()).toBe(true)
    expect(Number(await page.evaluate('window.scrollY'))).toBeGreaterThan(600)
    await page.keyboard.press('Escape')
    await panel().waitFor({ state: 'hidden' })
    await row('shop-many-v020').waitFor()
    expect(under.problems).toEqual([])
  })

  it('keeps the filters while panels are opened from the list and by keys', async () => {
    await at('clusters?acct=sandbox&stack=prod')
    await row('shop-prod-v002').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(
      '**/clusters/serverGroupDetails/spot/sandbox/us-east-1/shop-prod-v001?acct=sandbox&stack=prod',
    )
    await panel().getByRole('tab', { name: 'Changes' }).click()
    await panel().getByText('group.compute.launchSpecification.imageId').waitFor()
    expect(new URL(page.url()).hash).toContain('acct=sandbox&stack=prod&tab=changes')
    await panel().getByRole('link', { name: 'Close' }).click()
    await page.waitForURL('**/clusters?acct=sandbox&stack=prod')
    await row('shop-prod-v002').focus()
    await page.keyboard.press('x')
    const bar = page.getByRole('region', { name: 'Selection' })
    await bar.getByRole('button', { name: '1 server group' }).waitFor()
    await bar.getByRole('button', { name: 'Clear' }).click()
    await bar.waitFor({ state: 'hidden' })
    expect(under.problems).toEqual([])
  })

  it('lists instances as a table that leads to each of them', async () => {
    await at('clusters?stack=prod&listInstances=true')
    const table = page.getByRole('table', { name: 'Instances of shop-prod-v002, from 1' })
    const link = table.getByRole('link', { name: /^i-/ }).first()
    const id = (await link.textContent()) ?? ''
    await link.click()
    await page.waitForURL(`**/clusters/instanceDetails/spot/${id}?**`)
    await panel().getByText('shop-prod-v002').waitFor()
    await page.goto(`${under.deck}#/instance/spot/sandbox/us-east-1/${id}`)
    await page
      .getByRole('region', { name: `Instance ${id}` })
      .getByText('shop-prod-v002')
      .waitFor()
    expect(under.problems).toEqual([])
  })

  it('resizes several server groups at once, told before what it does', async () => {
    await at('clusters?stack=prod')
    await list().getByRole('button', { name: 'Select' }).click()
    for (const name of ['shop-prod-v001', 'shop-prod-v002'])
      await list()
        .getByRole('checkbox', { name: `Select ${name}` })
        .check()
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Resize' }).click()
    await dialog().getByLabel('Each one').selectOption('exact')
    await dialog().getByRole('spinbutton', { name: 'Instances' }).fill('5')
    await dialog().getByText('3 instances will be launched.').waitFor()
    await dialog().getByText('shop-prod-v001: from 3 to 5 wanted').waitFor()
    await dialog().getByRole('button', { name: 'Resize', exact: true }).click()
    await dialog().getByText('2 of 2 ended', { exact: true }).waitFor()
    await closeDialog()
    expect((await inSpot('shop-prod-v001'))?.document.capacity).toMatchObject({ target: 5 })
    expect((await inSpot('shop-prod-v002'))?.document.capacity).toMatchObject({ target: 5 })
    expect(under.problems).toEqual([])
  })

  it('does nothing to what somebody else changed just before, until what would happen was read again', async () => {
    const target = (await inSpot('shop-test-v000'))?.document.capacity.target
    if (target !== 2) await resizeElsewhere('shop-test-v000', 'us-west-2', 2)
    await at('clusters?q=cluster:shop-test')
    await list().getByRole('button', { name: 'Select' }).click()
    await list().getByRole('checkbox', { name: 'Select shop-test-v000' }).check()
    // What the page reads of the cluster stays as it is when the dialog opens.
    const reads = /\/clusters\?.*outline=false/
    const { text } = await under.product.gate('/v1/applications/shop/clusters?clusters=sandbox:shop-test&outline=false')
    let isStale = true
    await page.route(reads, (route) =>
      isStale ? route.fulfill({ body: text, contentType: 'application/json' }) : route.continue(),
    )
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Resize' }).click()
    await dialog().getByLabel('Each one').selectOption('exact')
    await dialog().getByRole('spinbutton', { name: 'Instances' }).fill('3')
    await dialog().getByText('shop-test-v000: from 2 to 3 wanted').waitFor()
    await resizeElsewhere('shop-test-v000', 'us-west-2', 4)
    // Not a moment before the button is pressed: what the page hears by itself would be shown before it.
    const pressed = `pressed${Date.now()}`
    await page.exposeFunction(pressed, () => {
      isStale = false
    })
    await page.evaluate(`addEventListener('pointerdown', () => ${pressed}(), { capture: true, once: true })`)
    await dialog().getByRole('button', { name: 'Resize', exact: true }).click()
    await dialog().getByText('Nothing is done yet').waitFor()
    await page.unroute(reads)
    await dialog().getByText('shop-test-v000 was 2 wanted (0 to 80), and is 4 wanted (0 to 80) now.').waitFor()
    await dialog().getByText('shop-test-v000: from 4 to 3 wanted').waitFor()
    expect((await inSpot('shop-test-v000'))?.document.capacity).toMatchObject({ target: 4 })
    await dialog().getByRole('button', { name: 'Resize', exact: true }).click()
    await dialog().getByText('1 of 1 ended', { exact: true }).waitFor()
    await closeDialog()
    expect((await inSpot('shop-test-v000'))?.document.capacity).toMatchObject({ target: 3 })
    expect(under.problems).toEqual([])
  })

  it('rolls a cluster back to the version that is picked', async () => {
    await at('clusters?stack=prod')
    await list().getByRole('button', { name: 'Roll back shop-prod' }).click()
    await dialog().getByText('What runs goes from ami-0000000000000a002 back to ami-0000000000000a001.').waitFor()
    await dialog().getByText('Undo: roll back again, to shop-prod-v002.').waitFor()
    await dialog().getByRole('button', { name: 'Roll back', exact: true }).click()
    await dialog().getByText('Succeeded', { exact: true }).waitFor()
    await closeDialog()
    await list().getByText('2 server groups, 1 enabled').waitFor()
    await page.locator('.clusters-row[data-off]').getByText('shop-prod-v002').waitFor()
    expect(under.problems).toEqual([])
  })

  it('is told which account cannot be read and what is shown of it, and what its cloud cannot do', async () => {
    await under.simulator.control('POST', '/faults', {
      match: { pathRegex: '/gcp/gce/group' },
      status: 401,
      errors: [{ code: 'UNAUTHORIZED', message: 'The token has expired' }],
    })
    const unread = async () => (await under.product.gate('/v1/applications/shop/clusters?limit=1')).body.unread
    await expect.poll(unread, { timeout: 30_000 }).toMatchObject([{ account: 'google' }])
    await at('clusters?acct=google')
    const told = list().getByRole('status').filter({ hasText: 'google cannot be read' })
    await told.getByText('The token has expired').waitFor()
    expect(await told.textContent()).toContain('It is tried again by itself.')
    await row('shop-web-v000').waitFor()
    await list().getByRole('button', { name: 'Select' }).click()
    await list().getByRole('checkbox', { name: 'Select shop-web-v000' }).check()
    const why = 'Spot has no way to take Elastigroups on Google Cloud out of traffic'
    const bar = page.getByRole('region', { name: 'Selection' })
    await bar.getByText(`Enable, Disable – shop-web-v000: ${why}`).waitFor()
    await bar.getByRole('button', { name: 'Clear' }).click()
    await list().getByRole('button', { name: 'Roll back shop-web' }).click()
    await dialog().getByText('It cannot be rolled back').waitFor()
    await dialog().getByText(why).waitFor()
    await page.keyboard.press('Escape')
    await under.simulator.control('DELETE', '/faults')
    await expect.poll(unread, { timeout: 30_000 }).toEqual([])
    expect(under.problems).toEqual([])
  })

  it('is warned of the last enabled group, and types how many instances stay before live ones go', async () => {
    await at('clusters/serverGroupDetails/spot/sandbox/us-east-1/shop-prod-v001')
    await panel().getByRole('button', { name: 'Server group actions' }).click()
    await page.getByRole('menuitem', { name: 'Disable', exact: true }).click()
    await dialog().getByText('shop-prod-v001 is the last enabled server group of shop-prod in us-east-1').waitFor()
    const disable = dialog().getByRole('button', { name: 'Disable', exact: true })
    expect(await disable.isDisabled()).toBe(true)
    await dialog().getByLabel('Type the number of instances that stay active to confirm').fill('0')
    expect(await disable.isEnabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    expect(under.problems).toEqual([])
  })

  it('terminates marked instances, a task for each server group', async () => {
    await at('clusters?stack=test&listInstances=true&multiselect=true')
    const box = list()
      .getByRole('checkbox', { name: /^Select i-/ })
      .first()
    const id = (await box.getAttribute('aria-label'))?.replace('Select ', '')
    await box.check()
    const bar = page.getByRole('region', { name: 'Selection' })
    await bar.getByRole('button', { name: '1 instance' }).click()
    await page.waitForURL('**/clusters/multipleInstances?**')
    await panel().getByRole('button', { name: 'Terminate', exact: true }).click()
    await dialog().getByText('1 instance in 1 server group will be terminated.').waitFor()
    await dialog().getByText('shop-test-v000: 1 of 3 instances').waitFor()
    await dialog().getByRole('button', { name: 'Terminate', exact: true }).click()
    await dialog().getByText('1 of 1 ended', { exact: true }).waitFor()
    await closeDialog()
    const there = (await inSpot('shop-test-v000'))?.instances ?? []
    expect(there.find(({ instanceId, phase }) => instanceId === id && phase === 'running')).toBeUndefined()
    expect(under.problems).toEqual([])
  })

  it('has nothing in the way of people who do not see it or use no mouse', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }
    // The bar of what is marked covers nothing of a short list.
    await at('clusters?multiselect=true&q=many-v03')
    await list().getByRole('checkbox', { name: 'Select shop-many-v039' }).check()
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const place of [
        'clusters?multiselect=true&q=many-v03&hideInstances=true',
        'clusters/multipleServerGroups?q=many-v039',
        'clusters?q=many-v039&listInstances=true',
      ]) {
        await at(place)
        await list()
          .getByRole('link', { name: /^shop-many-v/ })
          .first()
          .waitFor()
        await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
        await page.evaluate(axe)
        const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as {
          violations: { id: string; nodes: { html: string }[] }[]
        }
        expect(violations.map(({ id, nodes }) => `${scheme} ${place} ${id}: ${nodes[0]?.html}`)).toEqual([])
      }
    }
  })

  it('on a telephone scrolls only downwards, and comes back to where the list was', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await at('clusters')
    await row('shop-many-v039').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await page.evaluate('window.scrollTo(0, 1500)')
    const name = 'shop-many-v025'
    await row(name).click()
    await panel().getByRole('heading', { name }).waitFor()
    await panel().getByRole('link', { name: 'Close' }).click()
    await row(name).waitFor()
    expect(Number(await page.evaluate('window.scrollY'))).toBeGreaterThan(1_000)
    await page.getByRole('button', { name: 'Filters' }).click()
    await dialog().getByRole('checkbox', { name: 'test' }).check()
    await page.keyboard.press('Escape')
    await row('shop-test-v000').waitFor()
    expect(under.problems).toEqual([])
  })
})
