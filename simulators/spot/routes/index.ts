import { accountRoutes } from './accounts.ts'
import { capacityRoutes } from './capacity.ts'
import { groupRoutes } from './groups.ts'
import { instanceRoutes } from './instances.ts'
import { logRoutes } from './logs.ts'
import { rollRoutes } from './rolls.ts'
import type { Route } from './route.ts'
import { suspensionRoutes } from './suspensions.ts'

/** Every route of Spot's API that the simulator serves. */
export const routes: readonly Route[] = [
  ...groupRoutes,
  ...capacityRoutes,
  ...instanceRoutes,
  ...rollRoutes,
  ...suspensionRoutes,
  ...logRoutes,
  ...accountRoutes,
]
