import type { Clock } from '../../../platform/clock.ts'
import type { Queue } from '../../../platform/queue/index.ts'
import type { Store } from '../../../platform/store/index.ts'
import type { Metrics } from '../../../platform/telemetry/index.ts'
import type { EchoMessage } from '../starts/index.ts'
import type { ReceivedStore } from '../store/index.ts'
import type { Event } from './event.ts'

export interface Intake {
  /**
   * Keeps the event; when it returns, nothing loses it. `key`: by what its sender tells one event from another; an event
   * whose key came from that source before is the one that came before. Answers the id under which it is known here.
   */
  take(event: Event, key?: string): Promise<string>
}

export interface IntakeParts {
  readonly store: Store
  readonly clock: Clock
  readonly metrics: Metrics
  readonly queue: Queue<EchoMessage>
  readonly received: ReceivedStore
  /** Whether anything is done about events of that type. */
  readonly concerns: (type: string) => boolean
}

/** Word that a pipeline was saved goes through the database: one that was saved before an event came is known by then. */
const newsOnTheWayMs = 250

/**
 * Where events come in. What no trigger is about is counted and let go: Orca alone tells of thousands, and to keep what
 * nobody reads helps nobody.
 */
export function createIntake({ store, clock, metrics, queue, received, concerns }: IntakeParts): Intake {
  const delayMs = store.shared ? newsOnTheWayMs : 0
  const counter = metrics.counter('echo_events_total', 'Events that came in', ['type', 'outcome'])
  return {
    async take(event, key) {
      const type = event.details.type.toLowerCase()
      const outcome = (word: string) => counter.inc({ type: concerns(type) ? type : 'other', outcome: word })
      if (!concerns(type)) {
        outcome('ignored')
        return event.eventId
      }
      const source = event.details.source ?? ''
      const known = await store.transaction(async (tx) => {
        const before =
          key === undefined
            ? undefined
            : await received.remember(tx, { source, key, eventId: event.eventId, at: clock.now() })
        // Events of one source are worked on in the order in which they came.
        if (before === undefined)
          await queue.push(tx, { kind: 'event', event }, { subject: `source ${source}`, delayMs })
        return before
      })
      outcome(known === undefined ? 'taken' : 'repeated')
      return known ?? event.eventId
    },
  }
}
