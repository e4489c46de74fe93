import type { Remark, Rule } from '../rule.ts'

/** What every cloud's accounts have in common. */
export const accounts: Rule = {
  name: 'accounts',
  *check({ deployment: { providers } }) {
    const owners = new Map<string, string>()
    for (const [key, provider] of Object.entries(providers)) {
      const at = `provider.${key}`
      if (provider.enabled && provider.accounts.length === 0)
        yield {
          severity: 'WARNING',
          at,
          says: `Provider ${key} is enabled, but no accounts have been configured.`,
          remedy: `hal config provider ${cliName(key)} account add NAME`,
        }
      if (!provider.enabled && provider.accounts.length > 0)
        yield {
          severity: 'INFO',
          at,
          says: `Provider ${key} has accounts, but is not enabled.`,
          remedy: `hal config provider ${cliName(key)} enable`,
        }
      for (const account of provider.accounts) yield* checkAccount(key, account, owners)
    }
  },
}

function* checkAccount(
  provider: string,
  account: { readonly name?: string; readonly requiredGroupMembership: readonly string[] },
  owners: Map<string, string>,
): Iterable<Remark> {
  const { name } = account
  if (name === undefined || name === '') {
    yield { severity: 'FATAL', at: `provider.${provider}`, says: 'Account name must be specified' }
    return
  }
  const at = `provider.${provider}.${name}`
  const owner = owners.get(name)
  if (owner !== undefined)
    yield {
      severity: 'FATAL',
      at,
      says: `Account "${name}" appears more than once: in ${owner} and in ${provider}.`,
      remedy: 'Names are unique among the accounts of all providers; give one of them another.',
    }
  owners.set(name, provider)
  if (account.requiredGroupMembership.length > 0)
    yield {
      severity: 'WARNING',
      at,
      says: 'requiredGroupMembership is deprecated.',
      remedy: 'Say permissions instead: --read-permissions ROLE --write-permissions ROLE',
    }
}

/** A provider as `hal` spells it. */
const cliName = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
