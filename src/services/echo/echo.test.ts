import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EchoUnderTest, startEcho } from './testing.ts'

type Json = Record<string, unknown>

const secret = 'a-secret-of-spots'
const asSpot = { 'x-webhook-secret': secret }
let echo: EchoUnderTest

beforeEach(async () => {
  echo = await startEcho({ webhooks: { sources: [{ source: 'prod', secret: ['older-secret', secret] }] } })
})
afterEach(() => echo.stop())

const webhook = (more: Json = {}) => ({ type: 'webhook', enabled: true, source: 'ci', ...more })
const spot = (more: Json = {}) => ({ type: 'spot', enabled: true, source: 'prod', ...more })
const until = (count: number) => vi.waitFor(() => expect(echo.starts).toHaveLength(count), 5_000)
/** Until all that came in is worked off: what comes last is last. */
async function settled(): Promise<readonly Json[]> {
  const before = echo.starts.length
  const last = await echo.save([webhook({ source: 'last' })])
  await echo.post('/webhooks/webhook/last', {})
  await vi.waitFor(() => expect(echo.starts.slice(before).map(({ id }) => id)).toContain(last), 5_000)
  return echo.starts.filter(({ id }) => id !== last)
}
const triggerOf = (start: Json | undefined) => start?.trigger as Json

