import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }

/** What stands in the way of people who do not see the page or use no mouse, as axe finds it: `rule: the element`. */
export async function axeFaults(page: Page): Promise<string[]> {
  // What fades in or out has no contrast of its own yet.
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
  await page.evaluate(source)
  const found = await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)
  return (found as { violations: { id: string; nodes: { html: string }[] }[] }).violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  )
}
