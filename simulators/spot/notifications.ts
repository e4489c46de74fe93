import type { Outgoing, Subscription, World } from './model/world.ts'

/** What became of a notification, for whoever looks at the control side. */
export type Delivery = { at: number; url: string; body: unknown; status: number | null; error: string | null }

const TIMEOUT_MS = 5_000
const KEPT = 200

/** Fields that a subscription may ask for, by the placeholder that stands for each. */
const PLACEHOLDERS = (event: Outgoing): { [placeholder: string]: string | null } => ({
  '%event%': event.event,
  '%resource-id%': event.resourceId,
  '%resource-name%': event.resourceName,
  '%instance-id%': event.instanceId,
})

/** What is posted: the subscription's own format with its placeholders filled in, or all there is to say. */
export function bodyFor(event: Outgoing, format: Subscription['eventFormat']): object {
  if (!format) {
    const { event: name, resourceId, resourceName, instanceId, accountId, at } = event
    return { event: name, resourceId, resourceName, instanceId, accountId, timestamp: new Date(at).toISOString() }
  }
  const values = PLACEHOLDERS(event)
  return Object.fromEntries(
    // What there is nothing to say of stays as it was written, as at Spot.
    Object.entries(format).map(([key, text]) => [key, values[text] ?? text]),
  )
}

const wants = (subscription: Subscription, event: Outgoing): boolean =>
  subscription.protocol === 'web' &&
  subscription.accountId === event.accountId &&
  (subscription.resourceId === null || subscription.resourceId === event.resourceId) &&
  (subscription.eventType === null || subscription.eventType === event.event)

/** Posts what the model left in the world's outbox to whoever subscribed; each once, in order for each address. */
export function createNotifier(world: () => World) {
  const deliveries: Delivery[] = []
  const lines = new Map<string, Promise<void>>()
  const closing = new AbortController()

  async function post(url: string, body: object): Promise<void> {
    const delivery: Delivery = { at: world().clock.now(), url, body, status: null, error: null }
    deliveries.push(delivery)
    if (deliveries.length > KEPT) deliveries.splice(0, deliveries.length - KEPT)
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'spot-simulator' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), closing.signal]),
      })
      delivery.status = response.status
      await response.body?.cancel()
    } catch (cause) {
      delivery.error = (cause as Error).message
    }
  }

  return {
    deliveries: (): readonly Delivery[] => deliveries,
    /** Sends what has gathered; resolves when all of it, and all before it, was answered or given up. */
    async flush(): Promise<void> {
      const { outbox, subscriptions } = world()
      for (const event of outbox.splice(0)) {
        for (const subscription of subscriptions.filter((one) => wants(one, event))) {
          const { endpoint } = subscription
          const before = lines.get(endpoint) ?? Promise.resolve()
          lines.set(
            endpoint,
            before.then(() => post(endpoint, bodyFor(event, subscription.eventFormat))),
          )
        }
      }
      await Promise.all(lines.values())
    },
    close: () => closing.abort(),
  }
}

export type Notifier = ReturnType<typeof createNotifier>
