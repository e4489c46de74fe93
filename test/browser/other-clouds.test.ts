import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { playOtherCloud } from '../support/other-cloud.ts'
import { untilTask } from '../support/product.ts'

// A browser and the product share two cores with whatever else runs: seconds when it is quiet.
describe.runIf(chromiumPath !== '')(
  'a person with a browser, at a cloud without panels of its own',
  { timeout: 120_000 },
  () => {
    let under: DeckUnderTest
    let page: Page
    let submitted: Awaited<ReturnType<typeof playOtherCloud>>
    const at = (place: string) => page.goto(`${under.deck}#/applications/shop/${place}`)
    const panel = () => page.locator('aside.side')
    const dialog = () => page.getByRole('dialog')

    beforeAll(async () => {
      under = await startDeck()
      ;({ page } = under)
      await page.setViewportSize({ width: 1440, height: 900 })
      page.setDefaultTimeout(30_000)
      const application = {
        name: 'shop',
        email: 'shop@example.com',
        instancePort: 7001,
        instanceLinks: [{ title: 'Status', links: [{ title: 'Health', path: '/health' }] }],
      }
      const { body } = await under.product.gate('/tasks', {
        method: 'POST',
        body: { application: 'shop', description: 'Create', job: [{ type: 'createApplication', application }] },
      })
      await untilTask(under.product, body.ref)
      submitted = await playOtherCloud(page)
    }, 120_000)
    afterAll(() => under?.stop())

    it('follows traffic from a load balancer to its server group, beside the same list', async () => {
      await at('clusters')
      await page
        .getByRole('navigation', { name: 'Infrastructure' })
        .getByRole('link', { name: 'Load balancers' })
        .click()
      await page.getByRole('link', { name: 'us-east-1' }).click()
      await page.waitForURL('**/loadBalancers/loadBalancerDetails/aws/prod/us-east-1/vpc-1/shop-front')
      await panel().getByText('shop-front.example.com', { exact: true }).waitFor()
      await panel().getByRole('cell', { name: 'HTTPS 443' }).waitFor()
      await panel().getByText('1 of 3 instances in service').waitFor()
      expect(await panel().getByRole('link', { name: 'Traffic' }).count()).toBe(1)
      expect(await panel().getByRole('link', { name: 'Trap' }).count()).toBe(0)
      await panel().getByRole('link', { name: 'shop-tg' }).click()
      await panel().getByText('HTTP 7001').waitFor()
      await panel().getByRole('link', { name: 'shop-prod-v012' }).click()
      await page.waitForURL('**/loadBalancers/serverGroupDetails/aws/prod/us-east-1/shop-prod-v012')
      await panel().getByText('#12 · shop-1.2').waitFor()
      expect(under.problems).toEqual([])
    })

    it('comes to firewalls by the old address, and sees what they let through and who uses them', async () => {
      await at('securityGroups/securityGroupDetails/aws/prod/us-east-1/vpc-1/shop-web')
      await page.waitForURL('**/firewalls/**')
      await panel().getByRole('cell', { name: '10.0.0.0/8' }).waitFor()
      await panel().getByRole('region', { name: 'Used by' }).getByRole('link', { name: 'shop-prod-v012' }).waitFor()
      await page.goto(`${under.deck}#/firewallDetails/aws/prod/us-east-1/vpc-1/shop-web`)
      await page
        .getByRole('region', { name: 'Firewall shop-web' })
        .getByText('What may reach the shop', { exact: true })
        .waitFor()
      await at('functions')
      await page.getByRole('link', { name: 'us-east-1' }).click()
      await panel().getByText('nodejs').first().waitFor()
      expect(under.problems).toEqual([])
    })

    it('reads a server group whole: alerts, what runs, activities, what changed', async () => {
      await at('clusters')
      await page.locator('.clusters-row').getByText('Release').waitFor()
      await at('clusters/serverGroupDetails/aws/prod/us-east-1/shop-prod-v012')
      await panel().getByText('known').waitFor()
      await panel().getByRole('link', { name: 'Execution' }).waitFor()
      await panel().getByText('1 of 3 up, 1 down, 1 starting').waitFor()
      await panel().getByRole('tab', { name: 'Scaling activities' }).click()
      await panel().getByText('Launching i-3').waitFor()
      await panel().getByRole('tab', { name: 'Changes' }).click()
      await panel().getByText('launchConfig.imageId').waitFor()
      expect(under.problems).toEqual([])
    })

    it('reads an instance: each source of its health, its console, its links', async () => {
      await at('clusters/instanceDetails/aws/i-2')
      await panel().getByText('TargetGroup', { exact: true }).waitFor()
      expect(await panel().getByRole('link', { name: 'Health' }).getAttribute('href')).toBe(
        'http://10.0.0.2:7001/health',
      )
      await panel().getByRole('button', { name: 'Console output' }).click()
      await panel()
        .getByText(/Kernel panic/)
        .first()
        .waitFor()
      await panel().getByRole('button', { name: 'Instance actions' }).click()
      await page.getByRole('menuitem', { name: 'Deregister from load balancers' }).click()
      await dialog().getByText('1 instance in 1 server group will take no more traffic').waitFor()
      await dialog().getByRole('button', { name: 'Deregister from load balancers' }).click()
      await dialog().getByText('1 of 1 ended', { exact: true }).waitFor()
      await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
      expect(submitted.at(-1)?.job).toMatchObject([
        {
          type: 'deregisterInstancesFromLoadBalancer',
          cloudProvider: 'aws',
          credentials: 'prod',
          region: 'us-east-1',
          serverGroupName: 'shop-prod-v012',
          asgName: 'shop-prod-v012',
          instanceIds: ['i-2'],
          loadBalancerNames: ['shop-classic'],
          targetGroupNames: ['shop-tg'],
        },
      ])
      expect(under.problems).toEqual([])
    })

    it('types the name of the account where that is wanted, before what does not come back', async () => {
      await at('clusters?multiselect=true')
      await page.getByRole('checkbox', { name: 'Select shop-prod-v011' }).check()
      await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Destroy' }).click()
      await dialog().getByText('loses no traffic').waitFor()
      await dialog().getByLabel('Type the number of server groups to confirm').fill('1')
      const destroy = dialog().getByRole('button', { name: 'Destroy', exact: true })
      expect(await destroy.isDisabled()).toBe(true)
      await dialog().getByLabel('Type the name of the account to confirm').fill('prod')
      await dialog().getByLabel('Reason').fill('old')
      await destroy.click()
      await dialog().getByText('1 of 1 ended', { exact: true }).waitFor()
      expect(submitted.at(-1)?.job).toMatchObject([
        { type: 'destroyServerGroup', serverGroupName: 'shop-prod-v011', moniker: { app: 'shop' }, reason: 'old' },
      ])
      expect(under.problems).toEqual([])
    })

    it('has nothing in the way of people who do not see it, and scrolls only downwards on a telephone', async () => {
      for (const [scheme, width] of [
        ['light', 1440],
        ['dark', 390],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.setViewportSize({ width, height: 900 })
        for (const place of [
          'loadBalancers',
          'loadBalancers/loadBalancerDetails/aws/prod/us-east-1/vpc-1/shop-front',
          'firewalls/firewallDetails/aws/prod/us-east-1/vpc-1/shop-web',
          'clusters/serverGroupDetails/aws/prod/us-east-1/shop-prod-v012',
          'clusters/instanceDetails/aws/i-2',
        ]) {
          await at(place)
          await (place.includes('/') ? panel() : page)
            .getByText(/shop-prod-v012/)
            .first()
            .waitFor()
          expect(await axeFaults(page), `${scheme} ${place}`).toEqual([])
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
        }
      }
    })
  },
)
