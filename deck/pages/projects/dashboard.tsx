import './projects.css'
import { Button, Checkbox } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { isMissing } from '../../data/gate.ts'
import { type ClusterRow, type Project, useProject, useProjectClusters, useProjectRuns } from '../../data/projects.ts'
import type { InstanceCounts } from '../../data/shapes.ts'
import { ActionMenu } from '../../ui/action-menu.tsx'
import { readList, useAddress, writeList } from '../../ui/address.ts'
import { Dialogs, openDialog } from '../../ui/dialogs.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import { When } from '../../ui/time.tsx'
import { ConfigureProject } from './configure-project.tsx'

/** A project at a glance: what of its clusters runs in which region, and how its pipelines fare. */
export const ProjectDashboard = () => {
  const { project: name } = useParams({ strict: false }) as { project: string }
  usePageTitle(name)
  const found = useProject(name)
  const clusters = useProjectClusters(name)
  if (isMissing(found.error) && !found.data)
    return (
      <Empty title={`There is no project “${name}”`} page>
        <p>It may have been deleted, or given another name.</p>
        <Link to="/projects">All projects</Link>
      </Empty>
    )
  return (
    <div className="stack">
      <Loaded of={found} what="The project">
        {(project) => (
          <>
            <Head project={project} />
            <div className="projects-sides">
              <Loaded of={clusters} what="Its clusters">
                {(rows) => <Clusters rows={rows} project={project} />}
              </Loaded>
              <Runs project={project} />
            </div>
          </>
        )}
      </Loaded>
      <Dialogs />
    </div>
  )
}

const Head = ({ project }: { project: Project }) => {
  const { id, name, email, config } = project
  const navigate = useNavigate()
  return (
    <div className="row">
      <h1>{name}</h1>
      {email && <span className="quiet">{email}</span>}
      {(config?.applications ?? []).map((app) => (
        <Link key={app} to="/applications/$app" params={{ app: app.toLowerCase() }}>
          {app.toLowerCase()}
        </Link>
      ))}
      <span className="push">
        <ActionMenu
          label="Project actions"
          sections={[
            [{ name: 'Configure', dialog: (close) => <ConfigureProject project={project} close={close} /> }],
            [
              {
                name: 'Delete',
                destructive: true,
                dialog: (close) => (
                  <TaskDialog
                    close={close}
                    next={{ label: 'To the projects', go: () => void navigate({ to: '/projects' }) }}
                    form={{
                      title: `Delete ${name}`,
                      app: 'spinnaker',
                      description: `Delete Project: ${name}`,
                      submit: 'Delete',
                      destructive: true,
                      typed: { text: name, what: 'the name of the project' },
                      says: () => ['The project goes; its applications and what they run stay.'],
                      job: () => [{ type: 'deleteProject', project: { id } }],
                    }}
                  />
                ),
              },
            ],
          ]}
        />
      </span>
    </div>
  )
}

const healthOf = (counts: InstanceCounts | undefined) => {
  const { up = 0, total = 0 } = counts ?? {}
  if (total === 0) return { status: 'NOT_STARTED', words: 'none' }
  return {
    status: up === total ? 'SUCCEEDED' : up === 0 ? 'TERMINAL' : 'FAILED_CONTINUE',
    words: `${up} of ${total} up`,
  }
}

/** What an empty part of the page offers: saying what belongs there. */
const Configure = ({ project }: { project: Project }) => (
  <div>
    <Button
      size="compact-sm"
      variant="default"
      onClick={(event) =>
        openDialog((close) => <ConfigureProject project={project} close={close} />, event.currentTarget)
      }
    >
      Configure the project
    </Button>
  </div>
)

