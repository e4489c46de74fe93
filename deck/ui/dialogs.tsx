import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'

type Render = (close: () => void) => ReactNode

let opened: { readonly render: Render; readonly key: number; readonly from: HTMLElement | null } | undefined
let count = 0
const listeners = new Set<() => void>()

const set = (next: typeof opened): void => {
  opened = next
  for (const listener of listeners) listener()
}

const close = (): void => {
  const from = opened?.from
  set(undefined)
  // Whoever works with the keyboard goes on where the dialog was opened, if that is still there.
  setTimeout(() => from?.focus())
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Opens a dialog that outlives what opened it: an instance's panel goes with the instance, its dialog tells how that went. `from`: where the focus returns to. */
export const openDialog = (render: Render, from: HTMLElement | null): void => {
  count += 1
  set({ render, key: count, from })
}

/** Where dialogs are shown. One at a time; going to another page closes it. */
export const Dialogs = () => {
  const dialog = useSyncExternalStore(subscribe, () => opened)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of page that closes
  useEffect(() => () => set(undefined), [path])
  return dialog && <div key={dialog.key}>{dialog.render(close)}</div>
}
