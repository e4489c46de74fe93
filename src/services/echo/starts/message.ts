import { z } from 'zod'
import { type Event, eventSchema } from '../events/index.ts'

const map = z.record(z.string(), z.unknown())

/** What waits to be done. */
export const echoMessageSchema = z.discriminatedUnion('kind', [
  /** Find out what the event starts. */
  z.object({
    kind: z.literal('event'),
    event: eventSchema.extend({ eventId: z.string() }) as unknown as z.ZodType<Event>,
  }),
  /** Start this pipeline, once: the execution's id is settled before Orca is asked. */
  z.object({
    kind: z.literal('start'),
    executionId: z.string(),
    pipelineId: z.string(),
    trigger: map,
    receivedArtifacts: z.array(map),
  }),
])

export type EchoMessage = z.infer<typeof echoMessageSchema>
export type EventMessage = Extract<EchoMessage, { kind: 'event' }>
export type StartMessage = Extract<EchoMessage, { kind: 'start' }>
