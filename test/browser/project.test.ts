import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples } from '../support/product.ts'

describe.runIf(chromiumPath !== '')(
  'a person with a browser, at applications and projects',
  { timeout: 120_000 },
  () => {
    let under: DeckUnderTest
    let page: Page
    const dialog = () => page.getByRole('dialog')

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
      await page.getByRole('heading', { name: 'orders' }).waitFor()
      await page.goto(`${under.deck}#/applications`)
      await page.getByRole('link', { name: 'orders', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Owner' }).click()
      expect(await page.getByRole('columnheader', { name: 'Owner' }).getAttribute('aria-sort')).toBe('ascending')
      await page.goto(`${under.deck}#/applications?create=ORDERS`)
      await page.waitForURL(/applications\/orders\/overview/)
      expect(under.problems).toEqual([])
    })

    it('makes a project, looks at it, and deletes it', async () => {
      await page.goto(`${under.deck}#/projects`)
      await page.getByRole('button', { name: 'Create project' }).click()
      await dialog().getByRole('textbox', { name: 'Name' }).fill('storefront')
      await dialog().getByRole('textbox', { name: 'Owner email' }).fill('shop@example.com')
      await dialog().getByRole('textbox', { name: 'Applications' }).fill('demo')
      await dialog().getByRole('button', { name: 'Create', exact: true }).click()
      await dialog().getByRole('button', { name: 'To the project' }).click()
      await page.getByRole('heading', { name: 'storefront' }).waitFor()
      await page.getByRole('link', { name: 'demo' }).waitFor()
      expect(await axeFaults(page)).toEqual([])
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
