import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { application } from './root.ts'

/** Where pipelines and strategies are written. */
export const editorRoutes = [
  createRoute({
    getParentRoute: () => application,
    path: 'executions/configure/$pipelineId',
    component: lazyRouteComponent(() => import('../../pages/editor/editor-page.tsx'), 'EditorPage'),
  }),
] as const
