/**
 * Memory with 1,000 and with 10,000 executions that run at once, each waiting an hour.
 *
 *     npm run bench:executions
 */
import { createHome, startProduct } from '../test/support/product.ts'
import { print, repeat, residentMb, submit, waits, watchExecutions } from './product.ts'

const home = createHome()
const product = await startProduct(home)
const executions = await watchExecutions(product)
const pipeline = waits(1, 3_600)
const before = residentMb(product.pid)
print(`${before.toFixed(0)} MB`, 'no executions')
executions.note('RUNNING')
let running = 0
for (const count of [1_000, 10_000]) {
  const started = performance.now()
  await repeat(count - running, 32, () => submit(product, pipeline))
  await executions.count(count)
  running = count
  const memory = residentMb(product.pid)
  const each = ((memory - before) * 1_024) / count
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  print(
    `${memory.toFixed(0)} MB`,
    `${count.toLocaleString('en')} running; ${each.toFixed(1)} KB each; reached after ${seconds} s`,
  )
}
executions.close()
await product.stop()
home.remove()