const Clusters = ({ rows, project }: { rows: readonly ClusterRow[]; project: Project }) => {
  const [{ reg }, change] = useAddress()
  const chosen = readList(reg)
  const all = [
    ...new Set(
      rows.flatMap(({ applications = [] }) =>
        applications.flatMap(({ clusters = [] }) => clusters.map(({ region }) => region)),
      ),
    ),
  ].sort()
  const regions = chosen.length > 0 ? all.filter((region) => chosen.includes(region)) : all
  if (rows.length === 0)
    return (
      <Empty title="No clusters are configured">
        <p>With clusters, this page shows what of the project runs where, and how it is.</p>
        <Configure project={project} />
      </Empty>
    )
  return (
    <section className="stack" aria-label="Clusters">
      {all.length > 1 && (
        <Checkbox.Group
          aria-label="Regions"
          value={chosen}
          onChange={(values) => change({ reg: writeList(values) ?? '' })}
        >
          <div className="row">
            {all.map((region) => (
              <Checkbox key={region} value={region} label={region} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {rows.map(({ account, stack, detail, applications = [], instanceCounts }) => {
        const health = healthOf(instanceCounts)
        return (
          <div key={`${account} ${stack} ${detail}`} className="panel">
            <div className="top">
              <h2>{clusterWords(stack, detail)}</h2>
              <Place account={account} />
              <span className="push">
                <Status {...health} />
              </span>
            </div>
            <div className="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Application</th>
                    <th>Last push</th>
                    {regions.map((region) => (
                      <th key={region}>{region}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {applications.map((each) => (
                    <ApplicationRow key={each.application} row={each} regions={regions} />
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )
      })}
    </section>
  )
}

/** `*` is any stack or detail; nothing is those without one. */
const clusterWords = (stack = '', detail = ''): string => {
  if (stack === '*') return detail === '*' || detail === '' ? 'All stacks' : `All stacks, ${detail}`
  const name = stack || 'No stack'
  return detail === '*' ? name : `${name}${detail && `-${detail}`}`
}

type RowOf = NonNullable<ClusterRow['applications']>[number]

const ApplicationRow = ({ row, regions }: { row: RowOf; regions: readonly string[] }) => {
  const { application, clusters = [], lastPush } = row
  const builds = new Set(clusters.flatMap(({ builds: some = [] }) => some.map((build) => String(build.buildNumber))))
  return (
    <tr>
      <td>
        <Link to="/applications/$app" params={{ app: application.toLowerCase() }}>
          {application}
        </Link>
        {builds.size > 1 && (
          <div>
            <Status status="FAILED_CONTINUE" words="Builds differ" />
          </div>
        )}
      </td>
      <td>
        <When at={lastPush || undefined} />
      </td>
      {regions.map((region) => {
        const here = clusters.find((each) => each.region === region)
        return (
          <td key={region}>
            {here ? <Status {...healthOf(here.instanceCounts)} /> : <span className="quiet">–</span>}
            {here?.builds?.map((build) => (
              <div key={String(build.buildNumber)} className="quiet small">
                {build.buildNumber && build.buildNumber !== '0' ? `#${build.buildNumber}` : ''}
              </div>
            ))}
          </td>
        )
      })}
    </tr>
  )
}

const Runs = ({ project }: { project: Project }) => (
  <section className="panel" aria-label="Pipelines">
    <div className="top">
      <h2>Pipelines</h2>
    </div>
    <Loaded of={useProjectRuns(project.name)} what="Its pipelines">
      {(executions) =>
        executions.length === 0 ? (
          <div className="inside quiet stack">
            {project.config?.pipelineConfigs?.length ? (
              'None of its pipelines has run yet.'
            ) : (
              <>
                No pipelines are configured.
                <Configure project={project} />
              </>
            )}
          </div>
        ) : (
          <table>
            <tbody>
              {executions.map(({ id, application, name: pipeline, status, startTime, buildTime }) => (
                <tr key={id}>
                  <td>
                    <Status status={status} />
                  </td>
                  <td>
                    <Link to="/applications/$app/executions/details/$id" params={{ app: application, id }}>
                      {pipeline}
                    </Link>
                    <div className="quiet small">{application}</div>
                  </td>
                  <td>
                    <When at={startTime ?? buildTime} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  </section>
)
