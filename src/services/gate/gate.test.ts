import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EventStreamReader, readEventStream } from '../../../test/support/event-stream.ts'
import { type GateUnderTest, startGate } from './testing.ts'

let gate: GateUnderTest
beforeEach(async () => {
  gate = await startGate()
})
afterEach(() => gate.stop())

const createApplication = (application: object) =>
  gate.askFront50('POST', '/v2/applications', { email: 'team@example.org', ...application })
const savePipeline = async (pipeline: object) =>
  (await gate.askFront50('POST', '/pipelines', { application: 'orders', name: 'Deploy', stages: [], ...pipeline })).body

describe('applications', () => {
  beforeEach(() => createApplication({ name: 'orders', cloudProviders: 'spot' }))

  it('are Front50’s with the accounts in which the inventory saw them; what merely runs in a cloud is not listed', async () => {
    gate.clouddriver.play = ({ path }) =>
      path === '/applications'
        ? {
            body: [
              { name: 'orders', attributes: {}, clusterNames: { sandbox: ['orders-prod'], other: [] } },
              { name: 'stray', attributes: {}, clusterNames: {} },
            ],
          }
        : undefined
    const { status, body } = await gate.ask('GET', '/applications')
    expect(status).toBe(200)
    expect(body).toEqual([
      expect.objectContaining({ name: 'orders', email: 'team@example.org', accounts: 'other,sandbox' }),
    ])
    expect((await gate.ask('GET', '/applications?account=SANDBOX')).body).toHaveLength(1)
    expect((await gate.ask('GET', '/applications?account=nowhere')).body).toEqual([])
  })

  it('are listed without an inventory that does not answer', async () => {
    gate.clouddriver.play = () => ({ status: 503, body: { message: 'down' } })
    expect((await gate.ask('GET', '/applications')).body).toEqual([expect.objectContaining({ name: 'orders' })])
  })

  it('come one at a time with their clusters, ignoring case', async () => {
    const clusters = { sandbox: [{ name: 'orders-prod', provider: 'spot', serverGroups: [] }] }
    gate.clouddriver.play = () => ({ body: { name: 'orders', attributes: {}, clusters } })
    expect((await gate.ask('GET', '/applications/ORDERS')).body).toMatchObject({
      name: 'orders',
      attributes: { name: 'orders', email: 'team@example.org', accounts: 'sandbox' },
      clusters,
    })
  })

  it('that nobody knows are a 404 in Spinnaker’s words and shape', async () => {
    const { status, body } = await gate.ask('GET', '/applications/nobody?expand=false')
    expect(status).toBe(404)
    expect(body).toEqual({
      error: 'Not Found',
      exception: 'com.netflix.spinnaker.kork.web.exceptions.NotFoundException',
      message: 'Application not found (id: nobody)',
      status: 404,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00$/),
    })
  })
})

describe('credentials', () => {
  it('of an unknown account are an empty 200', async () => {
    expect(await gate.ask('GET', '/credentials/nobody')).toMatchObject({ status: 200, text: '' })
  })

  it('say that the user may use them', async () => {
    gate.clouddriver.play = ({ path }) => ({
      body: path === '/credentials' ? [{ name: 'sandbox' }] : { name: 'sandbox' },
    })
    expect((await gate.ask('GET', '/credentials')).body).toEqual([{ name: 'sandbox', authorized: true }])
    expect((await gate.ask('GET', '/credentials/sandbox')).body).toEqual({ name: 'sandbox', authorized: true })
  })
})

