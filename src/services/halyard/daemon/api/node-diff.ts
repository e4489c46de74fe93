import type { ValueChange } from '../../deploy/differences.ts'

/** What differs between two halconfigs, node by node. Secrets are `***`. */
export interface NodeDiff {
  readonly changeType: 'EDITED' | 'ADDED' | 'REMOVED'
  readonly location: string
  readonly fieldDiffs: readonly {
    readonly fieldName: string
    readonly oldValue: unknown
    readonly newValue: unknown
  }[]
  readonly nodeDiffs: readonly NodeDiff[]
}

/** The nodes that changed, below the deployment; null when none did. */
export function nodeDiff(deployment: string, changes: readonly ValueChange[]): NodeDiff | null {
  if (changes.length === 0) return null
  const byNode = Map.groupBy(changes, ({ node }) => node)
  const diffOf = (location: string): NodeDiff => {
    const own = byNode.get(location) ?? []
    return {
      changeType: own.find(({ field }) => field === undefined)?.change ?? 'EDITED',
      location,
      fieldDiffs: own.flatMap(({ field, from, to }) =>
        field === undefined ? [] : [{ fieldName: field, oldValue: from ?? null, newValue: to ?? null }],
      ),
      nodeDiffs: [],
    }
  }
  const below = [...byNode.keys()].filter((location) => location !== deployment)
  return { ...diffOf(deployment), nodeDiffs: below.map(diffOf) }
}
