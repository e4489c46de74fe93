import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { type Document, isObject, merged, type Settings } from '../driver/index.ts'
import { capacityOf, capacitySchema, requireOrder } from './capacity.ts'
import { wireOf } from './documents.ts'
import type { SpotContext } from './operation.ts'

const text = z.string().nullish()
const texts = z.array(z.string()).nullish()

/** What a request may say itself of a new group, beside the document that it begins with. */
export const settingsFields = {
  region: text.describe("The region, where the group's document names none."),
  imageId: text.describe('The image of the instances, e.g. ami-0123456789abcdef0.'),
  capacity: capacitySchema.nullish(),
  tags: z
    .union([
      z.record(z.string(), z.string().nullable()),
      z.array(z.looseObject({ tagKey: z.string(), tagValue: z.string().nullish() })),
    ])
    .nullish()
    .describe('Tags to add, by key, or as Spot has them; null takes one of the document away.'),
  loadBalancers: z
    .array(z.union([z.string(), z.looseObject({})]))
    .nullish()
    .describe(
      'In place of those of the document: names of classic load balancers, ARNs of target groups, or both as Spot has them.',
    ),
  userData: text.describe('What instances run at their start: a script, or its Base64.'),
  base64UserData: text.describe('The same, in Base64.'),
  instanceType: text.describe('The on-demand type.'),
  instanceTypes: z
    .union([z.array(z.string()), z.looseObject({ onDemand: text, ondemand: text, spot: texts })])
    .nullish()
    .describe('Types for Spot, or {onDemand, spot}.'),
  keyPair: text.describe('The SSH key of the instances.'),
  securityGroups: texts.describe('Ids of security groups, in place of those of the document.'),
  iamRole: text.describe('Name or ARN of the instance profile.'),
  healthCheckType: text.describe('Who judges health, e.g. TARGET_GROUP, ELB, EC2.'),
  healthCheckGracePeriod: z.coerce
    .number()
    .int()
    .nonnegative()
    .nullish()
    .describe('Seconds after a start without a judgement.'),
  strategy: z
    .union([z.string(), z.looseObject({})])
    .nullish()
    .describe(
      "Fields of the group's strategy, e.g. {risk: 80}. A text is the name of a deployment strategy and is not for the group.",
    ),
  overrides: z
    .looseObject({})
    .nullish()
    .describe(
      'Any other fields of the group as Spot has them, merged last: absent fields stay, null clears, arrays are replaced.',
    ),
}

const settingsSchema = z.looseObject(settingsFields)
export type AskedSettings = z.infer<typeof settingsSchema>

/** The document with what the request says itself; everything else stays as it is. */
export function withSettings(document: Document, asked: AskedSettings, context: SpotContext): Document {
  const { driver } = context.account
  const { imageId, region, capacity, overrides } = asked
  let result = document
  if (region) result = driver.withRegion(result, region)
  if (capacity) result = driver.withCapacity(result, sized(result.capacity, capacity))
  if (imageId) result = driver.withImage(result, imageId)
  if (isObject(asked.strategy)) result = merged(result, { strategy: asked.strategy })
  const settings = settingsOf(asked)
  if (driver.override) result = driver.override(result, settings)
  else requireNone(settings, driver.cloudName)
  return overrides ? merged(result, wireOf(overrides, context)) : result
}

function requireNone(settings: Settings, cloudName: string): void {
  // Empty ones say nothing: generic requests have them for any cloud.
  const given = Object.entries(settings).filter(
    ([, value]) => typeof value !== 'object' || Object.keys(value).length > 0,
  )
  if (given.length === 0) return
  const names = given.map(([name]) => name).join(', ')
  throw problem(
    'invalid',
    `Elastigroups on ${cloudName} can't be given ${names} by name; give them in \`overrides\`, as Spot has them`,
  )
}

/** A new group needs all three numbers: those that nobody names follow the wished one. */
function sized(given: unknown, asked: NonNullable<AskedSettings['capacity']>) {
  const now = isObject(given) ? given : {}
  const wished = capacityOf(asked)
  const target = wished.target ?? now.target ?? wished.minimum
  const capacity = {
    minimum: wished.minimum ?? now.minimum ?? target,
    maximum: wished.maximum ?? now.maximum ?? target,
    target,
  }
  requireOrder('the new group', capacity)
  return capacity
}

function settingsOf(asked: AskedSettings): Settings {
  const { tags, loadBalancers, keyPair, securityGroups, iamRole, healthCheckType, healthCheckGracePeriod } = asked
  const userData = asked.base64UserData || (asked.userData && base64Of(asked.userData))
  const types = instanceTypesOf(asked)
  return {
    ...(tags ? { tags: tagsOf(tags) } : {}),
    ...(loadBalancers ? { loadBalancers: loadBalancers.map(loadBalancerOf) } : {}),
    ...(userData ? { userData } : {}),
    ...(types ? { instanceTypes: types } : {}),
    ...(keyPair ? { keyPair } : {}),
    // None at all is no group that could start: then the document's stay.
    ...(securityGroups && securityGroups.length > 0 ? { securityGroups } : {}),
    ...(iamRole ? { iamRole } : {}),
    ...(healthCheckType ? { healthCheckType } : {}),
    ...(healthCheckGracePeriod == null ? {} : { healthCheckGracePeriod }),
  }
}

const tagsOf = (tags: NonNullable<AskedSettings['tags']>): NonNullable<Settings['tags']> =>
  Array.isArray(tags) ? Object.fromEntries(tags.map(({ tagKey, tagValue }) => [tagKey, tagValue ?? ''])) : tags

function loadBalancerOf(balancer: string | Document): Document {
  if (typeof balancer !== 'string') return balancer
  if (!balancer.startsWith('arn:')) return { type: 'CLASSIC', name: balancer }
  const [, name] = balancer.match(/targetgroup\/([^/]+)\//) ?? []
  return { type: 'TARGET_GROUP', arn: balancer, ...(name === undefined ? {} : { name }) }
}

function instanceTypesOf({ instanceTypes, instanceType }: AskedSettings): Settings['instanceTypes'] {
  const { onDemand, ondemand, spot } = Array.isArray(instanceTypes)
    ? { spot: instanceTypes }
    : ((instanceTypes ?? {}) as { onDemand?: string | null; ondemand?: string | null; spot?: string[] | null })
  const forOnDemand = onDemand ?? ondemand ?? instanceType
  if (!forOnDemand && !spot?.length) return undefined
  return { ...(forOnDemand ? { onDemand: forOnDemand } : {}), ...(spot?.length ? { spot } : {}) }
}

/** Spot takes Base64; people write scripts. */
function base64Of(userData: string): string {
  const compact = userData.replace(/\s+/g, '')
  const isEncoded = compact.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact)
  return isEncoded ? userData : Buffer.from(userData, 'utf8').toString('base64')
}
