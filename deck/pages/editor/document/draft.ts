import { isObject, type Pipeline } from './pipeline.ts'

/** What was edited and not saved, and what it was made of. */
export interface Draft {
  readonly base: Pipeline
  readonly document: Pipeline
  /** Epoch milliseconds. */
  readonly at: number
  /** Text that is not valid, as it was typed. */
  readonly text?: PendingText
}

export interface PendingText {
  readonly language: 'json' | 'yaml'
  readonly text: string
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (id: string): string => `gennaker.draft.${id}`

export const readDraft = (id: string, store: Store = localStorage): Draft | undefined => {
  try {
    const draft: unknown = JSON.parse(store.getItem(keyOf(id)) ?? 'null')
    return isObject(draft) && isObject(draft.base) && isObject(draft.document) ? (draft as unknown as Draft) : undefined
  } catch {
    return undefined
  }
}

/** A browser that keeps nothing (full, or forbidden to) still edits; `false`: it was not kept. */
export const keepDraft = (id: string, draft: Draft, store: Store = localStorage): boolean => {
  try {
    store.setItem(keyOf(id), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export const discardDraft = (id: string, store: Store = localStorage): void => {
  try {
    store.removeItem(keyOf(id))
  } catch {
    // A browser that keeps nothing has nothing to discard.
  }
}
