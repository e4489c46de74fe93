import type { Json } from '../../model.ts'
import { json } from '../values.ts'
import { accountOf, type Location, locationsOf } from './location.ts'

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

/** @throws when the stage names no account */
export function requireAccount(context: Json): string {
  const account = accountOf(deploymentOf(context))
  if (account === undefined) throw new Error('The stage names no account: set `credentials` (or `account`).')
  return account
}
