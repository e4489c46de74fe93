import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { application, root } from './root.ts'

const page = (name: keyof typeof import('../../pages/not-here/not-here.tsx')) =>
  lazyRouteComponent(() => import('../../pages/not-here/not-here.tsx'), name)

/** Addresses of an application that the stock deck has: what is another page here, and what is not here. */
export const elsewhereInApplicationRoutes = [
  createRoute({
    getParentRoute: () => application,
    path: 'environments/$',
    beforeLoad: ({ params: { app }, location: { search } }) => {
      throw redirect({ to: '/applications/$app/board', params: { app }, search, replace: true })
    },
  }),
  createRoute({
    getParentRoute: () => application,
    path: 'k8s',
    beforeLoad: ({ params, location: { search } }) => {
      throw redirect({ to: '/applications/$app/clusters', params, search, replace: true })
    },
  }),
  createRoute({ getParentRoute: () => application, path: 'canary/$', component: page('NoCanary') }),
  createRoute({ getParentRoute: () => application, path: 'builds/$', component: page('NoBuilds') }),
] as const

/** The same of no application. */
export const elsewhereRoutes = [
  createRoute({ getParentRoute: () => root, path: '/api-tokens', component: page('NoTokens') }),
  createRoute({ getParentRoute: () => root, path: '/global-banners', component: page('NoGlobalBanners') }),
  createRoute({ getParentRoute: () => root, path: '/account-management', component: page('NoAccounts') }),
  createRoute({ getParentRoute: () => root, path: '/page', component: page('NoPaging') }),
] as const
