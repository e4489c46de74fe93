/**
 * A red/black on a simulated Spot from submit to SUCCEEDED, and how much of that is the cloud's own time: from the new
 * group's creation until its last instance is healthy, in the simulator's log. What is left is ours: deciding, asking,
 * and noticing.
 *
 *     npm run bench:spot-redblack
 *     GENNAKER_BENCH_SPEED=1 npm run bench:spot-redblack     at the speed of a real cloud (default: 20 times faster)
 */
import { startProductOnSpot } from '../test/support/product.ts'
import { deployStage, image, runStages, sampleCluster, startStages } from '../test/support/spot-deploys.ts'
import { percentile, print, watchExecutions } from './product.ts'

const speed = Number(process.env.GENNAKER_BENCH_SPEED ?? 20)
const rounds = Number(process.env.GENNAKER_BENCH_ROUNDS ?? 5)

const { simulator, product, stop } = await startProductOnSpot({ speed })
try {
  await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster('bench')))
  const executions = await watchExecutions(product)
  const totals: number[] = []
  const clouds: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const imageId = round % 2 === 0 ? image.second : image.first
    const cluster = await sampleCluster('bench', { imageId, strategy: 'redblack', maxRemainingAsgs: 2 })
    executions.note('SUCCEEDED')
    const started = performance.now()
    const id = await startStages(product, deployStage(cluster))
    totals.push((await executions.moment(id)) - started)
    const made = (await simulator.groups()).at(-1)!
    const healthy = made.log.filter(({ message }) => message.endsWith('became HEALTHY'))
    clouds.push(Math.max(...healthy.map(({ createdAt }) => createdAt)) - made.createdAt)
  }
  executions.close()
  const seconds = (values: readonly number[]) =>
    `${(percentile(values, 0.5) / 1_000).toFixed(2)} s, worst ${(Math.max(...values) / 1_000).toFixed(2)} s`
  const ours = totals.map((total, round) => total - clouds[round]!)
  print(
    seconds(totals),
    `red/black of 2 instances, submit to SUCCEEDED, ${rounds} times, a cloud ${speed} times as fast as Spot`,
  )
  print(seconds(clouds), 'of that the cloud: new group asked for, last instance healthy')
  print(seconds(ours), 'the difference')
} finally {
  await stop()
}
