import { startOrca } from '../../../../src/services/orca/testing.ts'
import { startWebhookStub } from './webhook-stub.ts'

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a vector says about an answer is compared, not typed
  readonly body: any
}

/** Orca and Front50 as they are, over a database of their own, in a time that goes by when it is told to. */
export interface World {
  readonly stubUrl: string
  orca(method: Method, url: string, body?: unknown): Promise<Reply>
  front50(method: Method, url: string, body?: unknown): Promise<Reply>
  /** Lets `ms` milliseconds go by, step by step, and all happen that falls due in them. */
  pass(ms: number): Promise<void>
  /** Lets time go by until `met`, at most `ms` milliseconds; answers whether it was met. */
  passUntil(met: () => Promise<boolean>, ms: number): Promise<boolean>
  close(): Promise<void>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The original looks at its queue now and then: what is due at an instant happens a little later. */
const queueLatencyMs = 20

export async function createWorld(): Promise<World> {
  const stub = await startWebhookStub()
  const urls = { 'reject-localhost': false, 'reject-link-local': false, 'reject-verbatim-ips': false }
  const orca = await startOrca({
    config: { 'user-configured-url-restrictions': urls },
    notifications: { send: async () => {} },
  })
  const { clock, rest } = orca

  async function step(end: number): Promise<void> {
    const next = Math.min((clock.nextTimer() ?? end) + queueLatencyMs, end)
    await clock.advance(Math.max(0, next - clock.now()))
    await rest()
  }

  return {
    stubUrl: stub.url,
    orca: orca.ask,
    front50: orca.askFront50,
    async pass(ms) {
      const end = clock.now() + ms
      await rest()
      while (clock.now() < end) await step(end)
    },
    async passUntil(met, ms) {
      const end = clock.now() + ms
      await rest()
      while (!(await met())) {
        if (clock.now() >= end) return false
        await step(end)
      }
      return true
    },
    async close() {
      await orca.stop()
      await stub.close()
    },
  }
}
