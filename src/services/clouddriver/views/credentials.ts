import type { ConnectedAccount } from '../accounts/index.ts'
import type { ClouddriverConfig } from '../config.ts'

const shortFields = [
  'name',
  'type',
  'cloudProvider',
  'accountId',
  'environment',
  'accountType',
  'primaryAccount',
  'challengeDestructiveActions',
  'requiredGroupMembership',
  'permissions',
] as const

/** An account as `GET /credentials` shows it: the cloud's own description, never a secret. */
export function accountView(
  { account, provider }: ConnectedAccount,
  { credentials }: ClouddriverConfig,
  expand: boolean,
): Record<string, unknown> {
  const { description } = account
  const full: Record<string, unknown> = {
    // Deck reads it of every account, also of those that everybody may use.
    permissions: {},
    ...description,
    type: provider.id,
    cloudProvider: provider.id,
    challengeDestructiveActions:
      description.challengeDestructiveActions ??
      credentials.challengeDestructiveActionsEnvironments.includes(description.environment),
    primaryAccount: description.primaryAccount || credentials.primaryAccountTypes.includes(description.accountType),
  }
  return expand ? full : Object.fromEntries(shortFields.map((field) => [field, full[field]]))
}

/** An account as the routes of account definitions show it, which in the original may be written too. */
export function accountDefinition({ account, provider }: ConnectedAccount): Record<string, unknown> {
  const { type: _, cloudProvider: __, ...description } = account.description
  return { type: provider.id, ...description }
}
