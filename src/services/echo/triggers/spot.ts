import { z } from 'zod'
import { matchWhole } from '../../../lib/spel/index.ts'
import { isJson } from '../events/index.ts'
import type { SpotNotification } from '../webhooks/index.ts'
import { constraintsSchema, meets } from './constraints.ts'
import { defineTrigger } from './kind.ts'

const texts = z.array(z.string()).nullish()

/**
 * A notification of Spot's to `/webhooks/spot/{source}`. Every field narrows; without any, each notification starts the
 * pipeline. Notifications that do not name their group are for triggers that ask for none, or for its id.
 */
export const spot = defineTrigger({
  type: 'spot',
  schema: z.looseObject({
    source: z.string().nullish(),
    /** E.g. `AWS_EC2_INSTANCE_TERMINATE`; case does not matter. */
    eventTypes: texts,
    application: z.string().nullish(),
    /** A cluster's whole name. */
    cluster: z.string().nullish(),
    /** One of Java's regular expressions for the whole name of a server group. */
    serverGroup: z.string().nullish(),
    elastigroupIds: texts,
    payloadConstraints: constraintsSchema,
  }),
  matches(trigger, { details, content, payload }) {
    const notification = content.spot as SpotNotification
    const { eventType, application, cluster, serverGroupName, elastigroupId } = notification
    const isOne = (wanted: readonly string[] | null | undefined, given: string | undefined) =>
      !wanted?.length || wanted.some((each) => each.toLowerCase() === given?.toLowerCase())
    const is = (wanted: string | null | undefined, given: string | undefined) => !wanted || wanted === given
    return (
      is(trigger.source, details.source ?? undefined) &&
      isOne(trigger.eventTypes, eventType) &&
      is(trigger.application, application) &&
      is(trigger.cluster, cluster) &&
      isOne(trigger.elastigroupIds, elastigroupId) &&
      (!trigger.serverGroup || (serverGroupName !== undefined && matchWhole(trigger.serverGroup, serverGroupName))) &&
      meets(payload, trigger.payloadConstraints)
    )
  },
  atRuntime: ({ content, payload }) => ({
    spot: content.spot,
    payload,
    ...(isJson(content.parameters) ? { parameters: content.parameters } : {}),
  }),
})
