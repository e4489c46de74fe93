import type { Json } from '../../model.ts'
import type { StageView } from '../../stage.ts'
import { json, objects, text } from '../values.ts'
import { accountOf, type Location, locationsOf, providerOf } from './location.ts'

/** What belongs to a stage and its engine, not to a cloud operation. */
const bookkeeping = new Set([
  'alias',
  'cluster',
  'comments',
  'deploy.account.name',
  'deploy.server.groups',
  'exception',
  'failPipeline',
  'name',
  'continuePipeline',
  'completeOtherBranchesThenFail',
  'restartDetails',
  'stageEnabled',
  'notifications',
  'sendNotifications',
  'targetReferences',
  'type',
])

/** A deploy's settings: the stage's own, below those of its `cluster` where the stage was made by a `deploy` stage. */
export function deploymentOf(context: Json): Json {
  return { ...context, ...json(context.cluster) }
}

/** The settings as the cloud's operation gets them. */
export function operationDescription(context: Json): Json {
  return Object.fromEntries(
    Object.entries(deploymentOf(context)).filter(([key]) => !bookkeeping.has(key) && !key.startsWith('kato.')),
  )
}

/** Where a deploy goes: its region, else the first of its availability zones. */
export function deployLocation(deployment: Json): Location | undefined {
  const [written] = locationsOf(deployment)
  const [region] = Object.keys(json(deployment.availabilityZones))
  return written ?? (region === undefined ? undefined : { type: 'REGION', value: region })
}

/**
 * The image of a deploy that names none itself: that of the nearest earlier stage which baked or found one for the
 * place and provider.
 */
export function imageFromEarlierStages(stage: StageView, location: Location): string | undefined {
  const provider = providerOf(deploymentOf(stage.context))
  for (const { context, outputs } of stage.ancestors()) {
    const found = [...objects(context.amiDetails), ...objects(outputs.deploymentDetails)].find((image) => {
      const where = text(image.region) ?? text(image.location)
      const cloud = text(image.cloudProvider) ?? text(context.cloudProvider) ?? provider
      return cloud === provider && (where === undefined || where === 'global' || where === location.value)
    })
    const image = found && (text(found.imageId) ?? text(found.ami))
    if (image !== undefined) return image
  }
  return undefined
}

/** @throws when the stage names no account */
export function requireAccount(context: Json): string {
  const account = accountOf(deploymentOf(context))
  if (account === undefined) throw new Error('The stage names no account: set `credentials` (or `account`).')
  return account
}
