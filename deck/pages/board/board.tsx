import './board.css'
import { Button, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { BoardEnvironment, Deployer } from '../../../src/services/gate/v1/board.ts'
import type { Run } from '../../../src/services/gate/v1/recent-runs.ts'
import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { RunStatus } from '../../ui/run-status.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { StartDialog } from '../pipelines/start/start-dialog.tsx'

const useBoard = (app: string) =>
  useGate(['board', app], (signal) =>
    get<{ environments: BoardEnvironment[] }>(path('v1', 'applications', app, 'board'), undefined, signal),
  )

const nameOf = ({ account, stack }: BoardEnvironment): string => (stack ? `${account} · ${stack}` : account)

/** The versions that run somewhere, the one that came last first. */
const versionsOf = (environments: readonly BoardEnvironment[]): string[] => {
  const newest = [...environments].sort((a, b) => (b.since ?? 0) - (a.since ?? 0))
  return [...new Set(newest.flatMap(({ version }) => (version ? [version] : [])))]
}

/** Which version of an application is in which environment, and a way to bring each to the others. */
export const Board = () => {
  const { app } = useParams({ strict: false }) as { app: string }
  usePageTitle(`Environments · ${app}`)
  return (
    <div className="stack">
      <div className="row">
        <h2>Environments</h2>
        <Link className="push" to="/applications/$app/executions" params={{ app }}>
          Pipelines
        </Link>
      </div>
      <Loaded of={useBoard(app)} what="The environments">
        {({ environments }) =>
          environments.length === 0 ? (
            <Empty title="Nothing runs, and no pipeline deploys">
              <p>An environment appears here with the first server group, or with a pipeline that deploys.</p>
              <Link to="/applications/$app/executions" params={{ app }}>
                To the pipelines
              </Link>
            </Empty>
          ) : (
            <Matrix app={app} environments={environments} />
          )
        }
      </Loaded>
    </div>
  )
}

const Matrix = ({ app, environments }: { app: string; environments: readonly BoardEnvironment[] }) => {
  const versions = versionsOf(environments)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="panel scroll" tabIndex={0} aria-label="Versions by environment">
      <table className="board-table">
        <thead>
          <tr>
            <th scope="col">Version</th>
            {environments.map((environment) => (
              <th key={nameOf(environment)} scope="col">
                {nameOf(environment)}
                {environment.deploying && <Deploying app={app} run={environment.deploying} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(versions.length > 0 ? versions : [undefined]).map((version) => (
            <tr key={version ?? ''}>
              <th scope="row" className="mono">
                {version ?? 'nothing runs yet'}
              </th>
              {environments.map((environment) => (
                <td key={nameOf(environment)}>
                  {version !== undefined && environment.version === version ? (
                    <Here app={app} environment={environment} />
                  ) : (
                    <Promote app={app} environment={environment} version={version} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What is on its way to an environment. */
const Deploying = ({ app, run }: { app: string; run: Run }) => (
  <div className="row tight">
    <RunStatus run={run} />
    <Link to="/applications/$app/executions/details/$id" params={{ app, id: run.id }}>
      {run.name ?? 'its pipeline'}
    </Link>
  </div>
)

/** What runs, how it is, since when, and what brought it. */
const Here = ({ app, environment }: { app: string; environment: BoardEnvironment }) => {
  const { up = 0, total = 0, since, broughtBy, serverGroup, provider = '', account } = environment
  const state = total > 0 && up === total ? 'succeeded' : up > 0 ? 'waiting' : 'failed'
  return (
    <div className="board-here" data-state={state}>
      <Status
        status={{ succeeded: 'SUCCEEDED', waiting: 'FAILED_CONTINUE', failed: 'TERMINAL' }[state]}
        words={`${up} of ${total} up`}
      />
      {serverGroup && (
        <Link
          to="/applications/$app/clusters/serverGroupDetails/$provider/$account/$region/$name"
          params={{ app, provider, account, region: serverGroup.region, name: serverGroup.name }}
        >
          {serverGroup.name}
        </Link>
      )}
      <span className="small quiet">
        <When at={since} />
        {broughtBy && (
          <>
            {' by '}
            <Link to="/applications/$app/executions/details/$id" params={{ app, id: broughtBy.id }}>
              {broughtBy.name ?? 'its pipeline'}
            </Link>
            {broughtBy.user && `, ${broughtBy.user}`}
          </>
        )}
      </span>
    </div>
  )
}

interface PromoteProps {
  readonly app: string
  readonly environment: BoardEnvironment
  readonly version: string | undefined
}

/** Has a pipeline that deploys there start with this version, once one has seen what would happen. */
const Promote = ({ app, environment, version }: PromoteProps) => {
  const queries = useQueryClient()
  const can = environment.pipelines.filter(
    ({ disabled, parameter }) => !disabled && (version === undefined || parameter),
  )
  const [first, ...others] = can
  if (first === undefined) return <span className="quiet small">–</span>
  const words = version === undefined ? 'Deploy' : 'Promote'
  const label = `${words} ${version ?? ''} to ${nameOf(environment)}`.replace('  ', ' ')
  const open = ({ id, parameter }: Deployer, from: HTMLElement) =>
    openDialog(
      (close) => (
        <StartDialog
          app={app}
          pipeline={id}
          given={parameter && version ? { [parameter]: version } : {}}
          title={label}
          planned
          close={close}
          began={() => void queries.invalidateQueries({ queryKey: ['board', app] })}
        />
      ),
      from,
    )
  if (others.length === 0)
    return (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={label}
        onClick={(event) => open(first, event.currentTarget)}
      >
        {words}…
      </Button>
    )
  return (
    <Menu position="bottom-start" withinPortal shadow="md">
      <Menu.Target>
        <Button size="compact-xs" variant="default" aria-label={label}>
          {words}…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {can.map((deployer) => (
          <Menu.Item key={deployer.id} onClick={(event) => open(deployer, event.currentTarget)}>
            with {deployer.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
