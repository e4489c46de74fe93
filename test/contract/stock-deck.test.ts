import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Product, startProductOnSpot, trigger } from '../support/product.ts'
import { prepareShowcase, type Showcase } from '../support/showcase.ts'
import * as shapes from './stock-deck-shapes.ts'

const origin = 'http://localhost:9000'
/** Whatever the stock Deck sends carries these. */
const headers = { origin, 'x-ratelimit-app': 'deck' }

describe('the stock Deck', () => {
  let product: Product
  let showcase: Showcase
  let stop = async () => {}

  beforeAll(async () => {
    const started = await startProductOnSpot({ speed: 200 })
    ;({ product, stop } = started)
    showcase = await prepareShowcase(product)
  }, 240_000)
  afterAll(() => stop())

  const get = (path: string) => product.gate(path, { headers })
  /** An answer of this shape, or else everything that is not as it should be. */
  const read = async <T>(path: string, shape: z.ZodType<T>): Promise<T> => {
    const { status, body, text } = await get(path)
    expect(`${path} ${status}`).toBe(`${path} 200`)
    const parsed = shape.safeParse(body)
    expect(parsed.error ? `${path}: ${z.prettifyError(parsed.error)}\n${text.slice(0, 500)}` : '').toBe('')
    return parsed.data as T
  }
  const send = (method: string, path: string, body?: unknown) => product.gate(path, { method, body, headers })
  /** As Deck follows a task: read at once, then until it has ended. */
  const ended = async (path: string, wanted: string) => {
    await expect.poll(async () => (await get(path)).body?.status).toBe(wanted)
    return (await get(path)).body
  }
  const submit = async (application: string, description: string, ...job: object[]) => {
    const { status, body } = await send('POST', '/tasks', { application, description, job })
    expect({ status, body }).toMatchObject({ status: 200, body: { ref: expect.stringMatching(/^\/tasks\/\w+$/) } })
    expect((await get(body.ref)).status).toBe(200)
    return ended(body.ref, 'SUCCEEDED')
  }

  describe('boots', () => {
    it.each([
      ['/auth/user', z.looseObject({ username: z.string() })],
      ['/plugins/deck/plugin-manifest.json', shapes.list],
      ['/notifications/metadata', shapes.list],
      ['/jobs/preconfigured', shapes.list],
      ['/webhooks/preconfigured', shapes.list],
      ['/credentials?expand=true', z.array(shapes.account).min(1)],
      ['/banners', shapes.list],
      ['/securityGroups', shapes.object],
    ] as const)('with %s', async (path, shape) => {
      await read(path, shape as z.ZodType)
    })
  })

  it('who need not sign in is somebody, and is led back to the page where they were', async () => {
    const user = await read('/auth/user', z.looseObject({ username: z.string(), roles: shapes.list }))
    expect(user.username).toBe('anonymous')
    const back = `${origin}/#/applications/demo/executions/${showcase.succeeded}`
    const led = async (path: string) => {
      const { status, headers: answered } = await fetch(product.url + path, { headers, redirect: 'manual' })
      return [status, answered.get('location')]
    }
    expect(await led(`/auth/redirect?to=${encodeURIComponent(back)}`)).toEqual([302, back])
    expect(await led('/auth/redirect?to=https%3A%2F%2Felsewhere.test')).toEqual([400, null])
    expect(await led('/auth/logout')).toEqual([302, '/auth/loggedOut'])
  })

  it('each execution of the lists is whole, expanded or not', async () => {
    for (const expand of [true, false]) {
      await read(`/applications/demo/pipelines?limit=5&expand=${expand}`, z.array(shapes.execution).min(4))
      const { succeeded, failed } = showcase
      await read(
        `/executions?executionIds=${succeeded},${failed}&expand=${expand}`,
        z.array(shapes.execution).length(2),
      )
    }
  })

  it('our own Deck’s page is known by its origin', async () => {
    const body = { type: 'manual', parameters: { image: 'docker.io/demo', judgement: 'off' } }
    const started = await product.gate('/pipelines/demo/Release', { method: 'POST', body, headers: { origin } })
    expect((await get(started.body.ref)).body.origin).toBe('deck')
  })

  describe('opens an application', () => {
    const app = '/applications/demo'
    it.each([
      [`${app}?expand=false`, shapes.application],
      [`${app}/serverGroupManagers`, shapes.list],
      [
        `${app}/pipelines?limit=30&statuses=RUNNING,SUSPENDED,PAUSED,NOT_STARTED&expand=true`,
        z.array(shapes.execution).min(1),
      ],
      [`${app}/tasks?statuses=RUNNING,SUSPENDED,NOT_STARTED`, z.array(shapes.task)],
      [`${app}/clusters`, shapes.clusterNames],
      [`${app}/loadBalancers`, shapes.list],
      ['/search?q=demo&type=securityGroups&pageSize=500', shapes.searchPage],
      [`${app}/serverGroups`, z.array(shapes.serverGroup).min(1)],
      [`${app}/serverGroups?clusters=sandbox%3Ademo-prod`, z.array(shapes.serverGroup).min(1)],
      ['/networks/aws', shapes.list],
      ['/subnets', shapes.list],
      [`${app}/rawResources`, shapes.list],
      [`${app}/functions`, shapes.list],
      ['/tags?maxResults=5000&application=demo', shapes.list],
      ['/v2/canaryConfig?application=demo', shapes.list],
      [`${app}/pipelines?limit=2&expand=false`, z.array(shapes.execution).min(2)],
      [`${app}/pipelineConfigs`, z.array(shapes.pipelineConfig).min(3)],
      [`${app}/strategyConfigs`, shapes.list],
      [`${app}/tasks?statuses=`, z.array(shapes.task).min(1)],
      ['/notifications/application/demo', shapes.object],
      ['/capabilities/quietPeriod', shapes.quietPeriod],
      ['/artifacts/credentials', shapes.list],
      ['/auth/user/serviceAccounts?application=demo', shapes.list],
      ['/pubsub/subscriptions', shapes.list],
      ['/v2/builds?type=jenkins', shapes.list],
      ['/bakery/options', shapes.list],
      ['/capabilities/deploymentMonitors', shapes.list],
      ['/v2/pipelineTemplates/versions', shapes.object],
      ['/applications', z.array(shapes.applicationLine).min(4)],
      ['/projects', z.array(shapes.project).min(1)],
      ['/projects/storefront', shapes.project],
      ['/projects/storefront/clusters', z.array(shapes.projectCluster).min(1)],
      ['/projects/storefront/pipelines?limit=1', shapes.list],
    ] as const)('with %s', async (path, shape) => {
      await read(path, shape as z.ZodType)
    })

    it('with executions, each whole and without a circle', async () => {
      for (const id of [showcase.succeeded, showcase.failed, showcase.waiting]) {
        const { stages } = await read(`/pipelines/${id}`, shapes.execution)
        const byRef = new Map(stages.map((stage) => [stage.refId, stage]))
        const walk = (refId: string, above: readonly string[]): void => {
          expect(above).not.toContain(refId)
          for (const each of byRef.get(refId)?.requisiteStageRefIds ?? []) walk(each, [...above, refId])
        }
        for (const { refId } of stages) walk(refId, [])
      }
      const both = `pipelineConfigIds=${showcase.pipelines.Release}&pipelineConfigIds=${showcase.pipelines.Roll}`
      const repeated = await read(
        `/executions?limit=2&${both}&statuses=SUCCEEDED&statuses=TERMINAL`,
        z.array(shapes.execution),
      )
      const joined = await read(
        `/executions?limit=2&pipelineConfigIds=${showcase.pipelines.Release},${showcase.pipelines.Roll}&statuses=SUCCEEDED,TERMINAL`,
        z.array(shapes.execution),
      )
      expect(repeated.map(({ id }) => id)).toEqual(joined.map(({ id }) => id))
      expect(repeated.length).toBe(2)
    })

    it('with a server group and an instance', async () => {
      const { account, region, name, instanceId } = showcase.serverGroup
      await read(
        `/applications/demo/serverGroups/${account}/${region}/${name}?includeDetails=false`,
        shapes.serverGroupDetails,
      )
      await read(
        `/instances/${account}/${region}/${instanceId}`,
        z.looseObject({ healthState: z.string(), health: shapes.list }),
      )
    })
  })

  it('search for application, server group, instance, project, load balancer, firewall by three letters', async () => {
    const results = async (q: string, type: string) =>
      (await read(`/search?q=${q}&type=${type}&pageSize=500`, shapes.searchPage))[0].results
    expect(await results('dem', 'applications')).toMatchObject([{ type: 'applications', application: 'demo' }])
    const { account, region, name, instanceId } = showcase.serverGroup
    expect(await results('demo-prod', 'serverGroups')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          serverGroup: name,
          cluster: 'demo-prod',
          application: 'demo',
          account,
          region,
          provider: 'spot',
        }),
      ]),
    )
    expect(await results(instanceId, 'instances')).toMatchObject([{ instanceId, serverGroup: name }])
    expect(await results('sto', 'projects')).toMatchObject([
      { name: 'storefront', config: { applications: ['demo', 'checkout'] } },
    ])
    for (const type of ['loadBalancers', 'securityGroups']) {
      const found = await results('dem', type)
      expect(found.every((each) => each.type === type)).toBe(true)
    }
  })

  it('create application: it is there at once and in the list; edit each config section; delete', async () => {
    const application = {
      name: 'cart',
      cloudProviders: '',
      email: 'a@b.co',
      instancePort: 80,
      enableRestartRunningExecutions: false,
      enableRerunActiveExecutions: false,
      permissions: { READ: [], EXECUTE: [], WRITE: [] },
      platformHealthOnly: false,
      platformHealthOnlyShowOverride: false,
    }
    await submit('cart', 'Create Application: cart', { type: 'createApplication', application, user: 'ada' })
    const { attributes } = await read('/applications/cart?expand=false', shapes.application)
    expect(attributes).toMatchObject({ name: 'cart', email: 'a@b.co', instancePort: 80 })
    expect((await read('/applications', z.array(shapes.applicationLine))).map(({ name }) => name)).toContain('cart')

    const dataSources = { enabled: ['canaryConfigs'], disabled: ['functions'] }
    const changed = {
      ...attributes,
      dataSources,
      instanceLinks: [{ title: 'Logs', cloudProviders: [], links: [{ title: 'log', path: ':9000/log' }] }],
      trafficGuards: [{ enabled: true, account: 'sandbox', location: '*', stack: 'prod', detail: '*' }],
      customBanners: [{ enabled: true, text: 'Freeze', textColor: '#fff', backgroundColor: '#000' }],
      defaultFilteredTags: [{ tagName: 'env', tagValue: 'prod' }],
    }
    await submit('cart', 'Update Application: cart', { type: 'updateApplication', application: changed, user: 'ada' })
    expect((await read('/applications/cart?expand=false', shapes.application)).attributes).toMatchObject({
      ...changed,
      // The time of the change is the server's.
      updateTs: expect.anything(),
      lastModifiedBy: expect.anything(),
    })

    const slack = { type: 'slack', address: '#cart', when: ['pipeline.failed'], level: 'application' }
    expect(
      (await send('POST', '/notifications/application/cart', { application: 'cart', slack: [slack] })).status,
    ).toBe(200)
    expect((await get('/notifications/application/cart')).body).toMatchObject({ application: 'cart', slack: [slack] })

    await submit('cart', 'Deleting Application: cart', {
      type: 'deleteApplication',
      application: { name: 'cart' },
      user: 'ada',
    })
    expect((await get('/applications/cart?expand=false')).status).toBe(404)
  })

  describe('create pipeline, save, rename, reorder, lock, disable, delete; and', () => {
    const save = (pipeline: object) => send('POST', '/pipelines?staleCheck=true', pipeline)
    const configs = () => read('/applications/search/pipelineConfigs', z.array(shapes.pipelineConfig))
    const blank = {
      stages: [],
      triggers: [],
      application: 'search',
      limitConcurrent: true,
      keepWaitingPipelines: false,
      spelEvaluator: 'v4',
    }

    it('creating one that is there at once, in its place', async () => {
      expect(await save({ ...blank, name: 'First', index: 0 })).toMatchObject({ status: 200, text: '' })
      await save({ ...blank, name: 'Second', index: 1 })
      await save({ ...blank, name: 'Third', index: 2 })
      expect((await configs()).map(({ name, index }) => [name, index])).toEqual([
        ['First', 0],
        ['Second', 1],
        ['Third', 2],
      ])
    })

    it('edit in a second tab, save in the first: a stale message; history shows both; restore', async () => {
      const [first] = await configs()
      const stages = [{ refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Wait', waitTime: 1 }]
      expect((await save({ ...first, stages })).status).toBe(200)
      const { status, body } = await save({ ...first, description: 'mine' })
      expect(status).toBe(400)
      expect(body.message).toContain('The submitted pipeline is stale.')
      const history = (await get(`/pipelineConfigs/${first?.id}/history?limit=100`)).body
      expect(history.map(({ stages: each }: { stages: unknown[] }) => each.length)).toEqual([1, 0])
      expect((await save(history[1])).status).toBe(400)
      expect((await save({ ...history[1], updateTs: history[0].updateTs })).status).toBe(200)
    })

    it('no POST /pipelines happens while merely viewing: each is in its place, also after rename, reorder and delete', async () => {
      const [first, second, third] = await configs()
      expect((await send('PUT', `/pipelines/${second?.id}`, { ...second, name: 'Renamed' })).body).toMatchObject({
        name: 'Renamed',
      })
      const idsToIndices = { [third?.id ?? '']: 0, [first?.id ?? '']: 1, [second?.id ?? '']: 2 }
      const reordered = await send('POST', '/actions/pipelines/reorder', { application: 'search', idsToIndices })
      expect(reordered.status).toBe(200)
      expect((await configs()).map(({ name, index }) => [name, index])).toEqual([
        ['Third', 0],
        ['First', 1],
        ['Renamed', 2],
      ])
      const [top] = await configs()
      await save({ ...top, disabled: true, locked: { ui: true, allowUnlockUi: true, description: 'by hand' } })
      expect((await configs())[0]).toMatchObject({
        disabled: true,
        locked: { ui: true, allowUnlockUi: true, description: 'by hand' },
      })
      expect(await send('DELETE', '/pipelines/search/First')).toMatchObject({ status: 200, text: '' })
      // Deck saves every pipeline whose index is not its place: a gap would make each reader a writer.
      expect((await configs()).map(({ name, index }) => [name, index])).toEqual([
        ['Third', 0],
        ['Renamed', 1],
      ])
    })
  })

  it('start with parameters; judge; cancel with a reason; pause and resume; restart a failed stage; delete, then 404', async () => {
    const start = async (parameters: object) => {
      const body = { buildNumber: '', type: 'manual', dryRun: false, parameters, user: 'ada' }
      const answer = await send('POST', '/pipelines/v2/demo/Release', body)
      expect(answer).toMatchObject({
        status: 202,
        body: { eventId: expect.any(String), ref: expect.stringContaining('/pipelines/') },
      })
      const id = answer.body.ref.split('/').at(-1)
      // Deck asks ten times, a second apart.
      await expect.poll(async () => (await get(`/pipelines/${id}`)).status).toBe(200)
      return id as string
    }
    const control = async (id: string, what: string) => {
      expect(await send('PUT', `/pipelines/${id}/${what}`)).toMatchObject({ status: 200, text: '' })
    }
    // The one that the showcase left waiting holds the place.
    await control(showcase.waiting, 'cancel?reason=make%20way&force=false')
    expect(await ended(`/pipelines/${showcase.waiting}`, 'CANCELED')).toMatchObject({ cancellationReason: 'make way' })

    const judged = await start({ image: 'ami-0000000000000a004' })
    const asked = await product.untilExecution(judged, ({ stages }) =>
      stages.some(({ type, status }) => type === 'manualJudgment' && status === 'RUNNING'),
    )
    await control(judged, 'pause')
    await ended(`/pipelines/${judged}`, 'PAUSED')
    await control(judged, 'resume')
    await ended(`/pipelines/${judged}`, 'RUNNING')
    const stage = asked.stages.find(({ type }) => type === 'manualJudgment')
    const answer = await send('PATCH', `/pipelines/${judged}/stages/${stage?.id}`, {
      judgmentStatus: 'stop',
      judgmentInput: '',
    })
    expect(answer.status).toBe(200)
    const stopped = await product.untilExecution(judged, 'TERMINAL')
    const failed = stopped.stages.find(({ status }) => status === 'TERMINAL')
    const restarted = await send('PUT', `/pipelines/${judged}/stages/${failed?.id}/restart`, { skip: false })
    expect(restarted.status).toBe(200)
    await control(judged, 'cancel?reason=enough&force=false')
    await ended(`/pipelines/${judged}`, 'CANCELED')
    expect((await send('DELETE', `/pipelines/${judged}`)).status).toBe(200)
    expect((await get(`/pipelines/${judged}`)).status).toBe(404)
  })

  it('is told who did it, also where nobody signs in', async () => {
    const body = { type: 'manual', parameters: { image: 'docker.io/demo', judgement: 'off' }, user: '[anonymous]' }
    const { ref } = (await send('POST', '/pipelines/v2/demo/Release', body)).body
    expect(await ended(ref, 'TERMINAL')).toMatchObject({ authentication: { user: 'anonymous' }, origin: 'deck' })
    const byApi = (await product.gate('/pipelines/v2/demo/Release', { method: 'POST', body })).body.ref
    expect(await ended(byApi, 'TERMINAL')).toMatchObject({ authentication: { user: 'anonymous' }, origin: 'api' })
    const [task] = await read('/applications/demo/tasks?statuses=', z.array(shapes.task).min(1))
    expect(task?.execution).toMatchObject({ authentication: { user: 'anonymous' } })
  })

  it('opens a project that was made with a name alone, and one whose lists are null', async () => {
    for (const config of [undefined, { applications: null, clusters: null, pipelineConfigs: null }]) {
      const name = config === undefined ? 'bare' : 'hollow'
      const project = { name, email: 'a@b.co', ...(config && { config }) }
      await submit('spinnaker', `Create project: ${name}`, { type: 'upsertProject', project, user: 'ada' })
      const { config: shown } = await read(`/projects/${name}`, shapes.project)
      expect(shown).toEqual({ applications: [], clusters: [], pipelineConfigs: [] })
    }
    await read('/projects', z.array(shapes.project).min(3))
  })

  it('evaluates an expression against an execution', async () => {
    const path = `/pipelines/${showcase.succeeded}/evaluateExpression?expression=${encodeURIComponent('${trigger.parameters.image}')}`
    expect((await get(path)).body).toMatchObject({ result: 'ami-0000000000000a001' })
  })

  it('unknown ids of executions, tasks, applications and projects show Deck’s not-found pages', async () => {
    for (const path of [
      '/pipelines/01UNKNOWN',
      '/tasks/01UNKNOWN',
      '/applications/nowhere?expand=false',
      '/projects/nothing',
    ]) {
      const { status, body, headers: answered } = await get(path)
      expect(`${path} ${status}`).toBe(`${path} 404`)
      expect(body.message).toEqual(expect.any(String))
      expect(answered.get('content-type')).toContain('application/json')
    }
    const refused = await send('POST', '/tasks', { application: 'demo' })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(refused.body.message).toEqual(expect.any(String))
  })

  describe('from another origin', () => {
    it('asks once an hour whether it may', async () => {
      const asked = {
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-ratelimit-app,content-type',
      }
      for (const path of ['/applications', '/pipelines/x/stages/y', '/no/such/path']) {
        const { status, headers: answered } = await product.gate(path, {
          method: 'OPTIONS',
          headers: { ...headers, ...asked },
        })
        expect(status).toBe(200)
        expect(answered.get('access-control-allow-origin')).toBe(origin)
        expect(answered.get('access-control-allow-credentials')).toBe('true')
        expect(answered.get('access-control-allow-headers')?.toLowerCase()).toContain('x-ratelimit-app')
        expect(answered.get('access-control-allow-methods')).toContain('PATCH')
        expect(Number(answered.get('access-control-max-age'))).toBeGreaterThanOrEqual(3_600)
      }
    })

    it('may read errors too, and finds its request again', async () => {
      const { headers: answered } = await product.gate('/pipelines/01UNKNOWN', {
        headers: { ...headers, 'x-spinnaker-request-id': 'mine' },
      })
      expect(answered.get('access-control-allow-origin')).toBe(origin)
      expect(answered.get('x-spinnaker-request-id')).toBe('mine')
    })

    it('gets long answers compressed, and nothing when nothing changed', async () => {
      const path = '/applications/demo/pipelines?limit=30&expand=true'
      for (const encoding of ['br', 'gzip']) {
        const { headers: answered } = await product.gate(path, { headers: { ...headers, 'accept-encoding': encoding } })
        expect(answered.get('content-encoding')).toBe(encoding)
      }
      const etag = (await get('/applications/demo/pipelineConfigs')).headers.get('etag') ?? ''
      const again = await product.gate('/applications/demo/pipelineConfigs', {
        headers: { ...headers, 'if-none-match': etag },
      })
      expect(again).toMatchObject({ status: 304, text: '' })
    })
  })

  it('the row of an execution that a person started elsewhere appears with the next look', async () => {
    const id = await trigger(product, 'demo', 'Release', { image: 'docker.io/demo', judgement: 'off' })
    const list = await read('/applications/demo/pipelines?limit=2&expand=false', z.array(shapes.execution))
    expect(list.map((each) => each.id)).toContain(id)
  })
})
