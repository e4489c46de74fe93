import './overview.css'
import { Link, useParams } from '@tanstack/react-router'
import type { Environment } from '../../../src/services/gate/v1/environments.ts'
import type { ExecutionLine } from '../../../src/services/gate/v1/home.ts'
import type { PipelineDigest } from '../../../src/services/gate/v1/pipeline-digest.ts'
import type { Recent } from '../../../src/services/gate/v1/recent-runs.ts'
import { useLatestActivity, useOverview } from '../../data/application.ts'
import { get, path } from '../../data/gate.ts'
import { useApplication, useGate } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { Judgments } from '../../ui/judgment.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Place } from '../../ui/place.tsx'
import { RunStatus, statusOfRun, wordsOfRun } from '../../ui/run-status.tsx'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { Status, stateOf } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'
import { ActivityRow } from '../activity/activity-row.tsx'

const SHOWN_PIPELINES = 12
const BARS = 8

interface PipelinePage {
  readonly total: number
  readonly pipelines: readonly (PipelineDigest & Recent)[]
}

/** An application at a glance: what waits for somebody, what runs where, how its pipelines fare, what happened last. */
export const Overview = () => {
  const { app } = useParams({ strict: false }) as { app: string }
  usePageTitle(app)
  const overview = useOverview(app)
  return (
    <div className="stack">
      <Loaded of={overview} what="What goes on">
        {({ waiting, running, missing }) => (
          <>
            {missing.length > 0 && (
              <div className="notice" data-state="failed">
                Not everything could be read: {missing.join(', ')}. It is tried again by itself.
              </div>
            )}
            {waiting.length > 0 && (
              <section className="panel" aria-label="Waiting for a decision">
                <div className="top">
                  <h2>Waiting for a decision</h2>
                </div>
                {waiting.map(({ id, name }) => (
                  <div key={id} className="inside">
                    <ExecutionLink app={app} id={id} name={name} />
                    <Judgments id={id} compact />
                  </div>
                ))}
              </section>
            )}
            {running.length > 0 && <Running app={app} running={running} />}
          </>
        )}
      </Loaded>
      <div className="overview-sides">
        <div className="stack">
          {overview.isPending && <Loading />}
          {overview.data && <Environments app={app} environments={overview.data.environments} />}
          <Pipelines app={app} />
        </div>
        <div className="stack">
          <Latest app={app} />
          <InstanceLinks app={app} />
        </div>
      </div>
    </div>
  )
}

const ExecutionLink = ({ app, id, name }: { app: string; id: string; name: string }) => (
  <Link to="/applications/$app/executions/details/$id" params={{ app, id }}>
    {name || id}
  </Link>
)

