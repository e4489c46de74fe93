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

export function createEvents(store: Store): Events {
  return {
    publish: (tx, event) => store.notify(tx, channel, JSON.stringify(event)),
    subscribe: (listener, onGap) =>
      store.listen(channel, (payload) => listener(JSON.parse(payload) as ChangeEvent), onGap),
  }
}
