import './spot.css'
import type { SpotGroup } from './shapes.ts'

/** How many instances run on Spot's markets, and how many at the on-demand price. */
export const LifecycleMix = ({ mix }: { mix: SpotGroup['lifecycleMix'] }) => {
  const { spot, onDemand } = mix ?? { spot: 0, onDemand: 0 }
  const all = spot + onDemand
  if (all === 0) return <div className="quiet">No instances that Spot tells the lifecycle of.</div>
  return (
    <div className="stack" style={{ gap: 4 }}>
      <div className="mix" aria-hidden="true">
        <i className="spot" style={{ width: `${(100 * spot) / all}%` }} />
        <i className="on-demand" style={{ width: `${(100 * onDemand) / all}%` }} />
      </div>
      <span className="small">
        {spot} Spot <span className="quiet">({Math.round((100 * spot) / all)} %)</span> · {onDemand} on-demand
      </span>
    </div>
  )
}
