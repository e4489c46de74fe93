import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { application, root } from './root.ts'

/** All applications, and all projects. */
export const applicationListRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/applications',
    component: lazyRouteComponent(() => import('../../pages/applications/applications.tsx'), 'Applications'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects',
    component: lazyRouteComponent(() => import('../../pages/projects/projects.tsx'), 'Projects'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects/$project',
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/projects/$project/dashboard', params, replace: true })
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects/$project/dashboard',
    component: lazyRouteComponent(() => import('../../pages/projects/dashboard.tsx'), 'ProjectDashboard'),
  }),
] as const

const overview = lazyRouteComponent(() => import('../../pages/overview/overview.tsx'), 'Overview')
const activity = lazyRouteComponent(() => import('../../pages/activity/activity.tsx'), 'Activity')
const tasksPage = lazyRouteComponent(() => import('../../pages/activity/activity.tsx'), 'Tasks')
const settings = lazyRouteComponent(() => import('../../pages/settings/settings.tsx'), 'Settings')

/** An application as a whole: where it opens, what was done to it, its settings. */
export const applicationRoutes = [
  createRoute({
    getParentRoute: () => application,
    path: '/',
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/applications/$app/overview', params, replace: true })
    },
  }),
  createRoute({ getParentRoute: () => application, path: 'overview', component: overview }),
  createRoute({ getParentRoute: () => application, path: 'activity', component: activity }),
  createRoute({ getParentRoute: () => application, path: 'config', component: settings }),
  createRoute({ getParentRoute: () => application, path: 'tasks', component: tasksPage }),
  createRoute({ getParentRoute: () => application, path: 'tasks/$id', component: tasksPage }),
] as const
