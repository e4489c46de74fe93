import type { ClusterList, ClusterOutline } from '../../data/infrastructure.ts'

/** How the list is drawn. Heights are known before anything is read, so that nothing jumps. */
export interface ListLook {
  /** Of the list, in pixels. */
  readonly width: number
  readonly instances: 'squares' | 'list' | 'none'
}

/** One thing of the list from above to below; `index` is a server group's place among the rows. */
export type ListItem = { readonly height: number } & (
  | { readonly kind: 'cluster'; readonly cluster: ClusterOutline }
  | { readonly kind: 'region'; readonly region: string; readonly groups: number; readonly cluster: ClusterOutline }
  | { readonly kind: 'group'; readonly index: number; readonly squares: number }
  | { readonly kind: 'instances'; readonly index: number; readonly offset: number; readonly count: number }
)

/** A square with the gap after it. */
export const CELL = 12
/** Beside the squares. */
const SIDES = 60
const COMPACT = 720
/** Instances that one table shows: a part of a group's that is drawn and read at once. */
const CHUNK = 25
export const LINE = 33

export const isCompact = ({ width }: ListLook): boolean => width < COMPACT

export const squaresOfLine = ({ width }: ListLook): number => Math.max(1, Math.floor((width - SIDES) / CELL))

/** Everything in the list, in order. */
export const layOut = ({ clusters }: Pick<ClusterList, 'clusters'>, look: ListLook): ListItem[] => {
  const items: ListItem[] = []
  const perLine = squaresOfLine(look)
  const base = isCompact(look) ? 58 : 40
  let index = 0
  for (const cluster of clusters) {
    items.push({ kind: 'cluster', cluster, height: isCompact(look) ? 68 : 48 })
    for (const { region, sizes } of cluster.regions) {
      if (cluster.regions.length > 1) items.push({ kind: 'region', region, groups: sizes.length, cluster, height: 28 })
      for (const size of sizes) {
        const lines = look.instances === 'squares' ? Math.ceil(size / perLine) : 0
        items.push({ kind: 'group', index, squares: lines, height: base + (lines > 0 ? lines * CELL + 8 : 0) })
        if (look.instances === 'list')
          for (let offset = 0; offset < size; offset += CHUNK) {
            const count = Math.min(CHUNK, size - offset)
            items.push({ kind: 'instances', index, offset, count, height: LINE * (count + (offset === 0 ? 1 : 0)) })
          }
        index += 1
      }
    }
  }
  return items
}

/** The letters of a row, one for each instance: `3U1D` is `UUUD`. */
export const lettersOf = (states: string): string =>
  states.replaceAll(/(\d+)([A-Z])/g, (_whole, count: string, letter: string) => letter.repeat(Number(count)))

export const STATE_WORDS: Readonly<Record<string, string>> = {
  U: 'Up',
  D: 'Down',
  S: 'Starting',
  O: 'Out of service',
  N: 'Unknown',
  R: 'Draining',
}
