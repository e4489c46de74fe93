import type { Store, Tx } from '../store/index.ts'

/** Something that changed and that somebody may be looking at. Small: readers fetch what they want to know. */
export type ChangeEvent =
  | {
      readonly type: 'execution'
      readonly application: string
      readonly executionId: string
      readonly executionType: 'PIPELINE' | 'ORCHESTRATION'
      readonly status: string
      readonly pipelineConfigId?: string
      readonly deleted?: boolean
    }
  | {
      readonly type: 'inventory'
      readonly application: string
      readonly account: string
      readonly provider: string
      readonly names?: readonly string[]
    }
  | {
      readonly type: 'application' | 'pipeline'
      readonly application: string
      readonly id?: string
      readonly deleted?: boolean
    }

/** The change feed: what is published in one process is heard in all that share the database. */
export interface Events {
  /** With `tx`, published when it commits. */
  publish(tx: Tx | undefined, event: ChangeEvent): Promise<void>
  /** Returns a function that ends the subscription. `onGap`: some events may have been missed; read again. */
  subscribe(listener: (event: ChangeEvent) => void, onGap?: () => void): Promise<() => Promise<void>>
}

const channel = 'changes'

/** Less than what a notification may carry. */
const mostBytes = 7_000

export function createEvents(store: Store): Events {
  const later = store.shared ? afterwards(store) : undefined
  return {
    async publish(tx, event) {
      const payload = JSON.stringify(event)
      if (tx === undefined || later === undefined) await store.notify(tx, channel, payload)
      else tx.afterCommit(() => later(payload))
    },
    subscribe: (listener, onGap) =>
      store.listen(
        channel,
        (payload) => {
          for (const line of payload.split('\n')) listener(JSON.parse(line) as ChangeEvent)
        },
        onGap,
      ),
  }
}

/**
 * Publishes events after their commit, several at a time while a notification is under way. PostgreSQL takes a lock of the
 * whole server when a transaction that notifies commits: too dear for every one. What is lost when this process dies right
 * after a commit is news, not state: readers see it with the next event, or when they look.
 */
function afterwards(store: Store): (payload: string) => void {
  let waiting: string[] = []
  let sending = false
  const sendAll = async () => {
    sending = true
    while (waiting.length > 0) {
      let bytes = 0
      const fits = waiting.findIndex((line) => {
        bytes += Buffer.byteLength(line) + 1
        return bytes > mostBytes
      })
      const batch = waiting.slice(0, fits === -1 ? waiting.length : Math.max(1, fits))
      waiting = waiting.slice(batch.length)
      await store.notify(undefined, channel, batch.join('\n')).catch((error) => process.emitWarning(error))
    }
    sending = false
  }
  return (payload) => {
    waiting.push(payload)
    if (!sending) void sendAll()
  }
}
