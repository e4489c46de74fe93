import { expect, it } from 'vitest'
import { virtualClock } from '../../../../platform/clock.ts'
import { createTasks, finding, Refused, type TaskContext } from './index.ts'

const clock = virtualClock()
const create = (own = clock) => createTasks({ clock: own, version: '1', retentionMs: 120_000 })

/** Work that goes on until it is told to stop. */
const patient = ({ signal }: TaskContext) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const settled = () => clock.advance(0)

it('a task answers at once, and tells later what came of it', async () => {
  const tasks = create()
  const begun = tasks.submit('Get it', 1000, async ({ tell }) => {
    tell('Reading', 'the file')
    return { body: 42, findings: [{ severity: 'WARNING', location: 'Global', message: 'old' }] }
  })
  expect(begun).toMatchObject({ name: 'Get it', state: 'RUNNING', timeout: 1000, response: null, version: '1' })
  await settled()
  expect(tasks.get(begun.uuid)).toMatchObject({
    state: 'SUCCEEDED',
    events: [{ stage: 'Reading', message: 'the file', timestamp: clock.now() }],
    response: {
      responseBody: 42,
      problemSet: {
        problems: [{ severity: 'WARNING', location: 'Global', message: 'old', remediation: null, options: null }],
      },
    },
  })
})

it('a task that is refused has its problems, and one that breaks says so besides', async () => {
  const tasks = create()
  const refused = tasks.submit('Edit', 1000, async () => {
    throw new Refused([finding('no such place', 'default')])
  })
  const broken = tasks.submit('Edit', 1000, async () => {
    throw new TypeError('x is not a function')
  })
  await settled()
  expect(tasks.get(refused.uuid)).toMatchObject({
    state: 'FAILED',
    fatalError: null,
    response: { problemSet: { problems: [{ message: 'no such place', location: 'default', severity: 'FATAL' }] } },
  })
  expect(tasks.get(broken.uuid)).toMatchObject({ state: 'FAILED', fatalError: { message: 'x is not a function' } })
})

it('interrupting a task interrupts its children', async () => {
  const tasks = create()
  const { uuid } = tasks.submit('Deploy', 1000, async ({ child }) => ({ body: await child('Deploy gate', patient) }))
  await settled()
  tasks.interrupt(uuid)
  await settled()
  expect(tasks.get(uuid)).toMatchObject({
    state: 'INTERRUPTED',
    timedOut: false,
    children: [{ name: 'Deploy gate', state: 'INTERRUPTED' }],
    response: { problemSet: { problems: [{ message: 'Deploy was interrupted.' }] } },
  })
})

it('a child that fails ends its parent with its problems', async () => {
  const tasks = create()
  const { uuid } = tasks.submit('Deploy', 1000, async ({ child }) => {
    await child('Deploy gate', async () => {
      throw new Refused([finding('it did not come up', 'default.gate')])
    })
    return {}
  })
  await settled()
  expect(tasks.get(uuid)).toMatchObject({
    state: 'FAILED',
    children: [{ state: 'FAILED' }],
    response: { problemSet: { problems: [{ location: 'default.gate' }] } },
  })
})

it('a task whose time is over is timed out', async () => {
  const tasks = create()
  const { uuid } = tasks.submit('Deploy', 60_000, patient)
  await clock.advance(59_999)
  expect(tasks.get(uuid).state).toBe('RUNNING')
  await clock.advance(1)
  expect(tasks.get(uuid)).toMatchObject({ state: 'TIMED_OUT', timedOut: true })
})

it('a task is forgotten two minutes after it ended, and no sooner', async () => {
  const tasks = create()
  const { uuid } = tasks.submit('Get it', 1000, async () => ({}))
  const { uuid: long } = tasks.submit('Deploy', 600_000, patient)
  await settled()
  await clock.advance(119_999)
  expect(tasks.list().map((each) => each.uuid)).toEqual([uuid, long])
  await clock.advance(1)
  expect(() => tasks.get(uuid)).toThrow(/There is no task/)
  expect(tasks.get(long).state).toBe('RUNNING')
})

it('no more than a thousand that ended are remembered', async () => {
  const tasks = create()
  for (let count = 0; count < 1100; count++) tasks.submit('Get it', 1000, async () => ({}))
  await settled()
  expect(tasks.list()).toHaveLength(1000)
})

it('closing interrupts what goes on and waits for it', async () => {
  const own = virtualClock()
  const tasks = create(own)
  const { uuid } = tasks.submit('Deploy', 1000, patient)
  await tasks.close()
  expect(tasks.get(uuid).state).toBe('INTERRUPTED')
  expect(own.nextTimer()).toBeUndefined()
})
