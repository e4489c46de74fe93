import type { Home } from '../../data/home.ts'
import { addressOf } from '../../data/places.ts'
import { Star } from '../../ui/star.tsx'
import { When } from '../../ui/time.tsx'
import { type Cell, matrixOf } from './matrix.ts'

/** Which version of which application runs where, how well, and since when. */
export const Environments = ({
  environments,
  applications: { shown, total },
}: Pick<Home, 'environments' | 'applications'>) => {
  const { columns, rows } = matrixOf(environments)
  if (rows.length === 0) return null
  return (
    <section className="panel" aria-label="Versions by environment">
      <div className="top">
        <h2>Which version runs where</h2>
        {total > shown.length && (
          <span className="quiet small">
            {shown.length} of {total} applications: those that you star or look at come first
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Versions by environment, scrolls sideways">
        <table className="home-matrix">
          <thead>
            <tr>
              <th scope="col">Application</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ application, cells }) => (
              <tr key={application}>
                <th scope="row">
                  <span className="home-application">
                    <Star subject={{ type: 'application', name: application }} />
                    <a href={`#/applications/${encodeURIComponent(application)}`} data-row>
                      {application}
                    </a>
                  </span>
                </th>
                {cells.map((cell, column) => (
                  <td key={columns[column]}>{cell ? <Version cell={cell} /> : <span className="quiet">–</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

const Version = ({ cell: { environment, behind } }: { cell: Cell }) => {
  const { application, provider, account, serverGroup, version, up, total, since, serverGroups } = environment
  const health = total === 0 ? 'idle' : up === total ? 'succeeded' : up === 0 ? 'failed' : 'waiting'
  const to = addressOf({ type: 'serverGroup', application, provider, account, ...serverGroup })
  return (
    <div className="home-version">
      <a className="mono" href={`#${to}`} title={serverGroup.name}>
        {version || serverGroup.name}
      </a>
      <span className="small home-facts">
        <span className="status" data-state={health} title={`${up} of ${total} instances are up`}>
          {up}/{total} up
        </span>
        <span className="quiet">
          <When at={since} />
          {serverGroups > 1 && ` · ${serverGroups} groups`}
        </span>
        {behind && (
          <span className="tag" title={`${behind} got another version later`}>
            differs from {behind}
          </span>
        )}
      </span>
    </div>
  )
}
