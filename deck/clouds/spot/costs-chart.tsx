import './spot.css'
import { usd } from './money.tsx'
import type { Day } from './queries.ts'

const HEIGHT = 100

const dayOf = (at: number): string =>
  new Date(at).toLocaleDateString(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' })

/** Day by day: what it cost, before what it would have cost on demand. The numbers are in the table below. */
export const CostsChart = ({ days }: { days: readonly Day[] }) => {
  const most = Math.max(...days.map(({ actualCosts, onDemandCosts }) => Math.max(actualCosts, onDemandCosts)))
  if (days.length === 0 || !(most > 0)) return <div className="quiet">No costs day by day yet.</div>
  const step = 100 / days.length
  const bar = (value: number) => {
    const height = (HEIGHT * value) / most
    return { y: HEIGHT - height, height }
  }
  const [first, last] = [days[0]!, days.at(-1)!]
  return (
    <figure style={{ margin: 0 }}>
      <div className="quiet small">{usd(most)}</div>
      <svg className="chart" viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map((day, position) => (
          <g key={day.at}>
            <title>{`${dayOf(day.at)}: ${usd(day.actualCosts)} instead of ${usd(day.onDemandCosts)}`}</title>
            <rect className="on-demand" x={(position + 0.1) * step} width={step * 0.8} {...bar(day.onDemandCosts)} />
            <rect className="actual" x={(position + 0.25) * step} width={step * 0.5} {...bar(day.actualCosts)} />
          </g>
        ))}
      </svg>
      <div className="row quiet small">
        <span>{dayOf(first.at)}</span>
        {days.length > 1 && <span className="push">{dayOf(last.at)}</span>}
      </div>
      <figcaption className="legend quiet small row tight">
        <span>
          <i className="actual" />
          actual
        </span>
        <span>
          <i className="on-demand" />
          on-demand price
        </span>
      </figcaption>
      <details>
        <summary>Day by day as numbers</summary>
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>Day</th>
                <th className="number">Actual</th>
                <th className="number">On demand</th>
                <th className="number">Saved</th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.at}>
                  <td>{dayOf(day.at)}</td>
                  <td className="number">{usd(day.actualCosts)}</td>
                  <td className="number">{usd(day.onDemandCosts)}</td>
                  <td className="number">{usd(day.onDemandCosts - day.actualCosts)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
