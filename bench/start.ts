/**
 * Time from the start of the process to Gate's `/health` saying UP, and the memory that it holds then.
 *
 *     npm run bench:start
 */
import { createHome, startProduct } from '../test/support/product.ts'
import { percentile, print, residentMb } from './product.ts'

const rounds = 7

/** A home that is new each time, or one that has been used before. */
async function measure(what: string, keep: boolean): Promise<void> {
  const times: number[] = []
  const memory: number[] = []
  let home = createHome()
  for (let round = 0; round < rounds; round += 1) {
    if (!keep) {
      home.remove()
      home = createHome()
    }
    const started = performance.now()
    const product = await startProduct(home)
    const { status } = await product.gate('/health?downstreamServices=true')
    if (status !== 200) throw new Error(`/health answered ${status} after the ready line.`)
    times.push(performance.now() - started)
    memory.push(residentMb(product.pid))
    await product.stop()
  }
  home.remove()
  const [median, worst] = [percentile(times, 0.5), Math.max(...times)]
  print(`${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`, `${what}: start to /health UP, of ${rounds} starts`)
  print(`${percentile(memory, 0.5).toFixed(0)} MB`, `${what}: resident memory then, all services without Deck`)
}

await measure('new home', false)
await measure('used home', true)
