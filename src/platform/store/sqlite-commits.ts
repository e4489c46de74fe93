import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

/** A commit costs ten times what the statements of a small transaction do: those that queue up share one, within these bounds. */
const sharedAtMost = 64
const sharedForMs = 5

/** How long to wait for another process that is writing to the same file. */
const busyTimeoutMs = 5_000

/** Transactions whose work is done and whose commit is yet to come. */
interface Group {
  members: number
  readonly begun: number
  readonly committed: PromiseWithResolvers<void>
}

/**
 * Runs transactions on `database` one at a time, first come, first served. Those that come before whatever can run now
 * has run share a commit, each in a savepoint of its own. Nobody is told of success before the commit that he shares.
 */
export function committing(database: DatabaseSync) {
  database.exec('pragma busy_timeout = 0')
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const rollback = database.prepare('rollback')
  const savepoint = database.prepare('savepoint member')
  const forget = database.prepare('release member')
  const undo = database.prepare('rollback to member')

  const waiting: (() => void)[] = []
  let busy = false
  let ended = false
  let commitIsDue = false
  let group: Group | undefined

  async function enter(): Promise<void> {
    if (busy) await new Promise<void>((resolve) => waiting.push(resolve))
    busy = true
  }

  function leave(): void {
    if (group && (group.members >= sharedAtMost || performance.now() - group.begun > sharedForMs)) commitGroup(group)
    const next = waiting.shift()
    if (next) {
      next()
      return
    }
    busy = false
    if (group && !commitIsDue) {
      commitIsDue = true
      setImmediate(commitWhenIdle)
    }
  }

  /** Whatever can run now has run: nobody else is about to join. */
  function commitWhenIdle(): void {
    commitIsDue = false
    if (group && !busy) commitGroup(group)
  }

  async function join(): Promise<Group> {
    if (group) {
      savepoint.run()
      return group
    }
    await beginWhenFree()
    const committed = Promise.withResolvers<void>()
    // Its members hear of a failure; it may have none by then.
    committed.promise.catch(() => undefined)
    group = { members: 0, begun: performance.now(), committed }
    return group
  }

  /** SQLite's own way of waiting would stop everything else in this process too. */
  async function beginWhenFree(): Promise<void> {
    const giveUp = performance.now() + busyTimeoutMs
    for (let pauseMs = 1; ; pauseMs = Math.min(20, pauseMs * 2)) {
      try {
        begin.run()
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUp) throw error
      }
      await sleep(pauseMs)
    }
  }

  /** Takes back what the last to join has done; all of the group if the database has lost that (a full disk, an I/O error). */
  function takeBack(joined: Group, error: unknown): void {
    if (database.isTransaction && joined.members > 0) {
      undo.run()
      forget.run()
    } else {
      fail(joined, error)
    }
  }

  function fail(failed: Group, error: unknown): void {
    group = undefined
    if (database.isTransaction) rollback.run()
    failed.committed.reject(error)
  }

  function commitGroup(full: Group): void {
    try {
      commit.run()
      group = undefined
      full.committed.resolve()
    } catch (error) {
      fail(full, error)
    }
  }

  return {
    async run<R>(work: () => Promise<R>): Promise<R> {
      if (ended) throw new Error('The store is closed')
      await enter()
      let joined: Group
      let result: R
      try {
        joined = await join()
        try {
          result = await work()
          if (joined.members > 0) forget.run()
          joined.members += 1
        } catch (error) {
          takeBack(joined, error)
          throw error
        }
      } finally {
        leave()
      }
      await joined.committed.promise
      return result
    },

    /** Waits for all that was asked for before; nothing can be run afterwards. */
    async end(): Promise<void> {
      ended = true
      await enter()
      if (group) commitGroup(group)
    },
  }
}

/** SQLITE_BUSY in any of its variants. */
const isBusy = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5
