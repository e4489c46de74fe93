import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Execution } from '../model.ts'
import { anExecution, aStage, type OrcaUnderTest, startOrca } from '../testing.ts'

const dayMs = 24 * 3_600_000

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const aTask = (more: Partial<Execution> & { id: string }) => anExecution({ type: 'ORCHESTRATION', ...more })
const ids = async (url: string) => (await orca.ask('GET', url)).body.map(({ id }: Execution) => id)
const ago = (days: number) => orca.clock.now() - days * dayMs

it('tasks are listed with those that have not started first, then the latest started; old ones are left out', async () => {
  const { startTime: _, ...waiting } = aTask({ id: 'waiting', status: 'NOT_STARTED', buildTime: ago(20) })
  await orca.put(
    waiting,
    ...[1, 13, 15].map((days) => aTask({ id: `${days} days`, startTime: ago(days) })),
    aTask({ id: '1 days too', startTime: ago(1) }),
    aTask({ id: 'other', application: 'other', startTime: ago(2) }),
    anExecution({ id: 'pipeline' }),
  )
  expect(await ids('/applications/app/tasks')).toEqual(['waiting', '1 days too', '1 days', '13 days'])
  expect(await ids('/tasks')).toEqual(['waiting', '1 days too', '1 days', 'other', '13 days'])
  expect(await ids('/applications/app/tasks?limit=2&page=2')).toEqual(['1 days', '13 days'])
  expect(await ids('/applications/app/tasks?statuses=NOT_STARTED')).toEqual(['waiting'])
  expect((await orca.ask('GET', '/applications/app/tasks?page=0')).status).toBe(400)
  expect((await orca.ask('GET', '/applications/app/tasks?statuses=GREAT')).status).toBe(400)
})

it('a task shows its steps, and variables of which an empty one never replaces one that says something', async () => {
  const task = (id: string) => ({
    id,
    name: `step ${id}`,
    implementingClass: 'com.example.Step',
    status: 'SUCCEEDED' as const,
    stageStart: true,
    stageEnd: true,
    loopStart: false,
    loopEnd: false,
    taskExceptionDetails: {},
  })
  const execution = aTask({
    id: 'one',
    description: 'Create Application: fresh',
    endTime: 5,
    stages: [
      aStage({ refId: '0', context: { a: 1, list: [1], b: '' }, tasks: [task('1')] }),
      aStage({ refId: '1', context: { a: 2, list: [], b: 'x' }, tasks: [task('2')] }),
    ],
  })
  await orca.put(execution)
  expect(await orca.ask('GET', '/tasks/one')).toEqual({
    status: 200,
    body: {
      id: 'one',
      name: 'Create Application: fresh',
      application: 'app',
      status: 'SUCCEEDED',
      variables: [
        { key: 'a', value: 2 },
        { key: 'list', value: [1] },
        { key: 'b', value: 'x' },
      ],
      steps: [task('1'), task('2')],
      buildTime: execution.buildTime,
      startTime: execution.startTime,
      endTime: 5,
      execution,
    },
  })
  expect((await orca.ask('GET', '/tasks/gone')).status).toBe(404)
})

it('tasks are cancelled one by one or many at once, and deleted when they have ended', async () => {
  const wait = { type: 'wait', waitTime: 600 }
  const start = async () => (await orca.ask('POST', '/ops', { application: 'app', job: [wait] })).body.ref as string
  const refs = [await start(), await start(), await start()]
  const statusOf = async (ref: string) => (await orca.ask('GET', ref)).body.status
  for (const ref of refs) await orca.until(async () => (await statusOf(ref)) === 'RUNNING' || undefined)
  expect((await orca.ask('DELETE', refs[0]!)).status).toBe(409)

  expect((await orca.ask('PUT', `${refs[0]}/cancel`)).status).toBe(202)
  const others = refs.slice(1).map((ref) => ref.split('/').at(-1))
  expect((await orca.ask('PUT', '/tasks/cancel', others)).status).toBe(202)
  for (const ref of refs) await orca.until(async () => (await statusOf(ref)) === 'CANCELED' || undefined)

  expect((await orca.ask('DELETE', refs[0]!)).status).toBe(200)
  expect((await orca.ask('GET', refs[0]!)).status).toBe(404)
})
