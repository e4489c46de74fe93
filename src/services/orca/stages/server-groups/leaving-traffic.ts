import type { ClouddriverClient } from '../../../clouddriver/client.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json } from '../../model.ts'
import { requireAccount } from './deployment.ts'
import { providerOf } from './location.ts'

/**
 * Whether groups of the stage's account can be taken out of traffic and go on running. Where they can't, one that is to be
 * destroyed goes with the traffic that it has: the cloud lets connections drain.
 */
export async function canLeaveTraffic(context: Json, clouddriver: ClouddriverClient): Promise<boolean> {
  const { leavesTraffic } = cloudOf(providerOf(context))
  if (leavesTraffic === undefined) return true
  return leavesTraffic((await clouddriver.account(requireAccount(context))) ?? {})
}
