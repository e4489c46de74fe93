/**
 * A pipeline of ten no-op stages from submit to SUCCEEDED, through Gate as a client sees it; and how many stages a
 * second the engine does when many such pipelines run at once.
 *
 *     npm run bench:pipeline
 *     DATABASE_URL=postgres://… npm run bench:pipeline     on that PostgreSQL
 */
import { cpuSince, engine, percentile, print, repeat, startBench, submit, waits } from './product.ts'

const stages = 10
const single = 200
const together = 500
/** What a stage with one task takes: StartStage, StartTask, RunTask, CompleteTask, CompleteStage. */
const messagesPerStage = 5

const { product, executions, stop } = await startBench()
const pipeline = waits(stages, 0)
executions.note('SUCCEEDED')
// The code is compiled while it runs: what comes first is not what people get.
for (let round = 0; round < 50; round += 1) await executions.moment(await submit(product, pipeline))

const times: number[] = []
for (let round = 0; round < single; round += 1) {
  const started = performance.now()
  times.push((await executions.moment(await submit(product, pipeline))) - started)
}
print(
  `${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
  `${engine}: ${stages} no-op stages, submit to SUCCEEDED, one pipeline at a time, ${single} times`,
)

executions.note('SUCCEEDED')
const cpu = cpuSince(product.pid)
const started = performance.now()
await repeat(together, 32, () => submit(product, pipeline))
await executions.count(together)
const seconds = (performance.now() - started) / 1_000
const cpuMs = cpu()
const rate = (together * stages) / seconds
print(
  `${rate.toFixed(0)} stages/s`,
  `${engine}: ${together} such pipelines, 32 submitted at once; about ${(rate * messagesPerStage).toFixed(0)} messages/s`,
)
// On a machine that others use too, this says more than the clock.
if (cpuMs !== undefined) {
  print(
    `${((cpuMs * 1_000) / (together * stages)).toFixed(0)} µs`,
    `${engine}: processor time of each of those stages, submission and events included`,
  )
}
await stop()
