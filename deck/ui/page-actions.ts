import { useEffect, useId, useRef, useSyncExternalStore } from 'react'

/** Something that the page which is shown can do: offered by the palette, listed in the cheat sheet, and run by its keys. */
export interface PageAction {
  readonly name: string
  /** As `KeyboardEvent.key` has it (`r`, `x`, `.`, `[`, `Enter`), two after each other as `g a`, with `mod+` for ⌘ or Ctrl. */
  readonly keys?: string
  readonly run: () => void
}

const offered = new Map<string, readonly PageAction[]>()
const listeners = new Set<() => void>()
let all: readonly PageAction[] = []

const tell = (): void => {
  all = [...offered.values()].flat()
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Offers actions for as long as the caller is shown. They may be new objects each time: what counts is their names and keys. */
export const usePageActions = (actions: readonly PageAction[]): void => {
  const id = useId()
  const newest = useRef(actions)
  newest.current = actions
  const identity = actions.map(({ name, keys }) => `${name}\t${keys}`).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the identity stands for the actions
  useEffect(() => {
    offered.set(
      id,
      newest.current.map(({ name, keys }, position) => ({
        name,
        ...(keys === undefined ? {} : { keys }),
        run: () => newest.current[position]?.run(),
      })),
    )
    tell()
    return () => {
      offered.delete(id)
      tell()
    }
  }, [id, identity])
}

/** What can be done on the page that is shown. */
export const useOfferedActions = (): readonly PageAction[] => useSyncExternalStore(subscribe, () => all)

/** The same, for who asks once. */
export const offeredActions = (): readonly PageAction[] => all
