import { useEffect } from 'react'
import { usePageActions } from './page-actions.ts'

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('main [data-row]')]

/** Moves the focus to the row after (`1`) or before (`-1`) the one in which it is, or to the first one. */
export const moveInRows = (step: number): void => {
  const all = rows()
  const here = all.findIndex((row) => row.contains(document.activeElement))
  const next = here === -1 ? all[0] : all[Math.min(Math.max(here + step, 0), all.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

const ARROWS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** From a row the arrows lead to the next one; elsewhere they scroll, as everywhere. */
const hearArrows = (event: KeyboardEvent): void => {
  const step = ARROWS[event.key]
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented)
  if (step === undefined || !isPlain || !document.activeElement?.matches('main [data-row]')) return
  event.preventDefault()
  moveInRows(step)
}

/** Opens the menu of the row in which the focus is. */
const openMenu = (): void => {
  for (let at = document.activeElement; at && at.tagName !== 'MAIN'; at = at.parentElement) {
    // What holds several rows belongs to none of them.
    if (at.querySelectorAll('[data-row]').length > 1) return
    const button = at.querySelector<HTMLElement>('[aria-haspopup=menu]')
    if (button) {
      button.click()
      return
    }
  }
}

/**
 * `j` and `k` go through the rows of a list, and so do the arrows once the focus is in one: elements with `data-row` that can
 * take the focus (links, buttons, or with `tabIndex={-1}`). Enter is theirs, `.` opens the menu beside one.
 */
export const useRows = (): void => {
  useEffect(() => {
    document.addEventListener('keydown', hearArrows)
    return () => document.removeEventListener('keydown', hearArrows)
  }, [])
  usePageActions([
    { name: 'Next row', keys: 'j', run: () => moveInRows(1) },
    { name: 'Previous row', keys: 'k', run: () => moveInRows(-1) },
    { name: 'Menu of the row', keys: '.', run: openMenu },
  ])
}
