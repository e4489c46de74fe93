import { type ReactNode, useState } from 'react'
import { isMissing } from '../data/gate.ts'
import { useServerGroup } from '../data/queries.ts'
import type { ServerGroup } from '../data/shapes.ts'
import type { Basis } from '../ui/task/task-form.ts'
import { type Surroundings, useSurroundings } from './group.ts'
import { changesBetween, differencesBetween, goneWords } from './group-differences.ts'

interface AsItIsProps {
  /** As everything was when the dialog was opened. */
  before: Surroundings
  /** The dialog. */
  children: (now: Surroundings, basis: Basis) => ReactNode
}

/**
 * A dialog about a server group that others may change while it is open: what it says will happen is always said of what
 * there is now.
 */
export const AsItIs = ({ before, children }: AsItIsProps) => {
  const { app, group } = before
  const found = useServerGroup(app, group.account, group.region, group.name)
  const now = useSurroundings(app, found.data ? { ...found.data, account: group.account } : group)
  return children(now, {
    changes: isMissing(found.error) ? [goneWords(group)] : changesBetween(group, now.group),
    isCurrent: async () => {
      const { data, error } = await found.refetch()
      if (isMissing(error)) return false
      if (error || !data) throw error ?? new Error(`${group.name} could not be read.`)
      return changesBetween(now.group, data).length === 0
    },
  })
}

interface Found {
  readonly data: readonly ServerGroup[] | undefined
  readonly isFetching: boolean
  readonly refetch: () => Promise<{ data: readonly ServerGroup[] | undefined; error: Error | null }>
}

/** The same about several server groups, those beside them among them; undefined until they are known. */
export const useFollowed = ({ data, isFetching, refetch }: Found) => {
  const [opened, setOpened] = useState<readonly ServerGroup[]>()
  // What is left of an earlier reading is not what they are when the dialog opens.
  if (opened === undefined && data && !isFetching) setOpened(data)
  // What is done to them, once it was asked for, must not take the dialog away.
  const [held, setHeld] = useState<readonly ServerGroup[]>()
  const groups = held ?? data
  if (!opened || !groups) return undefined
  const basis: Basis = {
    changes: differencesBetween(opened, groups),
    isCurrent: async () => {
      const read = await refetch()
      if (read.error || !read.data) throw read.error ?? new Error('The server groups could not be read.')
      return differencesBetween(groups, read.data).length === 0
    },
    hold: (asked) => setHeld(asked ? groups : undefined),
  }
  return { groups, basis }
}