describe('a pipeline that is saved', () => {
  const pipeline = { application: 'orders', name: 'Deploy', stages: [{ type: 'wait', name: '${secret}' }] }
  const taskThatEnds = (view: object) => {
    gate.orca.play = ({ method }) => ({ body: method === 'POST' ? { ref: '/tasks/01' } : { id: '01', ...view } })
  }

  it('is a task whose job carries it in base64, so that no expression in it is evaluated on the way', async () => {
    taskThatEnds({ status: 'SUCCEEDED', variables: [] })
    const answer = await gate.ask('POST', '/pipelines?staleCheck=true', pipeline, { 'x-spinnaker-user': 'ann' })
    expect(answer).toMatchObject({ status: 200, text: '' })
    const [submitted] = gate.orca.calls
    expect(submitted).toMatchObject({ method: 'POST', path: '/ops', contentType: 'application/context+json' })
    const { job, ...task } = submitted!.body as { job: Record<string, unknown>[] }
    expect(task).toEqual({ application: 'orders', description: "Save pipeline 'Deploy'" })
    expect(job).toMatchObject([{ type: 'savePipeline', user: 'ann', staleCheck: true }])
    expect(JSON.parse(Buffer.from(String(job[0]?.pipeline), 'base64').toString())).toEqual(pipeline)
  })

  it('is a 400 with the task’s first error when the task failed', async () => {
    const exception = { details: { errors: ['The name Deploy is taken', 'and more'] } }
    taskThatEnds({ status: 'TERMINAL', variables: [{ key: 'exception', value: exception }] })
    expect(await gate.ask('POST', '/pipelines', pipeline)).toMatchObject({
      status: 400,
      body: { message: 'The name Deploy is taken' },
    })
  })

  it('is waited for as long as its task runs', async () => {
    let status = 'RUNNING'
    gate.orca.play = ({ method }) => ({ body: method === 'POST' ? { ref: '/tasks/01' } : { id: '01', status } })
    const answered = gate.ask('POST', '/pipelines', pipeline)
    await expect.poll(() => gate.orca.calls.length).toBe(2)
    status = 'SUCCEEDED'
    await gate.events.publish(undefined, {
      type: 'execution',
      application: 'orders',
      executionId: '01',
      executionType: 'ORCHESTRATION',
      status,
    })
    expect((await answered).status).toBe(200)
  })

  it('needs a name and an application', async () => {
    const { status, body } = await gate.ask('POST', '/pipelines', { stages: [] })
    expect(status).toBe(400)
    expect(body.errors).toHaveLength(2)
    expect(gate.orca.calls).toEqual([])
  })

  it('can be deleted by name; deleting what is not there is done already', async () => {
    await createApplication({ name: 'orders' })
    await savePipeline({})
    taskThatEnds({ status: 'SUCCEEDED' })
    expect((await gate.ask('DELETE', '/pipelines/orders/nothing')).status).toBe(200)
    expect(gate.orca.calls).toEqual([])
    expect((await gate.ask('DELETE', '/pipelines/orders/deploy')).status).toBe(200)
    expect(gate.orca.calls[0]?.body).toMatchObject({ job: [{ type: 'deletePipeline' }] })
  })
})

describe('a pipeline that is started', () => {
  beforeEach(async () => {
    await createApplication({ name: 'orders' })
    gate.orca.play = () => ({ body: { ref: '/pipelines/01' } })
  })
  const started = () => gate.orca.calls.find(({ path }) => path === '/orchestrate')?.body as Record<string, unknown>

  it('is accepted with 202 and a ref; Orca gets the saved pipeline with a manual trigger', async () => {
    const { id } = await savePipeline({ notifications: [{ type: 'slack' }] })
    const body = { type: 'manual', parameters: { tag: 'v1' }, notifications: [{ type: 'email' }] }
    const answer = await gate.ask('POST', '/pipelines/orders/Deploy', body, { 'x-spinnaker-user': 'ann' })
    expect(answer).toMatchObject({ status: 202, body: { ref: '/pipelines/01' } })
    expect(started()).toMatchObject({
      id,
      application: 'orders',
      name: 'Deploy',
      trigger: { type: 'manual', user: 'ann', parameters: { tag: 'v1' } },
      notifications: [{ type: 'slack' }, { type: 'email' }],
    })
  })

  it('takes a trigger that is wrapped in an object, no body at all, and an id for a name', async () => {
    const { id } = await savePipeline({})
    expect((await gate.ask('POST', `/pipelines/orders/${id}`)).status).toBe(202)
    expect(started().trigger).toEqual({ type: 'manual', user: 'anonymous', notifications: [] })
    gate.orca.calls.length = 0
    await gate.ask('POST', '/pipelines/orders/Deploy', { trigger: { type: 'manual', parameters: { tag: 'v2' } } })
    expect(started().trigger).toMatchObject({ type: 'manual', parameters: { tag: 'v2' } })
  })

  it('is a 404 when nobody knows it, and nothing starts', async () => {
    const answer = await gate.ask('POST', '/pipelines/orders/Nothing', {})
    expect(answer).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining('application: orders, pipelineNameOrId: Nothing') },
    })
    expect(gate.orca.calls).toEqual([])
  })

  it('needs its required parameters, unless they have a default', async () => {
    await savePipeline({
      parameterConfig: [
        { name: 'tag', required: true },
        { name: 'color', required: true, default: 'blue' },
      ],
    })
    expect(await gate.ask('POST', '/pipelines/orders/Deploy', {})).toMatchObject({
      status: 400,
      body: { message: 'Required parameter tag is missing' },
    })
    expect((await gate.ask('POST', '/pipelines/orders/Deploy', { parameters: { tag: 'v1' } })).status).toBe(202)
  })

  it('over the second version of the route knows its execution’s id before it starts', async () => {
    await savePipeline({})
    const { status, body } = await gate.ask('POST', '/pipelines/v2/orders/Deploy', {})
    expect({ status, body }).toEqual({ status: 202, body: { eventId: expect.any(String), ref: '/pipelines/01' } })
    expect(started().executionId).toMatch(/^[0-9A-Z]{26}$/)
  })
})

