import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { application, textSearch } from './root.ts'

/** Where pipelines and strategies are written. */
export const editorRoutes = [
  createRoute({
    getParentRoute: () => application,
    path: 'executions/configure/$pipelineId',
    validateSearch: textSearch,
    component: lazyRouteComponent(() => import('../../pages/editor/editor-page.tsx'), 'EditorPage'),
  }),
] as const
