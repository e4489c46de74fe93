import type { Clock } from '../../../platform/clock.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Front50Client, PipelineConfig } from '../../front50/client.ts'

export interface TriggeredPipelines {
  /** Pipelines with an enabled trigger of one of the kinds, as Front50 has them now, or had a moment ago. */
  all(): Promise<readonly PipelineConfig[]>
  start(): Promise<void>
  stop(): Promise<void>
}

export interface TriggeredPipelinesParts {
  readonly front50: Front50Client
  readonly events: Events
  readonly clock: Clock
  readonly triggerTypes: readonly string[]
  /** How old the list may be when no change was heard of: a Front50 with another database tells of none. */
  readonly maxAgeMs: number
}

/** Where somebody saves without a break, the list is as new as can be. */
const mostRounds = 3

/**
 * The pipelines that events may start. They are read when an event wants to know, not by the clock, and kept until a change
 * is heard of, or for as long as configured. A Front50 that does not answer is an error: the event waits for it.
 */
export function createTriggeredPipelines(parts: TriggeredPipelinesParts): TriggeredPipelines {
  const { front50, events, clock, triggerTypes, maxAgeMs } = parts
  let known: { readonly at: number; readonly pipelines: Promise<readonly PipelineConfig[]> } | undefined
  let unsubscribe = async () => {}
  const forget = () => {
    known = undefined
  }

  function read() {
    const pipelines = front50.listConfigs('pipelines', {
      restricted: false,
      enabledPipelines: true,
      enabledTriggers: true,
      triggerTypes: [triggerTypes.join(',')],
    })
    const reading = { at: clock.now(), pipelines }
    known = reading
    pipelines.catch(() => {
      if (known === reading) forget()
    })
    return reading
  }

  return {
    async all() {
      for (let round = 1; ; round += 1) {
        const reading = known !== undefined && clock.now() - known.at < maxAgeMs ? known : read()
        const pipelines = await reading.pipelines
        // A change that was heard of meanwhile may not be in it.
        if (known === reading || round === mostRounds) return pipelines
      }
    },
    async start() {
      unsubscribe = await events.subscribe(({ type }) => {
        if (type === 'pipeline' || type === 'application') forget()
      }, forget)
    },
    stop: () => unsubscribe(),
  }
}
