import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { root } from './root.ts'

/** Another address of a page: what it says after its `?` goes along. */
const elsewhere = (path: string, to: (address: string) => string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ location }) => {
      throw redirect({ href: to(location.href), replace: true })
    },
  })

const lookup = (path: string, name: 'ExecutionLookup' | 'TaskLookup') =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(() => import('../../pages/lookup/lookup.tsx'), name),
  })

/** Where one comes in: home, search, what is known by its id alone, and applications by way of their projects. */
export const homeRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('../../pages/home/home.tsx'), 'HomePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/search',
    component: lazyRouteComponent(() => import('../../pages/search/search.tsx'), 'SearchPage'),
  }),
  elsewhere('/home', (address) => address.replace('/home', '/')),
  elsewhere('/infrastructure', (address) => address.replace('/infrastructure', '/search')),
  elsewhere('/projects/$project/applications/$', (address) => address.replace(/^\/projects\/[^/]*/, '')),
  lookup('/executions/$id', 'ExecutionLookup'),
  lookup('/tasks/$id', 'TaskLookup'),
] as const
