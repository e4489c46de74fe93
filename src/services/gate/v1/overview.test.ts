import { afterEach, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
afterEach(() => gate?.stop())

const execution = (id: string, type: string) => ({
  ...{ id, application: 'shop', name: 'Deploy', status: 'RUNNING', trigger: { user: 'bob' } },
  stages: [{ id: `${id}-1`, type, name: type, status: 'RUNNING' }],
})

it('an application at a glance: what waits for somebody, what runs, and what runs where', async () => {
  gate = await startGate()
  gate.orca.play = ({ path }) =>
    path.endsWith('/search')
      ? { body: [execution('a', 'manualJudgment'), execution('b', 'wait')] }
      : { body: [{ id: 'task' }] }
  gate.clouddriver.play = () => ({
    body: [
      {
        ...{ name: 'shop-prod-v001', account: 'live', region: 'us-east-1', cloudProvider: 'spot', createdTime: 5 },
        moniker: { app: 'shop', stack: 'prod' },
        instanceCounts: { up: 2, total: 3 },
      },
    ],
  })
  expect((await gate.ask('GET', '/v1/applications/shop/counts')).body).toEqual({ executions: 2, tasks: 1, waiting: 1 })
  expect((await gate.ask('GET', '/v1/applications/shop/overview')).body).toMatchObject({
    environments: [{ account: 'live', stack: 'prod', up: 2, total: 3 }],
    waiting: [{ id: 'a' }],
    running: [{ id: 'b' }],
    missing: [],
  })
  gate.clouddriver.play = () => ({ status: 500 })
  expect((await gate.ask('GET', '/v1/applications/shop/overview')).body).toMatchObject({
    environments: [],
    running: [{ id: 'b' }],
    missing: ['infrastructure'],
  })
})
