import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from './store.ts'

interface Scope {
  open: boolean
}
const scopes = new AsyncLocalStorage<Scope>()

/** Knows whether the running code was called from a transaction's work. */
export const insideTransaction = {
  /** On SQLite a transaction inside another would wait for itself; on PostgreSQL it would commit on its own. */
  refuseNesting() {
    if (scopes.getStore()?.open) {
      throw new Error('A transaction was asked for inside a transaction: pass the outer `tx` down and use it')
    }
  },
  async run<R>(tx: Tx, work: (tx: Tx) => Promise<R>): Promise<R> {
    const scope = { open: true }
    try {
      return await scopes.run(scope, work, tx)
    } finally {
      scope.open = false
    }
  },
}

/** What a hook throws is its own trouble: the transaction is committed, and its caller must know. */
export function runCommitHooks(hooks: readonly (() => void)[]): void {
  for (const hook of hooks) {
    try {
      hook()
    } catch (error) {
      process.emitWarning(error as Error)
    }
  }
}
