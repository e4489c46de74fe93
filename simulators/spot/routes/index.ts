import { azureRoutes } from '../azure/routes.ts'
import { gcpRoutes } from '../gcp/routes.ts'
import { accountRoutes } from './accounts.ts'
import { capacityRoutes } from './capacity.ts'
import { clusterRollRoutes } from './cluster-rolls.ts'
import { costRoutes } from './costs.ts'
import { groupRoutes } from './groups.ts'
import { healthCheckRoutes } from './health-checks.ts'
import { importRoutes } from './imports.ts'
import { instanceTypeRoutes } from './instance-types.ts'
import { instanceRoutes } from './instances.ts'
import { integrationRoutes } from './integrations.ts'
import { logRoutes } from './logs.ts'
import { migrationRoutes } from './migrations.ts'
import { notificationRoutes } from './notifications.ts'
import { rollRoutes } from './rolls.ts'
import type { Route } from './route.ts'
import { statefulRoutes } from './stateful.ts'
import { suspensionRoutes } from './suspensions.ts'

/** Every route of Spot's API that the simulator serves. */
export const routes: readonly Route[] = [
  ...groupRoutes,
  ...capacityRoutes,
  ...instanceRoutes,
  ...rollRoutes,
  ...clusterRollRoutes,
  ...suspensionRoutes,
  ...logRoutes,
  ...costRoutes,
  ...statefulRoutes,
  ...importRoutes,
  ...instanceTypeRoutes,
  ...accountRoutes,
  ...migrationRoutes,
  ...integrationRoutes,
  ...healthCheckRoutes,
  ...notificationRoutes,
  ...gcpRoutes,
  ...azureRoutes,
]
