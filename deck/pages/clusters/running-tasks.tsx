import { Link } from '@tanstack/react-router'
import { type RunningWork, useRunningWork } from '../../data/infrastructure.ts'
import { Status } from '../../ui/status.tsx'
import { Duration } from '../../ui/time.tsx'

/** What is being done to a server group or an instance at this moment, by tasks and by pipelines. */
export const RunningTasks = ({ app, about }: { app: string; about: string }) => {
  const running = (useRunningWork(app).data ?? []).filter((work) => work.about.includes(about))
  return running.map((work) => (
    <div key={work.id} className="notice row tight" data-state="running">
      <Status status={work.status} words={work.name} />
      <span className="quiet small">
        <Duration from={work.startTime} to={undefined} />
      </span>
      <WorkLink app={app} work={work} />
    </div>
  ))
}

const WorkLink = ({ app, work: { kind, id } }: { app: string; work: RunningWork }) =>
  kind === 'task' ? (
    <Link className="push small" to="/applications/$app/tasks/$id" params={{ app, id }}>
      Task
    </Link>
  ) : (
    <Link className="push small" to="/applications/$app/executions/details/$id" params={{ app, id }}>
      Execution
    </Link>
  )