describe('executions and tasks', () => {
  it('are Orca’s, query and all; repeated parameters are one list', async () => {
    gate.orca.play = ({ path, query }) => ({ body: [{ path, query }] })
    expect((await gate.ask('GET', '/executions?pipelineConfigIds=a&pipelineConfigIds=b&limit=3')).body).toEqual([
      { path: '/pipelines', query: { pipelineConfigIds: 'a,b', limit: '3' } },
    ])
    expect((await gate.ask('GET', '/tasks/01')).body).toMatchObject([{ path: '/tasks/01' }])
  })

  it('that Orca does not know are Orca’s 404, without what Orca sent', async () => {
    gate.orca.play = () => ({ status: 404, body: { message: 'No pipeline found for 01', large: 'x' } })
    const { status, body } = await gate.ask('GET', '/pipelines/01')
    expect(status).toBe(404)
    expect(body).toEqual({
      error: 'Not Found',
      exception: expect.any(String),
      message: 'Status: 404, Method: GET, URL: http://orca/pipelines/01, Message: No pipeline found for 01',
      status: 404,
      timestamp: expect.any(String),
    })
  })

  it('are canceled with a reason and an empty 200', async () => {
    gate.orca.play = () => ({})
    expect(await gate.ask('PUT', '/pipelines/01/cancel?reason=late')).toMatchObject({ status: 200, text: '' })
    expect(gate.orca.calls[0]).toMatchObject({ method: 'PUT', path: '/pipelines/01/cancel', query: { reason: 'late' } })
  })
})

describe('an execution that seems stuck', () => {
  it('is ended by force or asked what would move it on, in the name of whoever asks', async () => {
    gate.orca.play = () => ({ body: { dryRun: true, executions: {} } })
    const url = '/admin/executions/forceCancel?executionId=E1'
    expect(await gate.ask('PUT', url, undefined, { 'x-spinnaker-user': 'ann' })).toMatchObject({
      status: 200,
      text: '',
    })
    expect((await gate.ask('POST', '/admin/executions/hydrate?executionId=E1')).body).toMatchObject({ dryRun: true })
    expect(gate.orca.calls).toMatchObject([
      {
        path: '/admin/forceCancelExecution',
        query: { executionId: 'E1', executionType: 'PIPELINE', canceledBy: 'ann' },
      },
      { path: '/admin/queue/hydrate', query: { executionId: 'E1', dryRun: 'true' } },
    ])
    expect((await gate.ask('PUT', '/admin/executions/forceCancel')).status).toBe(400)
  })
})

describe('tasks of an application', () => {
  it('are canceled, and their cloud operations shown, at their old addresses too', async () => {
    gate.orca.play = () => ({ status: 202 })
    gate.clouddriver.play = ({ path }) => ({ body: { path } })
    for (const base of ['', '/applications/orders']) {
      expect((await gate.ask('PUT', `${base}/tasks/T1/cancel`)).status).toBe(200)
      expect((await gate.ask('GET', `${base}/tasks/T1/details/K1`)).body).toEqual({ path: '/task/K1' })
    }
    expect(gate.orca.calls.map(({ path }) => path)).toEqual(['/tasks/T1/cancel', '/tasks/T1/cancel'])
  })
})