const Running = ({ app, running }: { app: string; running: readonly ExecutionLine[] }) => (
  <section className="panel" aria-label="Running now">
    <div className="top">
      <h2>Running now</h2>
    </div>
    <table>
      <tbody>
        {running.map(({ id, name, status, startTime, user, stages }) => (
          <tr key={id}>
            <td>
              <Status status={status} />
            </td>
            <td>
              <ExecutionLink app={app} id={id} name={name} />
              <div className="quiet small">{stages.join(', ')}</div>
            </td>
            <td className="wide">{user}</td>
            <td>
              <Duration from={startTime} to={undefined} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const Environments = ({ app, environments }: { app: string; environments: readonly Environment[] }) => {
  if (environments.length === 0)
    return (
      <Empty title="Nothing runs yet">
        Deploy with a{' '}
        <Link to="/applications/$app/executions" params={{ app }}>
          pipeline
        </Link>
        , or make a server group in{' '}
        <Link to="/applications/$app/clusters" params={{ app }}>
          Infrastructure
        </Link>
        . The{' '}
        <Link to="/applications/$app/board" params={{ app }}>
          board
        </Link>{' '}
        says where pipelines would deploy.
      </Empty>
    )
  return (
    <section className="panel" aria-label="What runs where">
      <div className="top">
        <h2>What runs where</h2>
        <Link className="push small" to="/applications/$app/board" params={{ app }}>
          Board
        </Link>
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Environment</th>
              <th>Version</th>
              <th>Health</th>
              <th className="wide">Since</th>
            </tr>
          </thead>
          <tbody>
            {environments.map(({ account, stack, provider, version, serverGroup, up, total, since }) => (
              <tr key={`${account} ${stack}`}>
                <td>
                  <strong>{stack || 'no stack'}</strong> <Place account={account} />
                </td>
                <td>
                  <Link
                    to="/applications/$app/clusters/serverGroupDetails/$provider/$account/$region/$name"
                    params={{ app, provider, account, region: serverGroup.region, name: serverGroup.name }}
                  >
                    {serverGroup.name}
                  </Link>
                  <div className="mono quiet">{version}</div>
                </td>
                <td>
                  <Status
                    status={up === total ? 'SUCCEEDED' : up === 0 ? 'TERMINAL' : 'FAILED_CONTINUE'}
                    words={`${up} of ${total} up`}
                  />
                </td>
                <td className="wide">
                  <When at={since} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const Pipelines = ({ app }: { app: string }) => {
  const pipelines = useGate(['runs', app, 'overview'], (signal) =>
    get<PipelinePage>(path('v1', 'applications', app, 'pipelines'), { limit: SHOWN_PIPELINES, runs: BARS }, signal),
  )
  return (
    <Loaded of={pipelines} what="Pipelines">
      {({ total, pipelines: shown }) =>
        shown.length > 0 && (
          <section className="panel" aria-label="Pipelines">
            <div className="top">
              <h2>Pipelines</h2>
              {total > shown.length && (
                <Link className="push small" to="/applications/$app/executions" params={{ app }}>
                  All {total}
                </Link>
              )}
            </div>
            <table>
              <tbody>
                {shown.map(({ id, name, runs }) => (
                  <tr key={id}>
                    <td>
                      <Link to="/applications/$app/executions" params={{ app }} search={{ pipeline: name } as never}>
                        {name}
                      </Link>
                    </td>
                    <td>
                      {runs[0] ? <RunStatus run={runs[0]} /> : <span className="quiet overview-never">Never ran</span>}
                    </td>
                    <td className="wide">
                      <span className="overview-bars">
                        {[...runs].reverse().map((run) => (
                          <Link
                            key={run.id}
                            data-state={stateOf(statusOfRun(run))}
                            aria-label={`${name}: ${wordsOfRun(run)}`}
                            title={wordsOfRun(run)}
                            to="/applications/$app/executions/details/$id"
                            params={{ app, id: run.id }}
                          />
                        ))}
                      </span>
                    </td>
                    <td>
                      <When at={runs[0]?.startTime ?? runs[0]?.buildTime} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </Loaded>
  )
}

const Latest = ({ app }: { app: string }) => (
  <section className="panel" aria-label="Latest activity">
    <div className="top">
      <h2>Latest activity</h2>
      <Link className="push small" to="/applications/$app/activity" params={{ app }}>
        All
      </Link>
    </div>
    <Loaded of={useLatestActivity(app, 8)} what="Activity">
      {({ items }) =>
        items.length === 0 ? (
          <div className="inside quiet">Nothing has happened yet.</div>
        ) : (
          items.slice(0, 8).map((item) => <ActivityRow key={item.id} app={app} item={item} brief />)
        )
      }
    </Loaded>
  </section>
)

/** Links that the application gives its instances and server groups, as far as they are addresses by themselves. */
const InstanceLinks = ({ app }: { app: string }) => {
  const { instanceLinks } = (useApplication(app).data?.attributes ?? {}) as { instanceLinks?: Json[] }
  const links = (Array.isArray(instanceLinks) ? instanceLinks : []).flatMap((section) =>
    (Array.isArray(section.links) ? (section.links as Json[]) : []).filter(
      ({ path: to }) => /^https?:\/\//.test(String(to)) && !String(to).includes('{'),
    ),
  )
  return (
    links.length > 0 && (
      <section className="panel" aria-label="Links">
        <div className="top">
          <h2>Links</h2>
        </div>
        <ul>
          {links.map(({ title, path: to }) => (
            <li key={String(to)}>
              <a href={String(to)} target="_blank" rel="noreferrer noopener">
                {String(title)}
              </a>
            </li>
          ))}
        </ul>
      </section>
    )
  )
}
