import { deriveMoniker } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { isJson, type Json, json } from '../events/index.ts'

/** A notification of Spot's in one form, whichever it came in. */
export interface SpotNotification {
  /** E.g. `AWS_EC2_INSTANCE_TERMINATE`, `GROUP_ROLL_FAILED`. */
  readonly eventType: string
  /** Spot's id of this very event, where it tells one. */
  readonly eventId?: string
  readonly elastigroupId?: string
  readonly elastigroupName?: string
  readonly serverGroupName?: string
  readonly cluster?: string
  readonly application?: string
  readonly accountId?: string
  readonly instanceId?: string
  readonly availabilityZone?: string
  readonly reason?: string
  readonly time?: string
}

/** Spellings of one thing, without case and signs: subscriptions let people name the fields, policies do not. */
const spellings = {
  eventType: ['event', 'eventtype', 'eventname', 'notificationtype', 'type'],
  eventId: ['eventid', 'notificationid', 'messageid', 'uuid', 'id'],
  elastigroupId: ['resourceid', 'groupid', 'elastigroupid'],
  elastigroupName: ['resourcename', 'groupname', 'elastigroupname'],
  accountId: ['accountid', 'spotaccountid'],
  instanceId: ['instanceid', 'vmname', 'instancename'],
  availabilityZone: ['availabilityzone', 'zone', 'az'],
  reason: ['reason', 'message', 'description'],
  time: ['time', 'timestamp', 'createdat', 'eventtime'],
} as const

/** Envelopes in which a notification may lie. */
const envelopes = ['notification', 'event', 'data', 'details', 'detail', 'payload']

/**
 * Reads what Spot posts: `/events/subscription` of protocol `web`, with or without `eventFormat`, and the webhooks of the
 * notification center. @throws invalid for what names no event
 */
export function readSpotNotification(body: unknown): SpotNotification {
  const places = [json(body), ...envelopes.map((name) => json(json(body)[name]))].filter((each) => isJson(each))
  const found = Object.fromEntries(
    Object.entries(spellings).flatMap(([field, names]) => {
      const value = firstOf(places, names)
      return value === undefined ? [] : [[field, value]]
    }),
  ) as Partial<SpotNotification>
  const { eventType, elastigroupName, eventId, ...rest } = found
  if (eventType === undefined) {
    throw problem('invalid', "This is no notification of Spot's: none of its fields is the event's type, e.g. `event`")
  }
  return {
    ...rest,
    eventType: eventType.toUpperCase(),
    ...(eventId !== undefined && isOfAnEvent(eventId, Object.values(rest)) ? { eventId } : {}),
    ...(elastigroupName && groupNamed(elastigroupName)),
  }
}

/** Under `id` people also send the group's, or the machine's: taken for an event's, it would swallow all but the first. */
const isOfAnEvent = (id: string, others: readonly unknown[]) => !others.includes(id) && !/^(sig|i|act|sir)-/.test(id)

/** By what two deliveries are one: not by its id alone, for nobody promises what that counts. */
export const keyOf = ({ eventId, eventType, elastigroupId, instanceId, time }: SpotNotification) =>
  eventId === undefined ? undefined : [eventId, eventType, elastigroupId, instanceId, time].join(' ')

function groupNamed(elastigroupName: string): Partial<SpotNotification> {
  const { app, cluster } = deriveMoniker(elastigroupName)
  return {
    elastigroupName,
    serverGroupName: elastigroupName,
    ...(cluster === undefined ? {} : { cluster }),
    ...(app === undefined ? {} : { application: app }),
  }
}

function firstOf(places: readonly Json[], names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const place of places) {
      const key = Object.keys(place).find((each) => each.toLowerCase().replaceAll(/[_\-\s]/g, '') === name)
      const value = key === undefined ? undefined : place[key]
      // A placeholder that Spot had nothing for stays as it was written.
      if ((typeof value === 'string' || typeof value === 'number') && !/^(%.*%|)$/.test(String(value)))
        return String(value)
    }
  }
  return undefined
}
