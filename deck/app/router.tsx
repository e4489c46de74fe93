import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorRouteComponent,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Loading } from '../ui/states.tsx'
import { ApplicationShell } from './application-shell.tsx'
import { Broken as BrokenPage, Missing, Shell } from './shell.tsx'

// The router's type for error pages names only lazily loaded ones; plain components are what it documents and takes.
const Broken = BrokenPage as unknown as ErrorRouteComponent

const root = createRootRoute({ component: Shell, notFoundComponent: Missing, errorComponent: Broken })

const toApplications = (path: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: () => {
      throw redirect({ to: '/applications' })
    },
  })

const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  component: lazyRouteComponent(() => import('../pages/applications/applications.tsx'), 'Applications'),
})

const application = createRoute({ getParentRoute: () => root, path: '/applications/$app', component: ApplicationShell })

const applicationHome = createRoute({
  getParentRoute: () => application,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/applications/$app/executions', params })
  },
})

/** `stage` is a stage's id, or its position among the drawn stages as the stock addresses have it. */
const stageSearch = (search: Record<string, unknown>): { stage?: string } =>
  search.stage === undefined ? {} : { stage: String(search.stage) }

const pipelines = lazyRouteComponent(() => import('../pages/pipelines/pipelines.tsx'), 'Pipelines')
const executions = createRoute({ getParentRoute: () => application, path: 'executions', component: pipelines })
const executionInList = createRoute({
  getParentRoute: () => application,
  path: 'executions/$id',
  validateSearch: stageSearch,
  component: pipelines,
})
const executionPage = createRoute({
  getParentRoute: () => application,
  path: 'executions/details/$id',
  validateSearch: stageSearch,
  component: lazyRouteComponent(() => import('../pages/execution/execution-page.tsx'), 'ExecutionPage'),
})

const clustersPage = lazyRouteComponent(() => import('../pages/clusters/clusters.tsx'), 'Clusters')
const clusters = createRoute({ getParentRoute: () => application, path: 'clusters', component: clustersPage })
const serverGroup = createRoute({
  getParentRoute: () => application,
  path: 'clusters/serverGroupDetails/$provider/$account/$region/$name',
  component: clustersPage,
})

const tasksPage = lazyRouteComponent(() => import('../pages/tasks/tasks.tsx'), 'Tasks')
const tasks = createRoute({ getParentRoute: () => application, path: 'tasks', component: tasksPage })
const task = createRoute({ getParentRoute: () => application, path: 'tasks/$id', component: tasksPage })

const tree = root.addChildren([
  toApplications('/'),
  toApplications('/search'),
  toApplications('/home'),
  applications,
  application.addChildren([
    applicationHome,
    executions,
    executionInList,
    executionPage,
    clusters,
    serverGroup,
    tasks,
    task,
  ]),
])

/** Addresses live behind the `#`, as the stock deck's do, so that links people already share still lead there. */
export const router = createRouter({
  routeTree: tree,
  history: createHashHistory(),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Broken,
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
