import type { z } from 'zod'
import type { Event, Json } from '../events/index.ts'

/**
 * A kind of triggers: one file `triggers/<kind>.ts`, named in `triggers/index.ts`. What all kinds have in common (enabled,
 * runAsUser, expectedArtifactIds, …) is none of its business.
 */
export interface TriggerKind {
  /** The trigger's `type` in a pipeline, and that of the events that are for it. */
  readonly type: string
  /** The trigger's own fields; a trigger that does not fit is never met. */
  readonly schema: z.ZodType
  /** Whether the event is what the trigger waits for. May throw: then it is not. */
  matches(trigger: never, event: Event): boolean
  /** What the trigger gets from the event, for the pipeline to read. */
  atRuntime(event: Event): Json
}

/** A kind whose trigger has the schema's type. */
export function defineTrigger<S extends z.ZodType>(kind: {
  readonly type: string
  readonly schema: S
  matches(trigger: z.infer<S>, event: Event): boolean
  atRuntime(event: Event): Json
}): TriggerKind {
  return kind as TriggerKind
}