describe('what every request gets', () => {
  it('is its request id back, and one when it brought none', async () => {
    const header = 'x-spinnaker-request-id'
    expect((await gate.ask('GET', '/version', undefined, { [header]: 'mine' })).headers[header]).toBe('mine')
    expect((await gate.ask('GET', '/version')).headers[header]).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['http://localhost:9000', 'http://localhost:9000'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['https://elsewhere.example', '*'],
    ['http://localhost:9000.elsewhere.example', '*'],
  ])('from %s is allowed to %s', async (origin, allowed) => {
    const { headers } = await gate.ask('GET', '/version', undefined, { origin })
    expect(headers['access-control-allow-origin']).toBe(allowed)
    const preflight = await gate.ask('OPTIONS', '/pipelines', undefined, { origin })
    expect(preflight).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': allowed } })
  })

  it('is a 400 that says so when the body is not JSON', async () => {
    expect(await gate.ask('POST', '/pipelines', '{"name": ')).toMatchObject({
      status: 400,
      body: { error: 'Bad Request', status: 400, message: expect.stringContaining('not valid JSON') },
    })
  })

  it('is a 404 in the same shape where there is no route', async () => {
    expect(await gate.ask('GET', '/no/such/route')).toMatchObject({ status: 404, body: { error: 'Not Found' } })
  })

  it('is the version', async () => {
    expect((await gate.ask('GET', '/version')).body).toEqual({ version: '1.2.3' })
  })
})

describe('the event stream', () => {
  const readers: EventStreamReader[] = []
  let url = ''
  beforeEach(async () => {
    url = `${await gate.server.listen({ host: '127.0.0.1', port: 0 })}/events`
  })
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close()
  })
  const listen = async (query = '', headers: Record<string, string> = {}) => {
    const reader = await readEventStream(url + query, headers)
    readers.push(reader)
    return reader
  }
  const happen = (application: string, id: string) =>
    gate.events.publish(undefined, { type: 'pipeline', application, id })
  const changes = ({ event }: { event: string }) => event !== 'hello'

  it('says hello, and then what happens as it happens', async () => {
    const stream = await listen()
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect(await stream.next()).toMatchObject({ event: 'hello' })
    await happen('orders', 'p1')
    expect(await stream.next()).toMatchObject({
      event: 'pipeline',
      data: { type: 'pipeline', application: 'orders', id: 'p1' },
    })
  })

  it('tells of one application when asked to', async () => {
    const stream = await listen('?application=orders')
    await stream.next()
    await happen('other', 'p1')
    await happen('orders', 'p2')
    expect(await stream.next()).toMatchObject({ data: { id: 'p2' } })
  })

  it('continues after the last event that a client saw', async () => {
    const first = await listen()
    await first.next()
    await happen('orders', 'p1')
    const { id = '' } = await first.next()
    first.close()
    const witness = await listen()
    await witness.next()
    await happen('orders', 'p2')
    await witness.next()
    const again = await listen('', { 'last-event-id': id })
    expect(await again.next(changes)).toMatchObject({ event: 'pipeline', data: { id: 'p2' } })
  })

  it('tells a client that comes back from another process that it missed something', async () => {
    const stream = await listen('?lastEventId=before-7')
    expect(await stream.next(changes)).toMatchObject({ event: 'gap' })
  })
})

describe('plans of executions', () => {
  beforeEach(async () => {
    await createApplication({ name: 'orders' })
    gate.orca.play = ({ body }) => ({ body: { planned: body } })
  })
  const trigger = { parameters: { tag: 'v7' } }

  it('are made of a saved pipeline with what would start it, and start nothing', async () => {
    await savePipeline({ id: 'one', notifications: [{ type: 'email' }] })
    const { status, body } = await gate.ask('POST', '/pipelines/orders/Deploy/plan', trigger)
    expect(status).toBe(200)
    expect(body.planned).toMatchObject({
      id: 'one',
      trigger: { type: 'manual', ...trigger },
      notifications: [{ type: 'email' }],
    })
    expect(gate.orca.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /pipelines/plan'])
    expect((await gate.ask('POST', '/pipelines/orders/Nothing/plan')).status).toBe(404)
  })

  it('are made of any pipeline', async () => {
    const { body } = await gate.ask('POST', '/pipelines/plan', { application: 'orders', stages: [], trigger })
    expect(body.planned).toEqual({ application: 'orders', stages: [], trigger })
  })
})
