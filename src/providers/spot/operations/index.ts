import type { Operation } from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'
import { cloneServerGroup } from './clone-server-group.ts'
import { createServerGroup } from './create-server-group.ts'
import { deployElastigroup } from './deploy-elastigroup.ts'
import { destroyServerGroup } from './destroy-server-group.ts'
import { disableServerGroup } from './disable-server-group.ts'
import { enableServerGroup } from './enable-server-group.ts'
import { resizeServerGroup } from './resize-server-group.ts'
import { rollServerGroup } from './roll-server-group.ts'
import { stopRoll } from './stop-roll.ts'
import { terminateInstanceAndDecrementServerGroup, terminateInstances } from './terminate-instances.ts'
import { updateElastigroup } from './update-elastigroup.ts'

/** By the names under which Orca asks for them. */
export const operations: Readonly<Record<string, Operation<SpotAccount>>> = {
  cloneServerGroup,
  createServerGroup,
  deployElastigroup,
  destroyServerGroup,
  disableServerGroup,
  enableServerGroup,
  resizeServerGroup,
  rollServerGroup,
  stopRoll,
  terminateInstanceAndDecrementServerGroup,
  terminateInstances,
  updateElastigroup,
}
