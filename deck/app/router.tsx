import type { QueryClient } from '@tanstack/react-query'
import { createHashHistory, createRouter } from '@tanstack/react-router'
import { Loading } from '../ui/states.tsx'
import { parseAddress, writeAddress } from './address.ts'
import { applicationListRoutes, applicationRoutes } from './routes/applications.ts'
import { editorRoutes } from './routes/editor.ts'
import { elsewhereInApplicationRoutes, elsewhereRoutes } from './routes/elsewhere.ts'
import { homeRoutes } from './routes/home.ts'
import { infrastructureRoutes, standAloneRoutes } from './routes/infrastructure.ts'
import { executionRoutes, pipelineRoutes } from './routes/pipelines.ts'
import { application, Broken, root } from './routes/root.ts'
import { templateRoutes } from './routes/templates.ts'

const tree = root.addChildren([
  ...homeRoutes,
  ...applicationListRoutes,
  ...standAloneRoutes,
  ...elsewhereRoutes,
  ...templateRoutes,
  application.addChildren([
    ...applicationRoutes,
    ...pipelineRoutes,
    ...editorRoutes,
    ...executionRoutes,
    ...infrastructureRoutes,
    ...elsewhereInApplicationRoutes,
  ]),
])

/** Addresses live behind the `#`, as the stock deck's do, so that links people already share still lead there. */
export const createDeckRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queries },
    history: createHashHistory(),
    parseSearch: parseAddress,
    stringifySearch: writeAddress,
    defaultPendingComponent: Loading,
    defaultErrorComponent: Broken,
    defaultPreload: 'intent',
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createDeckRouter>
  }
}
