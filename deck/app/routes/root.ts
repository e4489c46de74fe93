import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, type ErrorRouteComponent } from '@tanstack/react-router'
import { ApplicationShell } from '../application-shell.tsx'
import { Broken as BrokenPage } from '../broken.tsx'
import { Missing, Shell } from '../shell.tsx'

// The router's type for error pages names only lazily loaded ones; plain components are what it documents and takes.
export const Broken = BrokenPage as unknown as ErrorRouteComponent

/** What routes read with before their pages are there. */
interface RouteContext {
  readonly queries: QueryClient
}

export const root = createRootRouteWithContext<RouteContext>()({
  component: Shell,
  notFoundComponent: Missing,
  errorComponent: Broken,
})

/** Around each page of an application. */
export const application = createRoute({
  getParentRoute: () => root,
  path: '/applications/$app',
  component: ApplicationShell,
})
