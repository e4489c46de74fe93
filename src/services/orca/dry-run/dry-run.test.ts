import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StubClouddriver, startStubClouddriver } from '../../../../test/support/stub-clouddriver.ts'
import { type Call, overHttp } from '../../../platform/clients/index.ts'
import { clouddriverClient } from '../../clouddriver/client.ts'
import { front50Client } from '../../front50/client.ts'
import type { Json } from '../model.ts'
import { type OrcaUnderTest, startOrca } from '../testing.ts'
import type { Plan, PlannedStage } from './schema.ts'
import { readOnly } from './world.ts'

let orca: OrcaUnderTest
let cloud: StubClouddriver
let calls: Call[]
let transport: ReturnType<typeof overHttp>

beforeEach(async () => {
  cloud = await startStubClouddriver()
  cloud.answers.set('/credentials', () => [{ name: 'prod' }, { name: 'test' }])
  calls = []
  transport = overHttp('clouddriver', cloud.url)
  const watched = {
    service: 'clouddriver',
    call: (call: Call) => {
      calls.push(call)
      return transport.call(call)
    },
  }
  orca = await startOrca({ services: { clouddriver: { transport: watched, calls } } })
  await orca.askFront50('POST', '/v2/applications', { name: 'shop', email: 'a@example.org' })
})
afterEach(async () => {
  await orca.stop()
  await transport.close()
  await cloud.stop()
})

async function plan(pipeline: Json): Promise<Plan> {
  const { status, body } = await orca.ask('POST', '/pipelines/plan', { application: 'shop', name: 'p', ...pipeline })
  expect({ status, body }).toMatchObject({ status: 200 })
  // Nothing was asked for but reads, nothing was stored.
  expect(calls.filter(({ method }) => method !== 'GET')).toEqual([])
  expect(cloud.operations).toEqual([])
  expect((await orca.ask('GET', '/applications/*/pipelines/search')).body).toEqual([])
  return body
}

const stage = (refId: string, type: string, more: Json = {}, after: string[] = []) => ({
  ...{ refId, requisiteStageRefIds: after, type, name: `${type} ${refId}` },
  ...more,
})
const wait = (refId: string, after: string[] = [], more: Json = {}) =>
  stage(refId, 'wait', { waitTime: 5, ...more }, after)
const variables = (refId: string, values: Json, after: string[] = []) =>
  stage(
    refId,
    'evaluateVariables',
    { variables: Object.entries(values).map(([key, value]) => ({ key, value })) },
    after,
  )
const onGroup = { cloudProvider: 'aws', credentials: 'prod', cluster: 'shop', regions: ['us-east-1'] }
const all = (stages: readonly PlannedStage[]): PlannedStage[] =>
  stages.flatMap((each) => [...all(each.before), each, ...all(each.after)])
const runs = ({ stages }: Plan) =>
  Object.fromEntries(stages.map(({ refId, runs: answer, reason }) => [refId, reason ? [answer, reason] : answer]))

