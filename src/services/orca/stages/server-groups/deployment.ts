import type { Json } from '../../model.ts'
import { json } from '../../values.ts'
import { accountOf, type Location, locationsOf } from './location.ts'

/** What belongs to a stage and its engine, not to a cloud operation. */
const ofEngine = new Set([
  'alias',
  'completeOtherBranchesThenFail',
  'continuePipeline',
  'deploy.account.name',
  'deploy.server.groups',
  'exception',
  'failPipeline',
  'notification.type',
  'notifications',
  'restartDetails',
  'sendNotifications',
  'stageEnabled',
  'targetReferences',
])
const isOfEngine = (key: string) => ofEngine.has(key) || key.startsWith('kato.')
/** What a stage that deploys says of itself. */
const ofDeploys = ['cluster', 'comments', 'name', 'type']

/** A deploy's settings: the stage's own, below those of its `cluster` where the stage was made by a `deploy` stage. */
export function deploymentOf(context: Json): Json {
  return { ...context, ...json(context.cluster) }
}

/** A stage's settings as an operation gets them. */
export const settingsOf = (context: Json): Json =>
  Object.fromEntries(Object.entries(context).filter(([key]) => !isOfEngine(key)))

/** A deploy's settings as an operation gets them. */
export const operationDescription = (context: Json): Json =>
  Object.fromEntries(Object.entries(settingsOf(deploymentOf(context))).filter(([key]) => !ofDeploys.includes(key)))

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
