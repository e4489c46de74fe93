import { usePageActions } from './page-actions.ts'

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('main [data-row]')]

/** Moves the focus to the row after (`1`) or before (`-1`) the one in which it is, or to the first one. */
const move = (step: number): void => {
  const all = rows()
  const here = all.findIndex((row) => row.contains(document.activeElement))
  const next = here === -1 ? all[0] : all[Math.min(Math.max(here + step, 0), all.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/**
 * `j` and `k` go through the rows of a list: elements with `data-row` that can take the focus (links, buttons, or with
 * `tabIndex={-1}`). Enter is theirs.
 */
export const useRows = (): void =>
  usePageActions([
    { name: 'Next row', keys: 'j', run: () => move(1) },
    { name: 'Previous row', keys: 'k', run: () => move(-1) },
  ])
