import { useSyncExternalStore } from 'react'

export type Overlay = 'palette' | 'cheat-sheet'

let shown: { readonly overlay: Overlay; readonly from: HTMLElement | null } | undefined
const listeners = new Set<() => void>()

const set = (next: typeof shown): void => {
  shown = next
  for (const listener of listeners) listener()
}

/** A palette that does not come must not swallow what is typed for ever. */
const PATIENCE_MS = 5_000

let typed = ''
let askedAt = 0
const gather = (event: KeyboardEvent): void => {
  if (performance.now() - askedAt > PATIENCE_MS) {
    takeTyped()
    return
  }
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  event.stopPropagation()
  typed += event.key
}

/** What somebody typed between asking for the palette and its being there: nobody waits for it. */
export const takeTyped = (): string => {
  document.removeEventListener('keydown', gather, true)
  const text = typed
  typed = ''
  return text
}

/** Opens what lies over every page; one at a time. */
export const openOverlay = (overlay: Overlay): void => {
  const { activeElement } = document
  if (overlay === 'palette' && shown?.overlay !== 'palette') {
    askedAt = performance.now()
    document.addEventListener('keydown', gather, true)
  }
  set({ overlay, from: shown?.from ?? (activeElement instanceof HTMLElement ? activeElement : null) })
}

/** `andReturn`: the focus goes back to where it was. */
export const closeOverlay = (andReturn = true): void => {
  const from = shown?.from
  takeTyped()
  set(undefined)
  if (andReturn) setTimeout(() => from?.isConnected && from.focus())
}

export const useOverlay = (): Overlay | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown?.overlay,
  )
