import { request } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
beforeEach(async () => {
  gate = await startGate()
  gate.clouddriver.play = () => ({ body: { fine: true } })
})
afterEach(() => gate.stop())

it('passes what is asked of Spot on, one to one', async () => {
  const answer = await gate.ask(
    'GET',
    '/spot/serverGroups/my%20spot/us-east-1/a%2Fb-v000/costs?from=2026-01-01&x=1&x=2',
  )
  expect(answer).toMatchObject({ status: 200, body: { fine: true } })
  await gate.ask('POST', '/spot/accounts/prod/anything', { a: [1] })
  expect(gate.clouddriver.calls).toEqual([
    {
      ...{ method: 'GET', path: '/spot/serverGroups/my%20spot/us-east-1/a%2Fb-v000/costs' },
      query: { from: '2026-01-01', x: '1,2' },
    },
    { method: 'POST', path: '/spot/accounts/prod/anything', query: {}, body: { a: [1] } },
  ])
})

it('answers with Clouddriver’s status and words', async () => {
  gate.clouddriver.play = () => ({ status: 404, body: { message: 'There is no Spot account none' } })
  const { status, body } = await gate.ask('GET', '/spot/accounts/none/groups')
  expect(status).toBe(404)
  expect(body.message).toMatch(/Message: There is no Spot account none$/)
})

it.each([
  ['GET', '/spot/../task', 400],
  ['GET', '/spot/%2e%2e/task', 400],
  ['GET', '/spot/accounts/%2E%2E/%2e%2e/.%2e/credentials', 400],
  ['GET', '/spot/accounts/%E0%A4%A', 400],
  ['POST', '/spot/ops', 405],
  ['POST', '/spot/ops/destroyServerGroup', 405],
  ['POST', '/spot/o%70s', 405],
])('%s %s reaches nothing behind it', async (method, path, status) => {
  await gate.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = gate.server.server.address() as { port: number }
  // As it stands: other clients would tidy such a path up.
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method, path }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject).end()
  })
  expect(await answered).toBe(status)
  expect(gate.clouddriver.calls).toEqual([])
})

it('puts names to the executions of a timeline, asking Orca once for all pipelines', async () => {
  const entries = [
    { message: 'a', executionId: 'p1', executionType: 'PIPELINE' },
    { message: 'b', executionId: 'p2', executionType: 'PIPELINE' },
    { message: 'c', executionId: 'p1', executionType: 'PIPELINE' },
    { message: 'd', executionId: 't1', executionType: 'ORCHESTRATION' },
    { message: 'e' },
  ]
  gate.clouddriver.play = () => ({ body: { entries, truncated: false } })
  gate.orca.play = ({ path }) => {
    if (path === '/tasks/t1') return { body: { id: 't1', name: 'Resize demo-v001' } }
    return path === '/pipelines' ? { body: [{ id: 'p1', name: 'Release' }] } : undefined
  }
  const { body } = await gate.ask('GET', '/spot/serverGroups/prod/us-east-1/demo-v001/timeline')
  expect(body.truncated).toBe(false)
  expect(body.entries.map(({ executionName }: { executionName?: string }) => executionName)).toEqual([
    ...['Release', undefined, 'Release', 'Resize demo-v001', undefined],
  ])
  expect(gate.orca.calls.map(({ path, query }) => [path, query?.executionIds])).toEqual([
    ['/pipelines', 'p1,p2'],
    ['/tasks/t1', undefined],
  ])
  gate.orca.play = () => ({ status: 500, body: {} })
  expect((await gate.ask('GET', '/spot/clusters/demo/prod/demo/timeline')).body).toEqual({ entries, truncated: false })
})

it('passes Elastilog on to where Clouddriver has it', async () => {
  const query = 'elastigroupId=sig-1&period=ONE_DAY&severity=ALL'
  await gate.ask('GET', `/applications/demo/clusters/prod/demo-main/serverGroups/demo-main-v001/elastilogs?${query}`)
  expect(gate.clouddriver.calls).toEqual([
    {
      ...{
        method: 'GET',
        path: '/applications/demo/clusters/prod/demo-main/spot/serverGroups/demo-main-v001/elastilogs',
      },
      query: { elastigroupId: 'sig-1', period: 'ONE_DAY', severity: 'ALL' },
    },
  ])
})
