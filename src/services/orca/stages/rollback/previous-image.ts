import { parseName } from '../../../../lib/moniker/index.ts'
import { json, number, present, text } from '../../values.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { providerOf } from '../server-groups/location.ts'
import { offersEntityTags } from '../server-groups/tagging.ts'
import { recordedImage } from './recorded-image.ts'
import type { Rollback } from './rollback-server-group.ts'

/** No group with the earlier image is left: the bad one is cloned with that image, and red/black takes it out (orca: PreviousImageRollback). */
export const previousImageRollback: Rollback = async (stage, how, graph, { clouddriver }) => {
  const { context } = stage
  const bad = text(how.rollbackServerGroupName)
  if (bad === undefined) throw new Error('The rollback needs `rollbackContext.rollbackServerGroupName`.')
  const [account, cloudProvider, region] = [requireAccount(context), providerOf(context), text(context.region) ?? '']
  const recorded =
    text(how.imageName) === undefined && (await offersEntityTags({ clouddriver }))
      ? await recordedImage(clouddriver, { name: bad, account, region, cloudProvider })
      : undefined
  const imageName = text(how.imageName) ?? recorded?.imageName
  if (imageName === undefined) throw new Error(`Unable to determine rollback image (serverGroupName: ${bad})`)

  const { app, stack, detail } = { ...parseName(bad), ...present(json(context.moniker)) }
  const snapshot = context.sourceServerGroupCapacitySnapshot
  graph.append({
    type: 'cloneServerGroup',
    name: 'clone',
    context: present({
      targetHealthyDeployPercentage: how.targetHealthyRollbackPercentage,
      imageId: recorded?.imageId ?? how.imageId,
      imageName,
      amiName: imageName,
      strategy: 'redblack',
      application: app,
      stack,
      freeFormDetails: detail,
      region: context.region,
      credentials: account,
      cloudProvider,
      delayBeforeDisableSec: number(how.delayBeforeDisableSeconds) ?? 0,
      targetGroups: context.targetGroups,
      securityGroups: context.securityGroups,
      source: {
        asgName: bad,
        serverGroupName: bad,
        account,
        region: context.region,
        cloudProvider,
        useSourceCapacity: snapshot === undefined,
      },
      // The capacity before a failed deploy pinned it.
      capacity: snapshot,
      interestingHealthProviderNames: context.interestingHealthProviderNames,
    }),
  })
}
