import type { ReactNode } from 'react'
import { isMissing } from '../data/gate.ts'
import { useServerGroup } from '../data/queries.ts'
import type { ServerGroup } from '../data/shapes.ts'
import { isDisabled, type Surroundings, useSurroundings } from './group.ts'

interface AsItIsProps {
  /** As everything was when the dialog was opened. */
  before: Surroundings
  /** The dialog; `changed`: what is different from then, to be shown in it. */
  children: (now: Surroundings, changed: ReactNode) => ReactNode
}

/**
 * A dialog about a server group that others may change while it is open: what it says will happen is always said of what
 * there is now.
 */
export const AsItIs = ({ before, children }: AsItIsProps) => {
  const { app, group } = before
  const found = useServerGroup(app, group.account, group.region, group.name)
  const now = useSurroundings(app, found.data ? { ...found.data, account: group.account } : group)
  const changes = isMissing(found.error) ? [`${group.name} is not there any more.`] : changesBetween(group, now.group)
  const changed = changes.length > 0 && (
    <div className="notice" data-state="waiting" role="status">
      It has changed since you opened this. {changes.join(' ')}
    </div>
  )
  return children(now, changed)
}

const sizeWords = ({ capacity }: ServerGroup): string =>
  `${capacity?.desired ?? '–'} wanted (${capacity?.min ?? '–'} to ${capacity?.max ?? '–'})`

const changesBetween = (before: ServerGroup, now: ServerGroup): string[] => [
  ...(sizeWords(before) === sizeWords(now) ? [] : [`It was ${sizeWords(before)}, and is ${sizeWords(now)} now.`]),
  ...(isDisabled(before) === isDisabled(now) ? [] : [`It is ${isDisabled(now) ? 'disabled' : 'enabled'} now.`]),
]
