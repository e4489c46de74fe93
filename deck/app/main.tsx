import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './deck.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startBootstrap } from '../data/bootstrap.ts'
import { awaitIdle } from '../data/idle.ts'
import { connectLive } from '../data/live.ts'
import { createQueries } from '../data/queries.ts'
import { createDeckRouter } from './router.tsx'
import { cssVariables, theme } from './theme.ts'
import { Toasts } from './toasts.tsx'

const queries = createQueries()
const router = createDeckRouter(queries)
startBootstrap(location.hash)
awaitIdle(queries)
void connectLive(queries)

createRoot(document.getElementById('deck')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Toasts />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
