import type { Deployment } from '../../schema/index.ts'
import { type Answer, bearer, type Probe } from './probe.ts'

/** Each account by a list of its groups, as the caching agents ask for it. */
export function spotProbes({ spot }: Deployment['providers'], endpoint = 'https://api.spotinst.io'): Probe[] {
  const { enabled, apiToken } = spot
  if (!enabled || apiToken === undefined) return []
  return spot.accounts.map(({ name, accountId }) => ({
    at: `provider.spot.${name}`,
    asks: 'the Spot API',
    async run({ call, reveal }) {
      const url = `${endpoint}/aws/ec2/group?${new URLSearchParams({ accountId })}`
      const { status } = await call({ method: 'GET', url, headers: bearer(await reveal(apiToken)) })
      return meaning(status, accountId)
    },
  }))
}

function meaning(status: number, accountId: string): Answer[] {
  if (status < 400) return []
  if (status === 401)
    return [
      {
        severity: 'ERROR',
        says: 'Spot does not know the API token (401).',
        remedy:
          'Make one in the Spot console under Settings, API, and set it: hal config provider spot edit --api-token',
      },
    ]
  if (status === 403)
    return [
      {
        severity: 'ERROR',
        says: `The API token may not see the account ${accountId} (403).`,
        remedy: 'Give its user a role in that account, or take a token of the whole organization.',
      },
    ]
  if (status === 400 || status === 404)
    return [
      {
        severity: 'ERROR',
        says: `Spot knows no account ${accountId} (${status}).`,
        remedy: 'Its ID stands in the Spot console under Settings, Account.',
      },
    ]
  return [
    { severity: 'WARNING', says: `Spot answers with ${status}; it was not found out whether the account is right.` },
  ]
}
