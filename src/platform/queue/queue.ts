import type { Tx } from '../store/index.ts'

/**
 * A durable delay queue in the same database as the state that its messages change: pushing, completing and changing
 * state are one transaction of the caller, so that each message takes effect exactly once whenever a process dies.
 *
 * Two messages are the same when their JSON is, apart from `attributes` (keiko: Queue). A message is *waiting* until it
 * is handed out, then *leased* until it is completed, retried, or its lease runs out and it is handed out again.
 */
export interface Queue<M extends object> {
  readonly name: string

  /** Adds `message`, due in `delayMs` (default 0). When the same message is already waiting, it is made due then instead. */
  push(tx: Tx, message: M, options?: PushOptions): Promise<void>
  /** Pushes unless the same message is waiting or leased. Returns whether it did. */
  ensure(tx: Tx, message: M, options?: PushOptions): Promise<boolean>
  /**
   * Adds `message` as already handed out to `worker`: for one that goes on with it itself as soon as the transaction is
   * committed, and saves the way through `take`. Undefined, and pushed as by `push`, when the same message is waiting. The
   * caller must hold a lease on the message's subject, if it has one, until the commit.
   */
  pushLeased(tx: Tx, message: M, options: PushLeasedOptions): Promise<Delivery<M> | undefined>
  /** Makes the same message, if waiting, due in `delayMs` (default 0). Returns whether it was waiting. */
  reschedule(tx: Tx, message: M, delayMs?: number): Promise<boolean>

  /**
   * Hands out up to `limit` messages that are due, the longest due first. The messages of one subject are handed out to
   * one `worker` at a time: while it holds one of them, only it gets the others.
   */
  take(options: TakeOptions): Promise<Delivery<M>[]>
  /** Prolongs leases to `leaseMs` from now. Returns those that were lost: their work must be dropped. */
  renew(deliveries: readonly Delivery<M>[], leaseMs?: number): Promise<Delivery<M>[]>
  /** Deletes delivered messages within the caller's transaction; throws LeaseLostError, and so rolls it back, if a lease was lost. */
  complete(tx: Tx, delivery: Delivery<M> | readonly Delivery<M>[]): Promise<void>
  /** Its work failed: it is handed out again in `delayMs`, or set aside as a dead letter after `maxAttempts` deliveries. */
  retry(delivery: Delivery<M>, delayMs: number, error: unknown): Promise<'waiting' | 'dead' | 'lost'>
  /** Gives messages back unworked, at once and uncounted: for a worker that stops. */
  release(deliveries: readonly Delivery<M>[]): Promise<void>
  /** Sets a delivered message aside as a dead letter within the caller's transaction; throws LeaseLostError like `complete`. */
  bury(tx: Tx, delivery: Delivery<M>, reason: string): Promise<void>
  /**
   * Ends every lease at once, so that what a dead process held is handed out now, not when its leases run out. Only right
   * while no other process works on this queue: at the start of the one process of an embedded database. Returns how many.
   */
  reclaim(): Promise<number>

  /** Calls `fn` when there may be something to take: at a commit, at a due time, at the end of a lease. Returns a function that stops it. */
  onReady(fn: () => void): () => void
  /** Resolves when there may be something to take, at once if that became so since the last `take`; also when `signal` aborts. */
  waitForWork(signal?: AbortSignal): Promise<void>

  depth(): Promise<QueueDepth>
  /** How long the longest due message has waited beyond its due time, in ms; 0 when nothing is due. */
  oldest(): Promise<number>
  /** Whether the same message is waiting or leased. */
  contains(message: M, tx?: Tx): Promise<boolean>
  /** Messages of `subject`, waiting and leased. */
  forSubject(subject: string, tx?: Tx): Promise<QueuedMessage<M>[]>
  /** Which of `subjects` have a message, waiting or leased: the others of a sweeper's list may need repair. */
  subjectsWithMessages(subjects: readonly string[]): Promise<Set<string>>

  /** Dead letters, the newest first. */
  deadLetters(options?: { limit?: number; subject?: string }): Promise<DeadLetter<M>[]>
  /** Pushes a dead letter again with a fresh count of attempts. Returns whether it was there. */
  requeue(deadLetterId: number): Promise<boolean>

  /** Stops timers and listeners; what is leased stays so until its lease ends. */
  close(): Promise<void>
}

export interface PushOptions {
  readonly delayMs?: number
  /** What the message is about, e.g. an execution's id; see `take`. */
  readonly subject?: string
}

export interface PushLeasedOptions {
  readonly subject?: string
  readonly worker: string
  readonly leaseMs?: number
}

export interface TakeOptions {
  readonly limit: number
  /** Names who holds the lease: unique among all processes, e.g. host, process id and a random part. */
  readonly worker: string
  /** Default 10,000. Work that takes longer must `renew`. */
  readonly leaseMs?: number
}

/** A leased message. */
export interface Delivery<M> {
  readonly id: number
  readonly message: M
  readonly subject: string | null
  /** How often it has been handed out, this time included; also the fencing token of this lease. */
  readonly attempts: number
  readonly worker: string
  /** When it became due. */
  readonly dueAt: number
  /** When this lease ends; `renew` moves it. */
  leasedUntil: number
}

export interface QueuedMessage<M> {
  readonly id: number
  readonly message: M
  readonly subject: string | null
  readonly state: 'waiting' | 'leased'
  /** When it is due, or when its lease ends. */
  readonly dueAt: number
  readonly attempts: number
}

export interface DeadLetter<M> {
  readonly id: number
  /** As it was stored: `message` may not satisfy the queue's `parse`. */
  readonly message: M
  readonly subject: string | null
  readonly attempts: number
  readonly reason: string
  readonly diedAt: number
}

export interface QueueDepth {
  /** Waiting and due. */
  readonly ready: number
  /** Waiting and not yet due. */
  readonly delayed: number
  readonly leased: number
  readonly dead: number
}

/** What happened, for metrics; told after it is committed. */
export type QueueEvent =
  | { readonly type: 'pushed'; readonly count: number }
  /** `lagMs`: how long beyond its due time the longest due of them waited. */
  | { readonly type: 'taken'; readonly count: number; readonly redelivered: number; readonly lagMs: number }
  | { readonly type: 'completed'; readonly count: number }
  | { readonly type: 'retried' | 'dead' | 'lease lost'; readonly count: number }