describe('a plan', () => {
  it('tells what a red/black deploy would do to the groups that are there, in their order', async () => {
    cloud.add({ name: 'shop-v002', disabled: true, capacity: { min: 2, max: 2, desired: 2 } })
    cloud.add({ name: 'shop-v003', capacity: { min: 3, max: 3, desired: 3 } })
    const cluster = {
      ...{ cloudProvider: 'aws', account: 'prod', application: 'shop', region: 'us-east-1', amiName: 'ami-2' },
      ...{ strategy: 'redblack', scaleDown: true, maxRemainingAsgs: 2, capacity: { min: 5, max: 5, desired: 5 } },
      availabilityZones: { 'us-east-1': ['us-east-1a'] },
    }
    const planned = await plan({ stages: [stage('1', 'deploy', { clusters: [cluster] })] })
    expect(planned).toMatchObject({ canStart: true, outlook: 'SUCCEEDED', problems: [] })
    expect(planned.changes).toEqual([
      'allow launch in us-east-1 (default)',
      'create shop-v004 in us-east-1 (prod) with 5 instances',
      'destroy shop-v002 in us-east-1 (prod) with its 2 instances',
      'disable shop-v003 in us-east-1 (prod)',
      'resume asg processes shop-v003 in us-east-1 (prod)',
      'resize shop-v003 in us-east-1 (prod) from 3 to 0',
    ])
    expect(cloud.groups.size).toBe(2)
  })

  it('tells how a deploy moves the traffic in steps, and keeps scaling out of it', async () => {
    cloud.add({ name: 'shop-v001', cloudProvider: 'spot', capacity: { min: 2, max: 4, desired: 2 } })
    const cluster = {
      ...{ account: 'prod', application: 'shop', cloudProvider: 'spot', region: 'us-east-1', imageId: 'ami-1' },
      ...{ strategy: 'rollingredblack', targetPercentages: [50], suspendScalingWhileDeploying: true },
      capacity: { min: 1, max: 1, desired: 1 },
    }
    const { outlook, changes } = await plan({ stages: [stage('1', 'deploy', { clusters: [cluster] })] })
    expect(outlook).toBe('SUCCEEDED')
    const where = 'in us-east-1 (prod)'
    expect(changes.filter((change) => !change.startsWith('resize'))).toEqual([
      `suspend AUTO_SCALE of shop-v001 ${where}`,
      `create shop-v002 ${where} with 0 instances`,
      `suspend AUTO_SCALE of shop-v002 ${where}`,
      `disable 50% of shop-v001 ${where}`,
      `disable shop-v001 ${where}`,
      `resume AUTO_SCALE of shop-v002 ${where}`,
    ])
  })

  it('leaves out what Spinnaker would note on a new group for itself, and says the tags that people want', async () => {
    cloud.answers.set('/features/stages', () => [{ name: 'upsertEntityTags', enabled: true }])
    const create = stage('1', 'createServerGroup', {
      ...{ account: 'prod', application: 'shop', cloudProvider: 'aws', region: 'us-east-1', amiName: 'ami-2' },
      ...{ capacity: { min: 1, max: 1, desired: 1 }, availabilityZones: { 'us-east-1': ['us-east-1a'] } },
    })
    const group = { entityType: 'servergroup', entityId: 'shop-v000', region: 'us-east-1', account: 'prod' }
    const tag = stage('2', 'upsertEntityTags', { entityRef: group, tags: [{ name: 'owner', value: 'ada' }] }, ['1'])
    const { changes } = await plan({ stages: [create, tag] })
    expect(changes.filter((change) => !change.startsWith('allow launch'))).toEqual([
      'create shop-v000 in us-east-1 (prod) with 1 instance',
      'tag shop-v000 in us-east-1 (prod) with owner',
    ])
  })

  it('resolves targets as they would be by then, and says sizes', async () => {
    cloud.add({ name: 'shop-v001', capacity: { min: 3, max: 3, desired: 3 } })
    cloud.add({ name: 'shop-v002', capacity: { min: 1, max: 1, desired: 1 }, disabled: true })
    const target = (word: string) => ({ ...onGroup, target: word })
    const planned = await plan({
      stages: [
        stage('1', 'resizeServerGroup', { ...target('oldest_asg_dynamic'), capacity: { min: 5, max: 5, desired: 5 } }),
        stage('2', 'enableServerGroup', target('current_asg_dynamic'), ['1']),
        stage('3', 'destroyServerGroup', target('ancestor_asg_dynamic'), ['2']),
        stage('4', 'disableServerGroup', target('ancestor_asg_dynamic'), ['3']),
      ],
    })
    expect(planned.changes).toEqual([
      'resize shop-v001 in us-east-1 (prod) from 3 to 5',
      'enable shop-v002 in us-east-1 (prod)',
      'disable shop-v001 in us-east-1 (prod)',
      'destroy shop-v001 in us-east-1 (prod) with its 5 instances',
    ])
    // By then there is no group before the newest one.
    expect(planned).toMatchObject({
      outlook: 'TERMINAL',
      problems: [{ severity: 'error', message: expect.stringMatching('Unable to locate ancestor_asg_dynamic') }],
    })
    expect(all(planned.stages).find(({ refId }) => refId === '1')).toMatchObject({
      before: [
        { type: 'determineTargetServerGroup' },
        { type: 'resizeServerGroup', changes: [{ operation: 'resizeServerGroup' }] },
      ],
    })
  })

  it('knows expressions of the trigger and of variables, and says of others which stage decides', async () => {
    const { stages, problems } = await plan({
      trigger: { parameters: { who: 'ada' } },
      stages: [
        variables('1', { greeting: 'Hi ${parameters.who}', twice: '${1 + 1}' }),
        stage('2', 'manualJudgment', {}, ['1']),
        wait('3', ['2'], {
          comments: '${greeting}',
          choice: "${#stage('manualJudgment 2')['context']['judgmentInput']}",
          wrong: '${trigger.nothing.there}',
        }),
      ],
    })
    const found = Object.fromEntries(
      all(stages).flatMap(({ refId, expressions }) => expressions.map((each) => [`${refId} ${each.path}`, each])),
    )
    expect(found).toMatchObject({
      '1 variables[0].value': { basis: 'known', result: 'Hi ada' },
      '1 variables[1].value': { basis: 'known', result: 2 },
      '3 comments': { basis: 'known', result: 'Hi ada' },
      '3 choice': { basis: 'unknown', dependsOn: ['manualJudgment 2'] },
      '3 wrong': { basis: 'failing', message: expect.stringMatching(/there|nothing/) },
    })
    expect(problems).toMatchObject([
      { severity: 'warning', stage: '3', message: expect.stringContaining('${trigger.nothing.there}') },
    ])
  })

  it('says which stages run, which do not, and why', async () => {
    const when = (expression: string) => ({ stageEnabled: { type: 'expression', expression } })
    const planned = await plan({
      stages: [
        wait('1', [], when('1 > 2')),
        stage('2', 'manualJudgment', { judgmentInputs: [{ value: 'a' }] }),
        wait('3', ['2'], when("#judgment('manualJudgment 2') == 'a'")),
      ],
    })
    expect(runs(planned)).toEqual({
      1: ['no', 'Its condition is not true: 1 > 2'],
      2: 'yes',
      3: ['unknown', expect.stringMatching('decides, once manualJudgment 2 has ended')],
    })
    expect(planned.stages.find(({ refId }) => refId === '3')?.conditions).toEqual([
      "somebody must approve 'manualJudgment 2'",
    ])
  })

  it('says when a stage can start: after waits, and within its window', async () => {
    const hour = 3_600_000
    const now = orca.clock.now()
    const opens = new Date(now + 2 * hour)
    const window = {
      restrictExecutionDuringTimeWindow: true,
      restrictedExecutionWindow: {
        whitelist: [
          { startHour: opens.getUTCHours(), startMin: 0, endHour: (opens.getUTCHours() + 1) % 24, endMin: 0 },
        ],
        timezone: 'UTC',
      },
    }
    const { stages } = await plan({
      stages: [wait('1', [], { waitTime: 60 }), wait('2', ['1']), wait('3', [], window)],
    })
    expect(stages.find(({ refId }) => refId === '2')!.startsAt! - now).toBeGreaterThanOrEqual(60_000)
    const held = stages.find(({ refId }) => refId === '3')!
    expect(held.before.map(({ type }) => type)).toEqual(['restrictExecutionDuringTimeWindow'])
    const opening = Math.floor((now + 2 * hour) / hour) * hour
    expect(held.before[0]!.startsAt ?? 0).toBeLessThan(opening)
  })

  it('tells whom a webhook would call, and neither calls nor shows what is secret', async () => {
    const url = 'https://user:pass@hooks.example.org/deploy?token=abc'
    const webhook = {
      url,
      method: 'POST',
      customHeaders: { Authorization: 'Bearer abc' },
      payload: { app: 'shop', password: 'abc' },
    }
    const planned = await plan({ stages: [stage('1', 'webhook', webhook), wait('2', ['1'])] })
    const [change] = planned.stages[0]!.changes
    expect(change).toMatchObject({
      kind: 'request',
      summary: 'call POST https://hooks.example.org/deploy',
      details: { body: { app: 'shop', password: 'hidden' } },
    })
    expect(JSON.stringify(planned)).not.toContain('abc')
    expect(planned.problems).toEqual([])
    expect(runs(planned)).toEqual({ 1: 'yes', 2: 'yes' })
  })

  it('tells which pipelines would be started and what would be saved', async () => {
    await orca.askFront50('POST', '/pipelines', {
      id: 'child',
      name: 'Child',
      application: 'shop',
      stages: [wait('1')],
    })
    const pipeline = Buffer.from(JSON.stringify({ id: 'new', name: 'New', application: 'shop' })).toString('base64')
    const { changes, problems } = await plan({
      stages: [
        stage('1', 'pipeline', { application: 'shop', pipeline: 'child' }),
        stage('2', 'savePipeline', { pipeline }, ['1']),
      ],
    })
    expect(changes).toEqual(["start the pipeline 'Child' of shop", "save the pipeline 'New' of shop"])
    expect(problems).toEqual([])
    expect((await orca.askFront50('GET', '/pipelines/shop')).body).toHaveLength(1)
  })

  it('names what can’t work before anything runs', async () => {
    const { problems, canStart, stages } = await plan({
      application: 'nowhere',
      parameterConfig: [
        { name: 'must', required: true },
        { name: 'size', hasOptions: true, options: [{ value: 'S' }], default: 'XL' },
        { name: 'other', required: true, conditional: { parameter: 'size', comparator: '=', comparatorValue: 'S' } },
      ],
      stages: [
        stage('1', 'gardenThings'),
        stage('2', 'resizeServerGroup', { ...onGroup, credentials: 'production', target: 'current_asg' }),
        stage('3', 'pipeline', { pipeline: 'gone' }),
      ],
    })
    expect(canStart).toBe(true)
    const words = problems.map(({ stage: refId, message }) => [refId, message])
    expect(words).toEqual(
      expect.arrayContaining([
        ['1', expect.stringMatching('no stage type "gardenThings"')],
        ['2', expect.stringMatching("there is no account 'production'; known are prod, test")],
        ['3', expect.stringMatching("there is no pipeline 'gone'")],
        [undefined, 'Required parameter must is missing'],
        [undefined, "Parameter size is 'XL', which is none of its options: S"],
        [undefined, expect.stringMatching("There is no application 'nowhere'")],
      ]),
    )
    expect(stages[0]).toMatchObject({ refId: '1', tasks: [], runs: 'yes' })
  })

  it('names a graph that could never end, and a pipeline that is disabled', async () => {
    const circle = await plan({ stages: [wait('0'), wait('1', ['2']), wait('2', ['1'])] })
    expect(circle).toMatchObject({ canStart: false, problems: [{ message: expect.stringMatching('in a circle') }] })
    const missing = await plan({ stages: [wait('0'), wait('1', ['9'])] })
    expect(missing.problems).toMatchObject([{ message: expect.stringMatching("waits for a stage '9'") }])
    const off = await plan({ disabled: true, stages: [wait('1')] })
    expect(off).toMatchObject({
      canStart: false,
      problems: [{ message: 'Pipeline is disabled and cannot be started.' }],
    })
  })

  it('plans what a template stands for', async () => {
    await orca.askFront50('POST', '/v2/pipelineTemplates', {
      id: 't',
      schema: 'v2',
      metadata: { name: 'T', scopes: ['global'] },
      variables: [{ name: 'seconds', type: 'int', defaultValue: 7 }],
      pipeline: { stages: [wait('1', [], { waitTime: '${templateVariables.seconds}' })] },
    })
    const { stages } = await plan({ schema: 'v2', template: { reference: 'spinnaker://t' } })
    expect(stages).toMatchObject([{ refId: '1', expressions: [{ basis: 'known', result: 7 }] }])
    const wrong = { application: 'shop', schema: 'v2', template: { reference: 'spinnaker://none' } }
    expect(await orca.ask('POST', '/pipelines/plan', wrong)).toMatchObject({
      status: 400,
      body: { errors: [{ severity: 'FATAL' }] },
    })
  })

  it('goes on when the clouds can’t be asked, and says so', async () => {
    cloud.refuse({ method: 'GET', path: /./, status: 503, times: 1_000 })
    const { problems, stages } = await plan({
      stages: [stage('1', 'disableServerGroup', { ...onGroup, target: 'current_asg_dynamic' }), wait('2', ['1'])],
    })
    expect(problems).toMatchObject([
      { severity: 'warning', message: expect.stringMatching('Accounts could not be checked') },
    ])
    expect(all(stages).flatMap(({ tasks }) => tasks.flatMap(({ note }) => note ?? []))).toEqual(
      expect.arrayContaining([expect.stringMatching('it could not be asked now')]),
    )
    expect(stages[1]).toMatchObject({ runs: 'yes' })
  })

  it('fetches nothing for an expression', async () => {
    const { stages } = await plan({ stages: [wait('1', [], { text: `\${#fromUrl('${cloud.url}/credentials')}` })] })
    expect(stages[0]!.expressions).toMatchObject([{ path: 'text', basis: 'failing' }])
    expect(calls.every(({ path }) => path === '/credentials')).toBe(true)
  })
})

