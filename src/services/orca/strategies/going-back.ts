import type { Json } from '../model.ts'
import type { NewStage } from '../stage.ts'
import { minutes } from '../stages/results.ts'
import { isTrue, present } from '../values.ts'
import type { newGroupOf } from './deploy.ts'

type NewGroup = NonNullable<ReturnType<typeof newGroupOf>>

/** The cloud and the account in which the deploy took place. */
interface Where {
  readonly credentials: string | undefined
  readonly cloudProvider: string
}

/**
 * The stages after which a new group has no traffic, and with `destroys` is gone. Each has a limit of its own, for the
 * deploy's time may be up.
 *
 * @param rollback what is said to the rollback besides; undefined where traffic is not to be moved
 */
export function goingBack(
  made: NewGroup,
  { credentials, cloudProvider }: Where,
  how: { readonly rollback: Json | undefined; readonly destroys: unknown; readonly nameOfDestroying: string },
): NewStage[] {
  const { additionalRollbackContext, ...rollback } = how.rollback ?? {}
  const moving: NewStage = {
    type: 'rollbackCluster',
    name: `Rollback ${made.cluster}`,
    context: present({
      credentials,
      cloudProvider,
      regions: [made.region],
      serverGroup: made.name,
      ...rollback,
      stageTimeoutMs: minutes(30),
      // A group that somebody disabled, though newer, is likely disabled for being bad.
      additionalRollbackContext: { ...(additionalRollbackContext as Json), onlyEnabledServerGroups: true },
    }),
  }
  const destroying: NewStage = {
    type: 'destroyServerGroup',
    name: how.nameOfDestroying,
    context: present({
      cloudProvider,
      cloudProviderType: cloudProvider,
      cluster: made.cluster,
      credentials,
      region: made.region,
      serverGroupName: made.name,
      stageTimeoutMs: minutes(5),
    }),
  }
  return [...(how.rollback === undefined ? [] : [moving]), ...(isTrue(how.destroys) ? [destroying] : [])]
}
