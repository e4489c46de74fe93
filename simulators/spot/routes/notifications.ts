import { z } from 'zod'
import { refuse } from '../failure.ts'
import { EVENT_TYPES } from '../model/notify.ts'
import type { Subscription } from '../model/world.ts'
import { bodyOf, type Call, route } from './route.ts'

const KIND = 'spotinst:events:subscription'
const PATH = '/events/subscription'
const FIELDS = {
  resourceId: z.string(),
  protocol: z.enum(['aws-sns', 'email', 'email-json', 'web', 'http', 'https']),
  endpoint: z.string(),
  eventType: z.enum(EVENT_TYPES),
  eventFormat: z.record(z.string(), z.string()).nullish(),
}

/** Who wants to be told of what; only `web` is really told. */
export const notificationRoutes = [
  route('POST', PATH, subscribe),
  route('GET', PATH, (call) => ({ kind: KIND, items: ofAccount(call).map(item) })),
  route('GET', `${PATH}/:subscriptionId`, (call) => ({ kind: KIND, items: [item(found(call))] })),
  route('PUT', `${PATH}/:subscriptionId`, change),
  route('DELETE', `${PATH}/:subscriptionId`, (call) => {
    const subscription = found(call)
    call.world.subscriptions = call.world.subscriptions.filter((other) => other !== subscription)
    return {}
  }),
  route('GET', '/notificationCenter/compute/event', () => ({
    kind: 'spotinst:notification:compute:event',
    items: EVENT_TYPES.map((event) => ({ event, type: /FAILED|CANT|UNHEALTHY/.test(event) ? 'error' : 'info' })),
  })),
]

const ofAccount = ({ world, accountId }: Call) => world.subscriptions.filter((one) => one.accountId === accountId)

function found(call: Call): Subscription {
  const subscription = ofAccount(call).find(({ id }) => id === call.params.subscriptionId)
  if (!subscription)
    throw refuse('SUBSCRIPTION_DOESNT_EXIST', `Subscription ${call.params.subscriptionId} does not exist`)
  return subscription
}

function subscribe(call: Call) {
  const { subscription } = bodyOf(call, z.object({ subscription: z.object(FIELDS) }))
  const made: Subscription = {
    ...plain(subscription),
    eventFormat: subscription.eventFormat ?? null,
    id: `sis-${call.world.random.hex(8)}`,
    accountId: call.accountId,
  }
  call.world.subscriptions = [...call.world.subscriptions, made]
  return { kind: KIND, items: [item(made)] }
}

function change(call: Call) {
  const old = found(call)
  const { subscription } = bodyOf(call, z.object({ subscription: z.object(FIELDS).partial() }))
  const changed: Subscription = { ...old, ...JSON.parse(JSON.stringify(subscription)), ...protocolOf(subscription) }
  call.world.subscriptions = call.world.subscriptions.map((one) => (one === old ? changed : one))
  return { kind: KIND, items: [item(changed)] }
}

/** Two protocols are the deprecated names of a third. */
const protocolOf = ({ protocol }: { protocol?: string | undefined }) =>
  protocol === 'http' || protocol === 'https' ? { protocol: 'web' as const } : {}

const plain = <T extends { protocol: string }>(subscription: T): T => ({ ...subscription, ...protocolOf(subscription) })

const item = ({ accountId: _accountId, eventFormat, ...rest }: Subscription) => ({
  ...rest,
  ...(eventFormat === null ? {} : { eventFormat }),
})
