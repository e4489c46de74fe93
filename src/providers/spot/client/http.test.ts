import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSpotSimulator } from '../../../../simulators/spot/index.ts'
import { sampleGroup } from '../../../../simulators/spot/test-client.ts'
import { systemClock, type VirtualClock, virtualClock } from '../../../platform/clock.ts'
import { createMetrics } from '../../../platform/telemetry/index.ts'
import { createSpotHttp, type SpotCall, type SpotHttp } from './http.ts'
import { inBackground } from './priority.ts'
import { createRateLimits } from './rate-limits.ts'

const token = 'a-token-that-must-not-show'
const list: SpotCall = { method: 'GET', path: '/aws/ec2/group', what: 'list the groups' }
const scale: SpotCall = { method: 'PUT', path: '/aws/ec2/group/sig-1/scale/up', what: 'scale', repeatable: false }

let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
let clock: VirtualClock
let spot: SpotHttp

beforeEach(async () => {
  simulator = await startSpotSimulator({ clock: 'manual', seed: 1, token })
  clock = virtualClock()
  spot = connect(simulator.url)
})

afterEach(async () => {
  await spot.close()
  await simulator.close()
})

const connect = (endpoint: string, timeoutMs = 15_000, time = clock) =>
  createSpotHttp({
    endpoint,
    accountId: 'act-sandbox',
    token,
    limits: createRateLimits(time),
    clock: time,
    metrics: createMetrics(),
    timeoutMs,
  })

/** Moves the clock as long as the call waits on it. */
async function through<R>(call: Promise<R>): Promise<R> {
  let over = false
  const settled = call.finally(() => {
    over = true
  })
  settled.catch(() => {})
  await vi.waitFor(
    async () => {
      if (!over && clock.nextTimer() !== undefined) await clock.advance(clock.nextTimer()! - clock.now())
      expect(over).toBe(true)
    },
    { timeout: 10_000, interval: 1 },
  )
  return settled
}

const failure = async (call: Promise<unknown>): Promise<Error & Record<string, unknown>> =>
  through(
    call.then(
      () => {
        throw new Error('It did not fail')
      },
      (error) => error,
    ),
  )

/** Everything that an error could tell somebody. */
const all = (error: Error) => JSON.stringify([error.message, error.stack, error.cause ?? null, { ...error }])

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

