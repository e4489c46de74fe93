import { expect, it } from 'vitest'
import { createLanes } from './lanes.ts'

const never = new AbortController().signal
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Work that ends when it is told to. */
function work(started: string[], name: string) {
  const end = Promise.withResolvers<void>()
  const run = () => {
    started.push(name)
    return end.promise
  }
  return { end: end.resolve, run }
}

it('somebody finds a lane while readings fill theirs, and goes before readings that waited longer', async () => {
  const lanes = createLanes({ people: 2, waiting: 2, background: 1 })
  const started: string[] = []
  const jobs = Object.fromEntries(['read 1', 'read 2', 'a', 'b'].map((name) => [name, work(started, name)]))
  const enter = (name: string, background: boolean) =>
    lanes.run({ priority: background ? 'background' : 'people', signal: never }, () => jobs[name]!.run())
  const all = [enter('read 1', true), enter('read 2', true), enter('a', false), enter('b', false)]
  await settle()
  expect(started).toEqual(['read 1', 'a'])
  jobs['read 1']!.end()
  await settle()
  expect(started).toEqual(['read 1', 'a', 'b'])
  for (const job of Object.values(jobs)) job.end()
  await Promise.all(all)
  expect(started.at(-1)).toBe('read 2')
})

it('a wait ends with its signal, and holds nobody up', async () => {
  const lanes = createLanes({ people: 1, waiting: 1, background: 1 })
  const started: string[] = []
  const [first, third] = [work(started, 'first'), work(started, 'third')]
  const leaving = new AbortController()
  const all = [lanes.run({ priority: 'people', signal: never }, first.run)]
  const gone = lanes.run({ priority: 'people', signal: leaving.signal }, async () => started.push('second'))
  all.push(lanes.run({ priority: 'people', signal: never }, third.run))
  leaving.abort()
  await expect(gone).rejects.toMatchObject({ name: 'AbortError' })
  first.end()
  third.end()
  await Promise.all(all)
  expect(started).toEqual(['first', 'third'])
})
