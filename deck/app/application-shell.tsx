import { Link, Outlet, useParams } from '@tanstack/react-router'
import { GateError } from '../data/gate.ts'
import { useApplication } from '../data/queries.ts'
import { Empty } from '../ui/states.tsx'

const TABS = [
  { to: '/applications/$app/executions', label: 'Pipelines' },
  { to: '/applications/$app/clusters', label: 'Infrastructure' },
  { to: '/applications/$app/tasks', label: 'Tasks' },
] as const

/** An application's name and tabs, around each of its pages. */
export const ApplicationShell = () => {
  const { app } = useParams({ from: '/applications/$app' })
  const application = useApplication(app)
  const { email } = application.data?.attributes ?? {}
  if (application.error instanceof GateError && application.error.status === 404 && !application.data)
    return (
      <Empty title={`There is no application “${app}”`}>
        <Link to="/applications">All applications</Link>
      </Empty>
    )
  return (
    <>
      <div className="row">
        <h1>{app}</h1>
        {typeof email === 'string' && <span className="quiet">{email}</span>}
      </div>
      <nav className="tabs" aria-label={`Application ${app}`}>
        {TABS.map(({ to, label }) => (
          <Link key={to} to={to} params={{ app }} activeProps={{ className: 'active' }}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
