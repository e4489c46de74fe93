import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { application, root } from './root.ts'

/** `tab`: the part of a panel that is shown; `instance`: what its timeline is about. */
const tabSearch = ({ tab, instance }: Record<string, unknown>): { tab?: string; instance?: string } => ({
  ...(tab === undefined ? {} : { tab: String(tab) }),
  ...(instance === undefined ? {} : { instance: String(instance) }),
})

// A panel is a route inside its list's: the list stays as it is while panels come and go.
const clusters = createRoute({
  getParentRoute: () => application,
  path: 'clusters',
  component: lazyRouteComponent(() => import('../../pages/clusters/clusters.tsx'), 'Clusters'),
})
const loadBalancers = createRoute({
  getParentRoute: () => application,
  path: 'loadBalancers',
  component: lazyRouteComponent(() => import('../../pages/load-balancers/load-balancers.tsx'), 'LoadBalancers'),
})
const firewalls = createRoute({
  getParentRoute: () => application,
  path: 'firewalls',
  component: lazyRouteComponent(() => import('../../pages/firewalls/firewalls.tsx'), 'Firewalls'),
})
const functions = createRoute({
  getParentRoute: () => application,
  path: 'functions',
  component: lazyRouteComponent(() => import('../../pages/functions/functions.tsx'), 'Functions'),
})

/** What runs in the clouds. Any panel may be beside any of the lists (`clouds/detail.tsx` reads which). */
export const infrastructureRoutes = [
  clusters.addChildren([
    createRoute({
      getParentRoute: () => clusters,
      path: 'serverGroupDetails/$provider/$account/$region/$name',
      validateSearch: tabSearch,
    }),
    createRoute({ getParentRoute: () => clusters, path: 'instanceDetails/$provider/$instanceId' }),
    createRoute({
      getParentRoute: () => clusters,
      path: 'clusterDetails/$provider/$account/$cluster',
      validateSearch: tabSearch,
    }),
    createRoute({ getParentRoute: () => clusters, path: '$' }),
  ]),
  loadBalancers.addChildren([createRoute({ getParentRoute: () => loadBalancers, path: '$' })]),
  firewalls.addChildren([createRoute({ getParentRoute: () => firewalls, path: '$' })]),
  functions.addChildren([createRoute({ getParentRoute: () => functions, path: '$' })]),
  createRoute({
    getParentRoute: () => application,
    path: 'securityGroups',
    beforeLoad: ({ params, location }) => {
      throw redirect({ to: '/applications/$app/firewalls', params, search: location.search, replace: true })
    },
  }),
  createRoute({
    getParentRoute: () => application,
    path: 'securityGroups/$',
    beforeLoad: ({ params, location }) => {
      throw redirect({ to: '/applications/$app/firewalls/$', params, search: location.search, replace: true })
    },
  }),
  createRoute({
    getParentRoute: () => application,
    path: 'costs',
    component: lazyRouteComponent(() => import('../../clouds/spot/application-costs.tsx'), 'ApplicationCosts'),
  }),
] as const

/** What the stock deck shows by itself, of no application. */
export const standAloneRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/instance/$provider/$account/$region/$instanceId',
    component: lazyRouteComponent(() => import('../../pages/instance/instance-page.tsx'), 'InstancePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/firewallDetails/$',
    component: lazyRouteComponent(() => import('../../pages/firewalls/firewall-page.tsx'), 'FirewallPage'),
  }),
] as const
