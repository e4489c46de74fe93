import './application-shell.css'
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { bannersOf, useCounts, usesSource } from '../data/application.ts'
import { isMissing } from '../data/gate.ts'
import { useApplication } from '../data/queries.ts'
import type { Json } from '../data/shapes.ts'
import { Dialogs } from '../ui/dialogs.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Star } from '../ui/star.tsx'
import { Empty } from '../ui/states.tsx'

/** `rooms`: first parts of the addresses behind the application's name that belong to a tab. `source`: what switches it off. */
const TABS = [
  { to: '/applications/$app/overview', label: 'Overview', rooms: ['overview', 'board'] },
  { to: '/applications/$app/executions', label: 'Pipelines', rooms: ['executions'], source: 'executions' },
  {
    to: '/applications/$app/clusters',
    label: 'Infrastructure',
    rooms: ['clusters', 'loadBalancers', 'firewalls', 'securityGroups', 'functions', 'k8s', 'costs', 'instance'],
    source: 'serverGroups',
  },
  { to: '/applications/$app/activity', label: 'Activity', rooms: ['activity', 'tasks'] },
  { to: '/applications/$app/config', label: 'Settings', rooms: ['config'] },
] as const

/** An application's name, what it tells everybody, and its tabs, around each of its pages. */
export const ApplicationShell = () => {
  const { app } = useParams({ from: '/applications/$app' })
  const application = useApplication(app)
  const room = useRouterState({ select: ({ location }) => location.pathname.split('/')[3] ?? '' })
  const isOverview = room === '' || room === 'overview'
  const attributes = application.data?.attributes
  const tabs = useChosenInSight(room, useCounts(app).data)
  if (isMissing(application.error) && !application.data)
    return (
      <Empty page title={`There is no application “${app}”`}>
        <Link to="/applications">All applications</Link> ·{' '}
        <Link to="/applications" search={{ create: app } as never}>
          Create it
        </Link>
      </Empty>
    )
  return (
    <>
      <div className="application-head">
        <h1>{app}</h1>
        <Star subject={{ type: 'application', name: app }} />
        {typeof attributes?.email === 'string' && <span className="quiet">{attributes.email}</span>}
        {typeof attributes?.description === 'string' && attributes.description !== '' && (
          <p className="quiet small" data-brief={!isOverview || undefined} title={attributes.description}>
            {attributes.description}
          </p>
        )}
      </div>
      {attributes && <Notices app={app} attributes={attributes} />}
      <nav ref={tabs} className="tabs" aria-label={`Application ${app}`}>
        {TABS.filter((tab) => !('source' in tab) || usesSource(attributes, tab.source)).map(({ to, label, rooms }) => {
          const active = (rooms as readonly string[]).includes(room)
          return (
            <Link
              key={to}
              to={to}
              params={{ app }}
              className={active ? 'active' : ''}
              aria-current={active ? 'page' : undefined}
            >
              {label}
              <Count app={app} of={label} />
            </Link>
          )
        })}
      </nav>
      <Outlet />
      <Dialogs />
    </>
  )
}

/** On a narrow screen the tabs scroll, and the chosen one may be out of sight. */
const useChosenInSight = (room: string, counts: unknown) => {
  const tabs = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another room is another chosen tab, and counts move them
  useEffect(() => {
    const chosen = tabs.current?.querySelector<HTMLElement>('[aria-current]')
    if (!tabs.current || !chosen) return
    tabs.current.scrollLeft = chosen.offsetLeft - (tabs.current.clientWidth - chosen.offsetWidth) / 2
  }, [room, counts])
  return tabs
}

const MOST = 100

/** How much of it runs now. */
const Count = ({ app, of }: { app: string; of: string }) => {
  const { executions = 0, tasks = 0 } = useCounts(app).data ?? {}
  const count = of === 'Pipelines' ? executions : of === 'Activity' ? tasks : 0
  if (count === 0) return null
  const text = count >= MOST ? `${MOST}+` : String(count)
  return (
    <span className="application-count">
      {text}
      <span className="visually-hidden"> running</span>
    </span>
  )
}

const Notices = ({ app, attributes }: { app: string; attributes: Json }) => {
  const banner = bannersOf(attributes).find(({ enabled, text }) => enabled && text)
  return (
    <>
      {banner?.text && (
        <div className="notice application-banner" data-state="waiting">
          <Markdown>{banner.text}</Markdown>
        </div>
      )}
      {!attributes.email && (
        <div className="notice application-banner" data-state="waiting">
          Nobody owns this application yet: it has no email address.{' '}
          <Link to="/applications/$app/config" params={{ app }}>
            Complete its settings
          </Link>
        </div>
      )}
    </>
  )
}