describe('a webhook', () => {
  it('starts the pipelines that wait for its source, with what was posted', async () => {
    const id = await echo.save([webhook({ parameters: { region: 'eu', tag: 'none' } })], { tags: ['kept'] })
    await echo.save([webhook({ source: 'other' })])
    const posted = { env: 'prod', parameters: { tag: 'v7' }, deep: { a: [1, null] } }
    const answer = await echo.post('/webhooks/webhook/ci', posted)
    expect(answer).toEqual({ status: 200, body: { eventProcessed: true, eventId: expect.any(String) } })
    await until(1)
    expect(await settled()).toMatchObject([
      {
        ...{ id, tags: ['kept'], application: 'demo', receivedArtifacts: [] },
        trigger: {
          ...{ type: 'webhook', source: 'ci', eventId: answer.body.eventId, payload: posted },
          parameters: { region: 'eu', tag: 'v7' },
        },
      },
    ])
    expect(triggerOf(echo.starts[0]).id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  it.each([
    [{ env: '^prod$' }, true],
    [{ env: 'ro' }, true],
    [{ env: '^ro' }, false],
    [{ missing: '.*' }, false],
    [{ nothing: '.*' }, false],
    [{ number: '4.' }, true],
    [{ '$.deep.list[*]': '^two$' }, true],
    [{ 'deep.list[0]': '^one$', 'deep.name': 'spinnaker-demo' }, true],
    [{ 'deep.name': '^demo' }, false],
    [{ '$.deep.list[?(@ == "two")]': 'two' }, true],
    [{ '$.deep': '.*' }, false],
    [{ '$.deep.mixed': '.*' }, false],
    [{ '$[': '.*' }, false],
    [{ env: '(' }, false],
    [{ env: 'prod', number: 'x' }, false],
    [{}, true],
  ])('with the constraints %j: %s', async (payloadConstraints, starts) => {
    await echo.save([webhook({ payloadConstraints })])
    const posted = {
      env: 'prod',
      nothing: null,
      number: 42,
      deep: { list: ['one', 'two'], mixed: ['a', 1], name: 'org/spinnaker-demo' },
    }
    await echo.post('/webhooks/webhook/ci', posted)
    expect(await settled()).toHaveLength(starts ? 1 : 0)
  })

  it('is not held up by a pattern that would take for ever', async () => {
    await echo.save([webhook({ payloadConstraints: { text: '(a+)+$' } })])
    const fine = await echo.save([webhook({ payloadConstraints: { text: 'a' } })])
    await echo.post('/webhooks/webhook/ci', { text: `${'a'.repeat(50_000)}!` })
    expect((await settled()).map(({ id }) => id)).toEqual([fine])
  })

  it('starts nothing that is disabled, and a pipeline twice whose two triggers it meets', async () => {
    await echo.save([webhook()], { disabled: true })
    await echo.save([webhook({ enabled: false }), { type: 'webhook', source: 'ci' }])
    const twice = await echo.save([webhook(), webhook({ payloadConstraints: { env: 'prod' } })])
    await echo.post('/webhooks/webhook/ci', { env: 'prod' })
    expect((await settled()).map(({ id }) => id)).toEqual([twice, twice])
    expect(new Set(echo.starts.map(({ executionId }) => executionId)).size).toBe(3)
  })

  it('must bring one of the artifacts that its trigger names', async () => {
    const expectedArtifacts = [
      { id: 'image', matchArtifact: { type: 'docker/image', name: 'registry/web', version: 'v[0-9]+' } },
      { id: 'chart', matchArtifact: { type: 'helm/chart' } },
    ]
    const id = await echo.save([webhook({ expectedArtifactIds: ['image', 'chart'] })], { expectedArtifacts })
    await echo.post('/webhooks/webhook/ci', {})
    await echo.post('/webhooks/webhook/ci', {
      artifacts: [{ type: 'docker/image', name: 'registry/web', version: 'x' }],
    })
    const fitting = { type: 'docker/image', name: 'registry/web', version: 'v7' }
    await echo.post('/webhooks/webhook/ci', { artifacts: ['nonsense', fitting] })
    const found = await settled()
    expect(found).toMatchObject([{ id, expectedArtifacts, receivedArtifacts: [fitting] }])
    expect(triggerOf(found[0])).toMatchObject({ expectedArtifactIds: ['image', 'chart'] })
  })

  it('runs as its trigger says, else as nobody, whoever posts it', async () => {
    await echo.save([webhook({ runAsUser: 'deployer' })])
    await echo.save([webhook({ source: 'open' })])
    await echo.post('/webhooks/webhook/ci', {}, { 'x-spinnaker-user': 'mallory', 'x-spinnaker-accounts': 'prod' })
    await echo.post('/webhooks/webhook/open', {}, { 'x-spinnaker-user': 'mallory' })
    await until(2)
    expect(echo.identities.map(({ user, accounts }) => [user, accounts]).sort()).toEqual([
      ['anonymous', []],
      ['deployer', []],
    ])
  })

  it('hears at once of a pipeline that was saved, changed or deleted', async () => {
    const id = await echo.save([webhook()])
    await echo.post('/webhooks/webhook/ci', {})
    await until(1)
    await echo.change(id, { id, application: 'demo', name: 'p', stages: [], triggers: [webhook({ source: 'cd' })] })
    await echo.post('/webhooks/webhook/ci', {})
    await echo.post('/webhooks/webhook/cd', {})
    expect((await settled()).map(({ trigger }) => (trigger as Json).source)).toEqual(['ci', 'cd'])
  })

  it('may name its source in the body, and then has no payload', async () => {
    await echo.save([webhook()])
    await echo.save([webhook({ payloadConstraints: { source: 'ci' } })])
    expect((await echo.post('/webhooks/webhook', {})).status).toBe(400)
    await echo.post('/webhooks/webhook', { source: 'ci', parameters: { a: 'b' } })
    const found = await settled()
    expect(found.map((start) => triggerOf(start).parameters)).toEqual([{ a: 'b' }])
    expect(triggerOf(found[0])).not.toHaveProperty('payload')
  })

  it.each([
    ['[1]', /must post a JSON object/],
    ['{"a', /not valid JSON/],
    [undefined, /must post a JSON object/],
  ])('of %s is refused', async (body, words) => {
    const { status, body: answer } = await echo.post('/webhooks/webhook/ci', body)
    expect([status, answer.message]).toEqual([400, expect.stringMatching(words)])
  })

  it.each([1_000, 3_000, 6_000, 200_000])('nested %i deep is taken or refused, and hurts nobody', async (depth) => {
    const id = await echo.save([webhook({ payloadConstraints: { '$..x': 'y' } }), webhook()])
    const body = `{"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const { status } = await echo.post('/webhooks/webhook/ci', body)
    expect([200, 400]).toContain(status)
    expect((await settled()).map((start) => start.id)).toEqual(status === 200 ? [id] : [])
  })

  it('of a kind that nobody waits for is taken and let go', async () => {
    expect((await echo.post('/webhooks/dockerhub/x', {})).body).toMatchObject({ eventProcessed: true })
    expect(await settled()).toEqual([])
  })
})

describe('a secret', () => {
  const notification = { event: 'GROUP_UPDATED', resource_id: 'sig-1' }

  it('is asked for in the header or the parameter; the older one is good as long as it is configured', async () => {
    for (const [url, headers, status] of [
      ['/webhooks/spot/prod', {}, 403],
      ['/webhooks/spot/prod', { 'x-webhook-secret': 'wrong-secret' }, 403],
      ['/webhooks/spot/prod?secret=', {}, 403],
      ['/webhooks/webhook/prod', {}, 403],
      ['/webhooks/spot/prod', asSpot, 200],
      [`/webhooks/spot/prod?secret=${secret}`, {}, 200],
      ['/webhooks/webhook/prod?secret=older-secret', {}, 200],
      ['/webhooks/spot/prod?secret=x&secret=older-secret', {}, 200],
    ] as const) {
      expect([url, headers, (await echo.post(url, notification, headers)).status]).toEqual([url, headers, status])
    }
  })

  it('is never optional for Spot', async () => {
    const { status, body } = await echo.post('/webhooks/spot/unheard-of', notification, asSpot)
    expect([status, body.message]).toEqual([403, expect.stringContaining('has no secret')])
  })

  it('is in no log, no start and no table', async () => {
    await echo.save([spot()])
    await echo.post(`/webhooks/spot/prod?secret=${secret}`, notification)
    await echo.post('/webhooks/spot/prod', notification, asSpot)
    await echo.post('/webhooks/spot/prod?secret=almost-a-secret', notification)
    await until(2)
    const tables = await Promise.all(
      ['echo_received', 'queue_messages'].map((table) => echo.store.db.selectFrom(table).selectAll().execute()),
    )
    const everything = JSON.stringify([echo.said, echo.starts, echo.asked, tables])
    expect(everything).toContain('/webhooks/spot/prod')
    for (const word of [secret, 'almost-a-secret']) expect(everything).not.toContain(word)
  })

  it('that nothing fills in stops the start', async () => {
    const sources = [{ source: 'prod', secret: '${NOT_SET}' }]
    await expect(startEcho({ webhooks: { sources } })).rejects.toThrow(/placeholder/)
  })
})

describe('a notification of Spot’s', () => {
  const notify = (body: Json) => echo.post('/webhooks/spot/prod', body, asSpot)
  const terminate = {
    ...{ event: 'AWS_EC2_INSTANCE_TERMINATE', resource_id: 'sig-12ab34cd', resource_name: 'demo-prod-v003' },
    ...{ instance_id: 'i-0aa', reason: '%reason%' },
  }

  it('starts the pipelines that wait for it, with what it says in one form', async () => {
    await echo.save([spot({ eventTypes: ['aws_ec2_instance_terminate'], cluster: 'demo-prod' })])
    await notify(terminate)
    await until(1)
    expect(triggerOf(echo.starts[0])).toMatchObject({
      type: 'spot',
      payload: terminate,
      spot: {
        ...{ eventType: 'AWS_EC2_INSTANCE_TERMINATE', elastigroupId: 'sig-12ab34cd', instanceId: 'i-0aa' },
        ...{ serverGroupName: 'demo-prod-v003', cluster: 'demo-prod', application: 'demo' },
      },
    })
    expect(triggerOf(echo.starts[0]).spot).not.toHaveProperty('reason')
  })

  it.each([
    [{ eventTypes: ['GROUP_ROLL_FAILED'] }, false],
    [{ eventTypes: ['GROUP_ROLL_FAILED', 'AWS_EC2_INSTANCE_TERMINATE'] }, true],
    [{ eventTypes: [] }, true],
    [{ cluster: 'demo' }, false],
    [{ application: 'demo' }, true],
    [{ serverGroup: 'demo-prod-v\\d+' }, true],
    [{ serverGroup: 'demo-prod' }, false],
    [{ elastigroupIds: ['sig-other'] }, false],
    [{ elastigroupIds: ['sig-12ab34cd'] }, true],
    [{ payloadConstraints: { instance_id: '^i-0b' } }, false],
    [{ source: 'stage' }, false],
    [{ source: null }, true],
    [{ eventTypes: 'GROUP_ROLL_FAILED' }, false],
  ])('meets the trigger %j: %s', async (trigger, starts) => {
    await echo.save([spot(trigger)])
    await notify(terminate)
    expect(await settled()).toHaveLength(starts ? 1 : 0)
  })

  it.each([
    [{ eventType: 'GROUP_ROLL_FAILED', groupId: 'sig-1', groupName: 'demo-v001' }],
    [{ notification: { 'event-type': 'group_roll_failed', resourceId: 'sig-1', resourceName: 'demo-v001' } }],
    [{ event: { type: 'GROUP_ROLL_FAILED', ResourceId: 'sig-1', ResourceName: 'demo-v001' } }],
  ])('is understood as %j', async (body) => {
    await echo.save([spot({ cluster: 'demo', elastigroupIds: ['sig-1'], eventTypes: ['GROUP_ROLL_FAILED'] })])
    expect((await notify(body)).status).toBe(200)
    await until(1)
  })

  it('that says no event is refused', async () => {
    expect((await notify({ hello: 'world' })).body.message).toContain("no notification of Spot's")
  })

  it('that is delivered twice under one id starts once, and is answered the same', async () => {
    await echo.save([spot()])
    const answers = [await notify({ ...terminate, id: 'e-1' }), await notify({ ...terminate, id: 'e-1' })]
    expect(answers[0]).toEqual(answers[1])
    await echo.restart()
    await notify({ ...terminate, id: 'e-1' })
    await notify({ ...terminate, id: 'e-2' })
    expect(await settled()).toHaveLength(2)
  })

  it('whose `id` is the group’s or the machine’s is no event that came before', async () => {
    await echo.save([spot()])
    for (const id of ['sig-12ab34cd', 'i-0aa', 'demo', 'demo']) await notify({ ...terminate, id, account_id: 'demo' })
    await notify({ ...terminate, id: 'e-1' })
    await notify({ ...terminate, id: 'e-1', event: 'AWS_EC2_INSTANCE_TERMINATED' })
    expect(await settled()).toHaveLength(6)
  })
})

describe('what came in', () => {
  it('is not lost while Front50 is away, or when Echo stops after its answer', async () => {
    const id = await echo.save([webhook()])
    echo.world.front50IsAway = true
    expect((await echo.post('/webhooks/webhook/ci', {})).status).toBe(200)
    await vi.waitFor(() => expect(echo.said.join()).toContain('has to wait'), 5_000)
    await echo.stopEcho()
    echo.world.front50IsAway = false
    await echo.startEcho()
    await until(1)
    expect(echo.starts[0]).toMatchObject({ id })
  })

  it('starts once although Orca’s answer was lost', async () => {
    await echo.save([webhook()])
    let lost = 0
    echo.world.orca = (body) => {
      if (lost++ > 0) return undefined
      echo.starts.push(body)
      return { status: 503, body: { message: 'the connection broke' } }
    }
    await echo.post('/webhooks/webhook/ci', {})
    await vi.waitFor(() => expect(echo.asked.some(({ method }) => method === 'GET')).toBe(true), 5_000)
    expect(await settled()).toHaveLength(1)
  })

  it('and is refused by Orca is not offered again', async () => {
    await echo.save([webhook()])
    echo.world.orca = ({ trigger }) =>
      (trigger as Json).source === 'ci' ? { status: 400, body: { message: 'no such stage' } } : undefined
    await echo.post('/webhooks/webhook/ci', {})
    await settled()
    expect(echo.asked.filter(({ body }) => triggerOf(body as Json)?.source === 'ci')).toHaveLength(1)
    expect(echo.said.join()).toContain('no such stage')
  })
})

describe('an event of another service', () => {
  it('is answered with an empty 200, and starts what waits for its kind; sent twice, once', async () => {
    await echo.save([webhook()])
    const event = { eventId: 'e1', details: { type: 'webhook', source: 'ci' }, content: {}, payload: {} }
    expect(await echo.post('/', event)).toEqual({ status: 200, body: undefined })
    await echo.post('/', event)
    const told = { details: { type: 'orca:stage:complete', source: 'orca', application: 'demo' }, content: { a: 1 } }
    expect(await echo.post('/', told)).toEqual({ status: 200, body: undefined })
    expect(await settled()).toHaveLength(1)
  })

  it('without a type is refused', async () => {
    expect((await echo.post('/', { content: {} })).status).toBe(400)
  })
})

it('says that it is up', async () => {
  expect(await echo.get('/health')).toMatchObject({ status: 200, body: { status: 'UP' } })
})
