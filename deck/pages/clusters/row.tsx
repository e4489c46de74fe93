import { IconScale } from '@tabler/icons-react'
import { memo } from 'react'
import { type Detail, DetailLink } from '../../clouds/detail.tsx'
import { isDisabled, placeOf, providerOf } from '../../clouds/group.ts'
import type { RunningWork, ServerGroupRow } from '../../data/infrastructure.ts'
import type { InstanceCounts, ServerGroup } from '../../data/shapes.ts'
import { type State, Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { buildOf } from './images.ts'
import { toggleGroup } from './selection.ts'
import { Squares } from './squares.tsx'

interface RowProps {
  app: string
  index: number
  /** Undefined while it is read. */
  group: ServerGroupRow | undefined
  lines: number
  perLine: number
  sort: string | undefined
  selecting: boolean
  selected: ReadonlyMap<string, ServerGroup>
  active: Detail | undefined
  running: readonly RunningWork[]
}

/** A server group in the list; while one scrolls, those that are there already are not made again. */
export const GroupRow = memo(
  ({ app, index, group, lines, perLine, sort, selecting, selected, active, running }: RowProps) => {
    if (!group) return <div className="clusters-row" aria-busy="true" />
    const { account, region, name } = group
    const isSelected = selected.has(placeOf(group))
    const isActive =
      active?.kind === 'serverGroup' && active.name === name && active.account === account && active.region === region
    const off = isDisabled(group)
    const balancers = [...(group.loadBalancers ?? []), ...(group.targetGroups ?? [])]
    const work = running.filter(({ about }) => about.includes(name))
    return (
      <div
        className="clusters-row"
        data-index={index}
        data-active={isActive || undefined}
        data-selected={isSelected || undefined}
        data-off={off || undefined}
      >
        <div className="clusters-line">
          {selecting && (
            <input
              type="checkbox"
              aria-label={`Select ${name}`}
              checked={isSelected}
              onChange={() => toggleGroup(app, group)}
            />
          )}
          <span className="clusters-name clip">
            <DetailLink
              data-row
              to={{ kind: 'serverGroup', provider: providerOf(group), account, region, name }}
              {...(isActive ? { 'aria-current': 'true' as const } : {})}
            >
              {name}
            </DetailLink>
            {off && <span className="tag">disabled</span>}
            {work.length > 0 && <Working work={work} />}
          </span>
          <span className="mono quiet clip clusters-build" title={buildOf(group)}>
            {buildOf(group) || '–'}
          </span>
          <span className="clusters-balancers quiet small" title={balancers.join(', ')}>
            {balancers.length > 0 && (
              <>
                <IconScale size={14} aria-hidden="true" /> {balancers.length}
                <span className="visually-hidden"> load balancers: {balancers.join(', ')}</span>
              </>
            )}
          </span>
          <GroupHealth counts={group.instanceCounts} desired={group.capacity?.desired} />
          <span className="quiet small clusters-age">
            <When at={group.createdTime} />
          </span>
        </div>
        {lines > 0 && <Squares app={app} group={group} perLine={perLine} lines={lines} sort={sort} />}
      </div>
    )
  },
)

const Working = ({ work }: { work: readonly RunningWork[] }) => (
  <span className="small clusters-working" title={work.map(({ name }) => name).join(', ')}>
    <Status status="RUNNING" words={work.length === 1 ? (work[0]?.name ?? '') : `${work.length} running`} />
  </span>
)

interface HealthProps {
  counts: InstanceCounts | undefined
  desired: number | null | undefined
}

/** How many of a server group's instances are up, and what the others are. */
export const GroupHealth = ({ counts, desired }: HealthProps) => {
  const { total = 0, up = 0, down = 0, outOfService = 0 } = counts ?? {}
  const state = stateOf({ total, up, down, outOfService })
  return (
    <span className="small clusters-health">
      <span className="status" data-state={state}>
        {up} of {total} up
      </span>
      {down > 0 && <span className="quiet">, {down} down</span>}
      {outOfService > 0 && <span className="quiet">, {outOfService} out</span>}
      {desired != null && desired !== total && <span className="quiet"> / {desired} wanted</span>}
    </span>
  )
}

/** The worst of what is among the instances. */
const stateOf = ({
  total,
  up,
  down,
  outOfService,
}: Pick<InstanceCounts, 'total' | 'up' | 'down' | 'outOfService'>): State => {
  if (total === 0) return 'idle'
  if (down > 0) return 'failed'
  if (outOfService > 0) return 'waiting'
  return up === total ? 'succeeded' : 'running'
}
