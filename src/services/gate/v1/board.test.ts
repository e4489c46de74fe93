import { afterEach, beforeEach, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
beforeEach(async () => {
  gate = await startGate()
  await gate.askFront50('POST', '/v2/applications', { email: 'team@example.org', name: 'orders' })
})
afterEach(() => gate.stop())

const group = (name: string, stack: string, createdTime: number, imageId: string, more = {}) => ({
  ...{ name, account: 'prod', region: 'r', cloudProvider: 'spot', createdTime, image: { imageId } },
  moniker: { app: 'orders', stack },
  instanceCounts: { up: 2, total: 3 },
  ...more,
})

it('a board says which version is where, what brought it, and what brings another one there', async () => {
  const deploy = (stack: string) => ({ type: 'deploy', clusters: [{ account: 'prod', application: 'orders', stack }] })
  const saved = { application: 'orders', id: 'p', name: 'Deploy', stages: [deploy('main'), deploy('canary')] }
  await gate.askFront50('POST', '/pipelines', { ...saved, parameterConfig: [{ name: 'why' }, { name: 'image_id' }] })
  gate.clouddriver.play = ({ path }) =>
    path === '/applications/orders/serverGroups'
      ? {
          body: [
            group('orders-main-v001', 'main', 100, 'ami-1', { isDisabled: true }),
            group('orders-main-v002', 'main', 200, 'ami-2'),
            group('orders-old-v000', 'old', 50, 'ami-0'),
          ],
        }
      : undefined
  const run = { id: 'e2', status: 'SUCCEEDED', buildTime: 150, startTime: 150, endTime: 250 }
  const later = { id: 'e3', status: 'TERMINAL', buildTime: 300, startTime: 300, endTime: 310 }
  const now = { id: 'e4', status: 'RUNNING', buildTime: 400, startTime: 400 }
  gate.orca.play = () => ({ body: { pipelines: { p: { active: {}, runs: [now, later, run] } } } })
  const { status, body } = await gate.ask('GET', '/v1/applications/orders/board')
  expect(status).toBe(200)
  const [main, canary, old] = ['main', 'canary', 'old'].map((name) =>
    body.environments.find(({ stack }: { stack: string }) => stack === name),
  )
  const deployer = { id: 'p', name: 'Deploy', parameter: 'image_id' }
  expect(main).toMatchObject({ version: 'ami-2', up: 2, total: 3, broughtBy: { id: 'e2' }, pipelines: [deployer] })
  expect(main.deploying).toMatchObject({ id: 'e4', status: 'RUNNING' })
  expect(canary).toEqual({ account: 'prod', stack: 'canary', pipelines: [deployer], deploying: main.deploying })
  expect(old.deploying).toBeUndefined()
  expect(old).toMatchObject({ version: 'ami-0', pipelines: [] })
  expect(body.environments).toHaveLength(3)
})
