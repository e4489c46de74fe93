import { problem } from '../../../platform/errors/index.ts'
import type { ElastigroupDriver } from '../driver/index.ts'
import type { SpotContext } from './operation.ts'

type Optional = {
  [K in keyof ElastigroupDriver]-?: undefined extends ElastigroupDriver[K] ? K : never
}[keyof ElastigroupDriver]

/** What only some clouds can do; `what` completes the sentence "Elastigroups on GCP can't …" where this one can't. */
export function able<K extends Optional>(
  { account: { driver } }: Pick<SpotContext, 'account'>,
  member: K,
  what: string,
): NonNullable<ElastigroupDriver[K]> {
  const ability = driver[member]
  if (ability != null) return ability
  throw problem('invalid', `Elastigroups on ${driver.cloudName} can't ${what}`)
}
