import { openTestStore } from '../../../../test/support/test-store.ts'
import { type Answer, type Call, inProcess, type Transport } from '../../../platform/clients/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import { createEvents } from '../../../platform/events/index.ts'
import type { Store } from '../../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../../platform/telemetry/index.ts'
import { clouddriverClient } from '../client.ts'
import { clouddriverConfigSchema, createClouddriver } from '../index.ts'
import type { Provider } from '../provider.ts'
import { type MadeUpParts, madeUpProvider } from './cloud.ts'
import { shopOnTwoClouds } from './world.ts'

export { emptyCloud, type MadeUpAccount, type MadeUpCloud, madeUpProvider } from './cloud.ts'
export { instance, launched, resource, serverGroup, shopOnTwoClouds } from './world.ts'

export interface ClouddriverOptions {
  readonly providers: readonly Provider[]
  /** `clouddriver.yml`. */
  readonly config: Readonly<Record<string, unknown>>
  /** What Front50 answers; undefined is a 404. */
  readonly front50?: (call: Call) => unknown
  /** A database that outlives this Clouddriver. */
  readonly store?: Store
}

/** Clouddriver over clouds in memory, with Front50 played by the test; its inventory is read. */
export async function startClouddriver({ providers, config, front50 = () => undefined, store }: ClouddriverOptions) {
  const database = store ?? (await openTestStore())
  const transport: Transport = {
    service: 'front50',
    async call(call): Promise<Answer> {
      const body = front50(call)
      return body === undefined
        ? { status: 404, headers: {}, body: { message: `front50 has no ${call.path}` } }
        : { status: 200, headers: {}, body }
    },
  }
  const service = await createClouddriver({
    store: database,
    events: createEvents(database),
    clock: systemClock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    transport: () => transport,
    providers,
    config: clouddriverConfigSchema.parse(config),
  })
  await service.start()
  const client = clouddriverClient(inProcess('clouddriver', () => service.server))

  async function ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, headers = {}) {
    const answer = await service.server.inject({
      method,
      url,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = answer.body
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  return {
    service,
    client,
    ask,
    /** The body of a GET. */
    get: async (url: string) => (await ask('GET', url)).body,
    async stop() {
      await service.stop()
      if (store === undefined) await database.close()
    },
  }
}

/** The shop on two clouds, read by their agents. */
export async function startShop(
  parts: { aws?: MadeUpParts; spot?: MadeUpParts; front50?: ClouddriverOptions['front50'] } = {},
) {
  const clouds = shopOnTwoClouds()
  const clouddriver = await startClouddriver({
    providers: [
      madeUpProvider('aws', () => clouds.aws, parts.aws),
      madeUpProvider('spot', () => clouds.spot, parts.spot),
    ],
    config: { aws: { accounts: [{ name: 'prod' }] }, spot: { accounts: [{ name: 'spot-prod' }] } },
    ...(parts.front50 && { front50: parts.front50 }),
  })
  const refresh = () =>
    Promise.all([
      clouddriver.client.refreshCache('aws', 'ServerGroup', { account: 'prod' }),
      clouddriver.client.refreshCache('spot', 'ServerGroup', { account: 'spot-prod' }),
    ])
  await refresh()
  return { ...clouddriver, clouds, refresh }
}

export type Shop = Awaited<ReturnType<typeof startShop>>
