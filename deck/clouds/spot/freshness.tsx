import { useNow, When } from '../../ui/time.tsx'
import type { SpotGroup } from './shapes.ts'

/** Of a thousand quiet groups each is read every five minutes; one that was not read for so long is late. */
const LATE_MS = 900_000

/** Says so when what is shown of a group is old, because Spot could not be asked. */
export const Freshness = ({ readings }: Pick<SpotGroup, 'readings'>) => {
  const now = useNow()
  const { stale, readAt } = readings ?? {}
  if (!stale && (readAt === undefined || now - readAt < LATE_MS)) return null
  return (
    <div className="notice" data-state="waiting" role="status">
      Spot could not be read lately: this is how it was <When at={readAt} />. It is read again by itself.
    </div>
  )
}
