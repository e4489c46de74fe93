import { useSyncExternalStore } from 'react'

export type Overlay = 'palette' | 'cheat-sheet'

let shown: { readonly overlay: Overlay; readonly from: HTMLElement | null } | undefined
const listeners = new Set<() => void>()

const set = (next: typeof shown): void => {
  shown = next
  for (const listener of listeners) listener()
}

/** Opens what lies over every page; one at a time. */
export const openOverlay = (overlay: Overlay): void => {
  const { activeElement } = document
  set({ overlay, from: shown?.from ?? (activeElement instanceof HTMLElement ? activeElement : null) })
}

/** `andReturn`: the focus goes back to where it was. */
export const closeOverlay = (andReturn = true): void => {
  const from = shown?.from
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