describe('a call to Spot', () => {
  it('waits out a storm of refusals as long as Spot says, and is counted no oftener than it was answered', async () => {
    const headers = { 'X-RateLimit-Limit': '10', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '20' }
    simulator.control.addFault({ match: { method: 'GET' }, times: 2, status: 429, headers })
    const start = clock.now()
    await through(spot.call(list))
    expect(clock.now() - start).toBeGreaterThanOrEqual(40_000)
    expect(simulator.control.calls().map(({ status }) => status)).toEqual([429, 429, 200])
  })

  it('that creates something is made once, however often it was refused before', async () => {
    const headers = { 'X-RateLimit-Limit': '10', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '7' }
    simulator.control.addFault({ match: { method: 'POST' }, times: 3, status: 429, headers })
    const start = clock.now()
    const body = { group: sampleGroup() }
    await through(spot.call({ method: 'POST', path: '/aws/ec2/group', what: 'create group demo-main-v000', body }))
    expect(clock.now() - start).toBeGreaterThanOrEqual(21_000)
    expect(simulator.control.calls().map(({ status }) => status)).toEqual([429, 429, 429, 200])
    expect(simulator.control.groups()).toHaveLength(1)
  })

  it('ends after some refusals, and other calls of the route wait with it instead of asking too', async () => {
    simulator.control.setLimits({ default: 0 })
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(spot.call(list))))
    for (const error of errors) expect(error).toMatchObject({ code: 'rateLimited', retryable: true })
    expect(simulator.control.calls().length).toBeLessThanOrEqual(10)
  })

  it('is repeated after an outage when that does no harm', async () => {
    simulator.control.addPreset('bad-gateway')
    await through(spot.call(list))
    simulator.control.addPreset('connection-reset')
    await through(spot.call(list))
    expect(simulator.control.calls().map(({ status }) => status)).toEqual([502, 200, 0, 200])
  })

  it.each([
    ['a gateway page', 'bad-gateway'],
    ['a broken connection', 'connection-reset'],
  ])('is not repeated after %s when it might be done twice', async (_, preset) => {
    simulator.control.addPreset(preset)
    expect(await failure(spot.call(scale))).toMatchObject({ code: 'unavailable', retryable: true })
    expect(simulator.control.calls()).toHaveLength(1)
  })

  it('is made again after a refusal even when it must not be done twice: nothing was done', async () => {
    simulator.control.addPreset('rate-limit-burst', { times: 1 })
    expect(await failure(spot.call(scale))).toMatchObject({ attributes: { spotCodes: ['GROUP_DOESNT_EXIST'] } })
    expect(simulator.control.calls().map(({ status }) => status)).toEqual([429, 400])
  })

  it('gives up on an answer that does not come', async () => {
    await spot.close()
    spot = connect(simulator.url, 30, systemClock as VirtualClock)
    simulator.control.addPreset('no-answer')
    await expect(spot.call(scale)).rejects.toThrow('no answer in time (UND_ERR_HEADERS_TIMEOUT)')
  })

  it('says everything that Spot said, with its status and the id of the request', async () => {
    const errors = [{ code: 'ONE', message: 'first' }, { message: 'second' }]
    simulator.control.addFault({ status: 400, errors })
    const error = await failure(spot.call(list))
    expect(error.message).toMatch(
      /^Spot refused to list the groups: ONE: first; second \(HTTP 400, request [0-9a-f-]{36}\)$/,
    )
  })

  it.each([
    [{ status: 400, errors: [] }, 'Bad Request (HTTP 400'],
    [{ status: 429 }, 'Rate limit exceeded (HTTP 429'],
    [{ status: 400, rawBody: '' }, 'without a reason (HTTP 400)'],
    [{ status: 400, rawBody: 'null' }, 'without a reason (HTTP 400)'],
    [{ status: 403, rawBody: '<html><body><h1>Denied</h1></body></html>' }, 'Denied (HTTP 403)'],
    [
      { status: 400, rawBody: '{"response":{"errors":["plain", {"code":"X"}, 7, null]}}' },
      'plain; X: without a message',
    ],
    [{ status: 200, rawBody: '<html>Welcome</html>' }, 'the answer was not JSON'],
    [{ status: 200, rawBody: '{"response":{"status":{"code":200}}}' }, 'the answer had no items'],
  ])('survives the answer %o', async (answer, words) => {
    simulator.control.addFault(answer)
    expect((await failure(spot.call(list))).message).toContain(words)
  })

  it('never shows the token, not even when an answer repeats it', async () => {
    const { url, server } = await serve((request, response) => {
      const page = `<p>${'x'.repeat(285)} ${JSON.stringify(request.headers)}</p>`
      response.writeHead(502, { 'content-type': 'text/html' }).end(page)
    })
    const echoing = connect(url)
    const error = await failure(echoing.call(scale))
    expect(error.message).toContain('HTTP 502')
    expect(all(error)).not.toContain(token.slice(0, 6))
    await echoing.close()
    server.close()
    const nobody = connect(url)
    const unreachable = await failure(nobody.call(scale))
    expect(unreachable.message).toContain('nothing listens at its address (ECONNREFUSED)')
    expect(all(unreachable)).not.toContain(token)
    await nobody.close()
  })

  it('that only reads in the background does not wait for a blocked route, and ends with its signal', async () => {
    const headers = { 'X-RateLimit-Limit': '10', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '20' }
    simulator.control.addFault({ match: { method: 'GET' }, times: 1, status: 429, headers })
    const reading = new AbortController()
    const read = () => inBackground(reading.signal, () => spot.call(list))
    expect(await failure(read())).toMatchObject({ attributes: { spotNotAsked: true } })
    expect(await failure(read())).toMatchObject({ attributes: { spotNotAsked: true } })
    expect(simulator.control.calls()).toHaveLength(1)
    await clock.advance(60_000)
    simulator.control.addPreset('no-answer')
    const underWay = read()
    underWay.catch(() => {})
    await vi.waitFor(() => expect(simulator.control.faults()[1]).toMatchObject({ used: 1 }))
    reading.abort()
    await expect(underWay).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('stops waiting for its turn when the client closes', async () => {
    const headers = { 'X-RateLimit-Reset': '20' }
    simulator.control.addFault({ match: { method: 'GET' }, times: 1, status: 429, headers })
    const waiting = spot.call(list)
    waiting.catch(() => {})
    await vi.waitFor(() => expect(simulator.control.calls()).toHaveLength(1))
    await spot.close()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })
})
