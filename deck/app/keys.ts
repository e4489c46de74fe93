import { useEffect } from 'react'
import { offeredActions } from '../ui/page-actions.ts'

const stored = 'gennaker.shortcuts'

/** Single keys can be switched off, for people whose tools type by themselves (WCAG 2.1.4). */
export const areShortcutsOn = (): boolean => localStorage.getItem(stored) !== 'off'
export const switchShortcuts = (on: boolean): void => localStorage.setItem(stored, on ? 'on' : 'off')

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role=dialog], [role=menu]') !== null)

/** How long the first of two keys is remembered. */
const pauseMs = 1_000

/** Runs what pages offer by its keys; never while somebody types, or a dialog or a menu is open. */
export const usePageKeys = (): void => {
  useEffect(() => {
    let first = { key: '', at: 0 }
    const hear = (event: KeyboardEvent) => {
      const withMod = event.metaKey || event.ctrlKey
      if (event.defaultPrevented || event.altKey || (!withMod && (isTyping(event) || !areShortcutsOn()))) return
      // With ⇧ or with a locked ⇪ the browser says the same letter; only ⇧ means something.
      const letter = event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()
      const key = withMod ? `mod+${event.key.length === 1 ? letter : event.key}` : event.key
      const both = event.timeStamp - first.at < pauseMs ? `${first.key} ${key}` : undefined
      // Two keys after each other mean what they mean together, even where the second alone means something.
      const answering = (wanted: string | undefined) =>
        wanted === undefined ? undefined : offeredActions().findLast(({ keys }) => keys === wanted)
      const action = answering(both) ?? answering(key)
      first = { key, at: event.timeStamp }
      if (!action) return
      event.preventDefault()
      action.run()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
