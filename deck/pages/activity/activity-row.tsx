import './activity.css'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ActivityItem } from '../../../src/services/gate/v1/activity.ts'
import { Person } from '../../ui/person.tsx'
import { RunStatus } from '../../ui/run-status.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'
import { TaskDetails } from './task-details.tsx'

interface RowProps {
  app: string
  item: ActivityItem
  /** As a line among other things: nothing opens in place. */
  brief?: boolean
  initiallyOpen?: boolean
}

/** Whether the item is a task of Orca's, with steps to look at. */
const isTask = ({ kind, status }: ActivityItem) => kind === 'task' || (kind === 'config' && status !== undefined)

/** Something that was done: how it went, what, by whom and when. Tasks open to their steps. */
export const ActivityRow = ({ app, item, brief = false, initiallyOpen = false }: RowProps) => {
  const [open, setOpen] = useState(initiallyOpen)
  return (
    <article className="activity-row">
      <div className="activity-line" data-brief={brief || undefined}>
        {item.status ? (
          <RunStatus run={{ ...item, status: item.status }} />
        ) : (
          <Status status="SUCCEEDED" words="Changed" />
        )}
        {isTask(item) && !brief ? (
          <button type="button" data-row className="plain clip" aria-expanded={open} onClick={() => setOpen(!open)}>
            {item.title}
          </button>
        ) : (
          <span className="clip">
            <Subject app={app} item={item} />
          </span>
        )}
        <span className="small clip">
          <span className="quiet">{item.kind === 'execution' ? `${item.trigger ?? 'run'} by ` : 'by '}</span>
          <Person name={item.user} />
        </span>
        <span className="small">
          <When at={item.at} />
          {!brief && item.startTime && (
            <span className="quiet">
              {' · '}
              <Duration from={item.startTime} to={item.endTime} />
            </span>
          )}
        </span>
      </div>
      {open && (
        <div className="activity-details">
          <TaskDetails app={app} id={item.id} />
        </div>
      )}
    </article>
  )
}

const Subject = ({ app, item: { id, kind, title, subject, status, pipelineConfigId } }: RowProps) => {
  if (kind === 'execution')
    return (
      <Link data-row to="/applications/$app/executions/details/$id" params={{ app, id }}>
        {title || id}
      </Link>
    )
  if (kind === 'task' || status !== undefined)
    return (
      <Link data-row to="/applications/$app/tasks/$id" params={{ app, id }}>
        {title}
      </Link>
    )
  if (subject === 'pipeline' && pipelineConfigId)
    return (
      <a
        data-row
        href={`#/applications/${encodeURIComponent(app)}/executions/configure/${encodeURIComponent(pipelineConfigId)}?history=1`}
      >
        {title}
      </a>
    )
  return (
    <Link data-row to="/applications/$app/config" params={{ app }} search={{ section: 'revisions' } as never}>
      {title}
    </Link>
  )
}
