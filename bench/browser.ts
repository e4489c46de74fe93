/**
 * Time from a stage's end, as its execution records it, to the moment when the browser shows it, on an open execution page.
 *
 *     npm run bench:browser
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { createHome, startProduct, untilTask } from '../test/support/product.ts'
import { root } from '../test/support/root.ts'
import { percentile, print, submit, waits } from './product.ts'

const rounds = 5
const stages = 10
/** Any that is likely to be free. */
const deckPort = 30_000 + Math.floor(Math.random() * 10_000)

execFileSync('sh', [join(root, 'scripts/build-deck.sh')], { stdio: ['ignore', 'ignore', 'inherit'] })
const executablePath = execFileSync('sh', [join(root, 'scripts/chromium.sh')], { encoding: 'utf8' }).trim()
if (executablePath === '') throw new Error('There is no Chromium to measure with.')
const home = createHome()
const product = await startProduct(home, [
  '--no-sandbox',
  '--deck-port',
  String(deckPort),
  '--services',
  'front50,clouddriver,orca,gate,deck',
])
const job = [{ type: 'createApplication', application: { name: 'bench', email: 'bench@example.com' } }]
const created = await product.gate('/tasks', {
  method: 'POST',
  body: { application: 'bench', description: 'Create', job },
})
await untilTask(product, created.body.ref)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage()
// Notes when each stage of the graph is first seen as succeeded.
await page.addInitScript(`
  window.seen = {}
  new MutationObserver(() => {
    for (const node of document.querySelectorAll('.node[data-state=succeeded]')) {
      const name = node.querySelector('span')?.textContent
      if (name && !(name in window.seen)) window.seen[name] = Date.now()
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] })
`)
const latencies: number[] = []
for (let round = 0; round < rounds; round += 1) {
  const id = await submit(product, waits(stages, 1))
  // A new page each time; another address of the same one would keep what was seen.
  await page.goto('about:blank')
  await page.goto(`http://localhost:${deckPort}/#/applications/bench/executions/details/${id}`)
  const execution = await product.untilExecution(id, 'SUCCEEDED')
  await page.waitForFunction(`Object.keys(window.seen).length === ${stages}`)
  const seen = (await page.evaluate('window.seen')) as Record<string, number>
  // The first stage may end before the page is there.
  for (const { name, endTime } of execution.stages.slice(1) as unknown as { name: string; endTime: number }[])
    latencies.push(seen[name]! - endTime)
}
print(
  `${percentile(latencies, 0.5).toFixed(0)} ms, p99 ${percentile(latencies, 0.99).toFixed(0)} ms`,
  `from a stage's end to the browser showing it, ${latencies.length} stages`,
)
await browser.close()
await product.stop()
home.remove()
