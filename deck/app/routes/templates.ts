import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from './root.ts'

/** Pipeline templates: what pipelines are made of. */
export const templateRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/pipeline-templates',
    component: lazyRouteComponent(() => import('../../pages/templates/templates.tsx'), 'Templates'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/pipeline-templates/$templateId',
    component: lazyRouteComponent(() => import('../../pages/templates/template-page.tsx'), 'TemplatePage'),
  }),
] as const