describe('the outside as a plan sees it', () => {
  it('lets reads through and throws at everything that writes', async () => {
    const reached: Call[] = []
    const transport = {
      service: 'any',
      call: async (call: Call) => {
        reached.push(call)
        return { status: 200, headers: {}, body: [] }
      },
    }
    const guarded = readOnly(transport, ({ method, path }) => {
      throw new Error(`refused ${method} ${path}`)
    })
    let refused = 0
    for (const client of [clouddriverClient(guarded), front50Client(guarded)]) {
      for (const [name, method] of Object.entries(client)) {
        const call = method as (...args: unknown[]) => Promise<unknown>
        const isWrite = /^(submit|resume|refresh|create|save|update|delete|reorder|set|fetchArtifact)/.test(name)
        const outcome = await call('x', isWrite ? {} : 'x', isWrite ? {} : 'x', 'x', 'x', 'x').then(
          () => 'through',
          (error: Error) => error.message,
        )
        if (outcome.startsWith('refused')) refused += 1
        if (isWrite) expect([name, outcome]).toEqual([name, expect.stringMatching(/^refused (POST|PUT|PATCH|DELETE) /)])
      }
    }
    expect(refused).toBeGreaterThan(20)
    expect(new Set(reached.map(({ method }) => method))).toEqual(new Set(['GET']))
  })
})
