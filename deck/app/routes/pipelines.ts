import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { startExecution } from '../../data/queries.ts'
import { application } from './root.ts'

/** `stage` is a stage's id, or its position among the drawn stages as the stock addresses have it. */
const stageSearch = (search: Record<string, unknown>): { stage?: string } =>
  search.stage === undefined ? {} : { stage: String(search.stage) }

const pipelines = lazyRouteComponent(() => import('../../pages/pipelines/pipelines.tsx'), 'Pipelines')

/** Pipelines and their executions. */
export const pipelineRoutes = [
  createRoute({ getParentRoute: () => application, path: 'executions', component: pipelines }),
  createRoute({
    getParentRoute: () => application,
    path: 'executions/$id',
    validateSearch: stageSearch,
    component: pipelines,
  }),
  createRoute({
    getParentRoute: () => application,
    path: 'board',
    component: lazyRouteComponent(() => import('../../pages/board/board.tsx'), 'Board'),
  }),
] as const

/** One execution by itself; which stage of it, step and tab are in the address as the stock deck has them. */
export const executionRoutes = [
  createRoute({
    getParentRoute: () => application,
    path: 'executions/details/$id',
    // Not when somebody only points at a link.
    loader: ({ context: { queries }, params: { id }, preload }) => {
      if (!preload) startExecution(queries, id)
    },
    component: lazyRouteComponent(() => import('../../pages/execution/execution-page.tsx'), 'ExecutionPage'),
  }),
] as const
