import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../lib/json/index.ts'
import type { Logger } from '../../../platform/telemetry/index.ts'
import type { PipelineConfig } from '../../front50/client.ts'
import type { Event, Json } from '../events/index.ts'
import { artifactsIn, bringsExpected } from './artifacts.ts'
import type { TriggerKind } from './kind.ts'

/** A pipeline that an event starts. */
export interface Match {
  readonly pipeline: PipelineConfig
  /** The trigger as Orca gets it. */
  readonly trigger: Json
}

/**
 * Which of the pipelines the event starts, and as what (echo: BaseTriggerEventHandler). A pipeline with two triggers that
 * are met starts twice. A trigger that can't be read, or whose pattern is too dear, is reported and never met.
 */
export function matchesOf(
  event: Event,
  pipelines: readonly PipelineConfig[],
  kinds: readonly TriggerKind[],
  logger: Logger,
): Match[] {
  const kind = kinds.find(({ type }) => type === event.details.type.toLowerCase())
  if (kind === undefined) return []
  const received = artifactsIn(event)
  const isMet = (pipeline: PipelineConfig, trigger: Json): boolean => {
    try {
      const parsed = kind.schema.parse(trigger)
      return kind.matches(parsed as never, event) && bringsExpected(pipeline, trigger, received)
    } catch (error) {
      const { application, name, id } = pipeline
      logger.warn({ application, pipeline: id, err: error }, `A ${kind.type} trigger of ${name} can't be met as it is`)
      return false
    }
  }
  return pipelines
    .filter(({ disabled }) => disabled !== true)
    .flatMap((pipeline) =>
      (pipeline.triggers ?? [])
        .filter((trigger) => trigger.enabled === true && trigger.type === kind.type && isMet(pipeline, trigger))
        .map((trigger) => ({ pipeline, trigger: atRuntime(pipeline, trigger, kind, event) })),
    )
}

function atRuntime(pipeline: PipelineConfig, trigger: Json, kind: TriggerKind, event: Event): Json {
  const id = idOf(trigger)
  const { parameters, ...given } = kind.atRuntime(event)
  return {
    ...trigger,
    ...given,
    ...(parameters === undefined ? {} : { parameters: { ...(trigger.parameters as Json), ...(parameters as Json) } }),
    id,
    eventId: event.eventId,
    // Who asks twice for the same start asks for one.
    correlationId: `${event.eventId}_${pipeline.id}_${id}`,
  }
}

/** The same as long as the trigger is written the same (echo: PipelineCache; a UUID of version 3 of what it says). */
function idOf(trigger: Json): string {
  const bytes = createHash('md5').update(canonicalJson(trigger)).digest()
  bytes[6] = (bytes[6]! & 0x0f) | 0x30
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
