/**
 * One execution with a thousand stages, in a chain and as a fan: how long it takes to start, to run and to be read, and how
 * large it is.
 *
 *     npm run bench:wide
 *     DATABASE_URL=postgres://… npm run bench:wide     on that PostgreSQL
 */
import { cpuSince, engine, percentile, print, startBench, submit, waits } from './product.ts'

const stages = 1_000
const times = 20

const { product, executions, stop } = await startBench()

/** A stage, all the others side by side behind it, and one that waits for them all. */
function fan(): object {
  const chain = waits(stages, 0) as { stages: { refId: string; requisiteStageRefIds: string[] }[] }
  const middle = chain.stages.slice(1, -1).map(({ refId }) => refId)
  return {
    ...chain,
    stages: chain.stages.map((stage, index) => ({
      ...stage,
      requisiteStageRefIds: index === 0 ? [] : index === stages - 1 ? middle : ['1'],
    })),
  }
}

for (const [shape, pipeline] of [
  ['one after the other', waits(stages, 0)],
  ['998 side by side between two', fan()],
] as const) {
  executions.note('SUCCEEDED')
  // The second run is what people get: the code is compiled by then.
  await executions.moment(await submit(product, pipeline))
  const cpu = cpuSince(product.pid)
  const started = performance.now()
  const id = await submit(product, pipeline)
  const submitted = performance.now()
  const ended = await executions.moment(id)
  const cpuMs = cpu()
  const what = `${engine}: ${stages} stages, ${shape}`
  print(`${(submitted - started).toFixed(0)} ms`, `${what}: until it is accepted`)
  print(
    `${((ended - started) / 1_000).toFixed(2)} s`,
    `${what}: until SUCCEEDED${cpuMs === undefined ? '' : `, ${cpuMs} ms of processor time`}`,
  )
  for (const [how, path] of [
    ['read whole', `/pipelines/${id}`],
    ['read as a list shows it', `/executions?executionIds=${id}&expand=false`],
  ] as const) {
    const ms: number[] = []
    let size = 0
    for (let round = 0; round < times; round += 1) {
      const asked = performance.now()
      const { text } = await product.gate(path)
      ms.push(performance.now() - asked)
      size = text.length
    }
    print(`${percentile(ms, 0.5).toFixed(0)} ms, ${Math.round(size / 1_024)} KB`, `${what}: ${how}`)
  }
}
await stop()
