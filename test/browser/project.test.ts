import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, untilTask } from '../support/product.ts'

describe.runIf(chromiumPath !== '')(
  'a person with a browser, at applications and projects',
  { timeout: 120_000 },
  () => {
    let under: DeckUnderTest
    let page: Page
    const dialog = () => page.getByRole('dialog')
    const project = async () => (await under.product.gate('/projects/storefront')).body.config

    beforeAll(async () => {
      under = await startDeck()
      ;({ page } = under)
      await saveSamples(under.product)
    }, 120_000)
    afterAll(() => under?.stop())

    it('creates an application whose name fits, and finds it in the list at once', async () => {
      await page.goto(`${under.deck}#/applications?create=Orders`)
      await dialog().getByRole('button', { name: 'Create', exact: true }).click()
      await dialog().getByRole('alert').waitFor()
      await dialog().getByRole('textbox', { name: 'Owner email' }).fill('orders@example.com')
      await dialog().getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByRole('heading', { name: 'orders', exact: true }).waitFor()
      await page.goto(`${under.deck}#/applications`)
      await page.getByRole('link', { name: 'orders', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Owner' }).click()
      const byOwner = page.getByRole('columnheader', { name: 'Owner' }).and(page.locator('[aria-sort=ascending]'))
      await byOwner.waitFor()
      await page.goto(`${under.deck}#/applications?create=ORDERS`)
      await page.waitForURL(/applications\/orders\/overview/)
      expect(under.problems).toEqual([])
    })

    it('makes a project of what there is to choose from, and looks at it', async () => {
      await page.goto(`${under.deck}#/projects`)
      await page.getByRole('button', { name: 'Create project' }).click()
      await dialog().getByRole('textbox', { name: 'Name' }).fill('storefront')
      await dialog().getByRole('textbox', { name: 'Owner email' }).fill('shop@example.com')
      await dialog().getByRole('checkbox', { name: 'demo' }).check()
      await dialog().getByRole('checkbox', { name: 'demo: Release' }).check()
      await dialog().getByRole('button', { name: 'Add cluster' }).click()
      await dialog().getByRole('combobox', { name: 'Account' }).selectOption('sandbox')
      await dialog().getByRole('textbox', { name: 'Stack' }).fill('prod')
      expect(await axeFaults(page)).toEqual([])
      await dialog().getByRole('button', { name: 'Create', exact: true }).click()
      await dialog().getByRole('button', { name: 'To the project' }).click()
      await page.getByRole('heading', { name: 'storefront' }).waitFor()
      await page.getByRole('heading', { name: 'prod' }).waitFor()
      await page.getByText('None of its pipelines has run yet.').waitFor()
      expect(await axeFaults(page)).toEqual([])
      expect(await project()).toMatchObject({
        applications: ['demo'],
        clusters: [{ account: 'sandbox', stack: 'prod', detail: '*' }],
        pipelineConfigs: [{ application: 'demo', pipelineConfigId: expect.any(String) }],
      })
      expect(under.problems).toEqual([])
    })

    it('changes a project while somebody else does, and both changes stay', async () => {
      await page.getByRole('button', { name: 'Project actions' }).click()
      await page.getByRole('menuitem', { name: 'Configure' }).click()
      await dialog().getByRole('button', { name: 'Remove cluster 1' }).click()
      const stored = (await under.product.gate('/projects/storefront')).body
      const job = [{ type: 'upsertProject', project: { ...stored, email: 'night@example.com', ofAPlugin: 1 } }]
      const task = { application: 'spinnaker', description: 'Update Project: storefront', job }
      await untilTask(under.product, (await under.product.gate('/tasks', { method: 'POST', body: task })).body.ref)
      await dialog().getByRole('button', { name: 'Save', exact: true }).click()
      await dialog().getByRole('button', { name: 'To the project' }).click()
      await page.getByText('night@example.com').waitFor()
      await page.getByText('No clusters are configured').waitFor()
      const after = (await under.product.gate('/projects/storefront')).body
      expect(after).toMatchObject({ email: 'night@example.com', ofAPlugin: 1, config: { clusters: [] } })
      expect(under.problems).toEqual([])
    })

    it('deletes a project, by its name', async () => {
      await page.getByRole('button', { name: 'Project actions' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await dialog().getByRole('textbox', { name: 'Type the name of the project to confirm' }).fill('storefront')
      await dialog().getByRole('button', { name: 'Delete', exact: true }).click()
      await dialog().getByRole('button', { name: 'To the projects' }).click()
      await page.getByText('No projects yet').waitFor()
      expect(await axeFaults(page)).toEqual([])
      expect(under.problems).toEqual([])
    })

    it('on a telephone scrolls only downwards', async () => {
      await page.setViewportSize({ width: 390, height: 844 })
      for (const place of ['applications', 'projects']) {
        await page.goto(`${under.deck}#/${place}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
        expect(await axeFaults(page)).toEqual([])
      }
    })
  },
)
