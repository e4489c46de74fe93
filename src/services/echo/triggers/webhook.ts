import { z } from 'zod'
import { isJson } from '../events/index.ts'
import { constraintsSchema, meets } from './constraints.ts'
import { defineTrigger } from './kind.ts'

/** Whoever posts to `/webhooks/webhook/{source}` (echo: WebhookEventHandler). */
export const webhook = defineTrigger({
  type: 'webhook',
  schema: z.looseObject({ source: z.string().min(1), payloadConstraints: constraintsSchema }),
  matches: ({ source, payloadConstraints }, { details, payload }) =>
    details.source === source && meets(payload, payloadConstraints),
  atRuntime: ({ content, payload }) => ({
    ...(isJson(content.parameters) ? { parameters: content.parameters } : {}),
    ...(payload === undefined ? {} : { payload }),
  }),
})
