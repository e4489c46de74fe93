import type { Deployment } from '../../schema/index.ts'
import { type Answer, bearer, type Means, type Probe } from './probe.ts'

type Account = Deployment['providers']['azure']['accounts'][number]

/** Where Azure is; tests have another place. */
export interface AzurePlaces {
  readonly login: string
  readonly management: string
}

const places: AzurePlaces = { login: 'https://login.microsoftonline.com', management: 'https://management.azure.com' }

/** Each account by logging in, and by looking at its subscription. */
export function azureProbes({ azure }: Deployment['providers'], at = places): Probe[] {
  if (!azure.enabled) return []
  return azure.accounts.map((account) => ({
    at: `provider.azure.${account.name}`,
    asks: 'Azure',
    run: (means) => look(account, means, at),
  }))
}

async function look(
  { tenantId, clientId, appKey, subscriptionId }: Account,
  { call, reveal }: Means,
  at: AzurePlaces,
): Promise<Answer[]> {
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: await reveal(appKey ?? ''),
    grant_type: 'client_credentials',
    scope: 'https://management.azure.com/.default',
  })
  const answer = await call({
    method: 'POST',
    url: `${at.login}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const { access_token: token, error_codes: codes = [] } = (answer.body ?? {}) as {
    access_token?: string
    error_codes?: number[]
  }
  if (token === undefined) return [refused(codes, answer.status)]
  const url = `${at.management}/subscriptions/${encodeURIComponent(subscriptionId)}?api-version=2022-12-01`
  const { status } = await call({ method: 'GET', url, headers: bearer(token) })
  if (status === 403 || status === 404)
    return [
      {
        severity: 'ERROR',
        says: `The service principal may not see the subscription ${subscriptionId} (${status}).`,
        remedy: 'Give it the role Contributor there, or check the ID.',
      },
    ]
  return status < 400
    ? []
    : [
        {
          severity: 'WARNING',
          says: `Azure answers with ${status}; it was not found out whether the subscription is right.`,
        },
      ]
}

/** What the numbers of Azure's log-in mean for who has to mend it. */
const reasons: Readonly<Record<number, readonly [string, string]>> = {
  90002: ['Azure knows no such tenant', 'Check --tenant-id.'],
  900023: ['The ID of the tenant is none', 'Check --tenant-id.'],
  700016: ['The tenant knows no such client', 'Check --client-id, and that the application is in this tenant.'],
  7000215: ['The key of the client is wrong', 'Set it again: --app-key. It is the value of the secret, not its ID.'],
  7000222: ['The key of the client has expired', 'Make a new one, and set it: --app-key'],
}

function refused(codes: readonly number[], status: number): Answer {
  const code = codes.find((each) => each in reasons)
  const [says, remedy] =
    code === undefined
      ? [`Azure does not let the client in (${status})`, 'Check tenant, client and key.']
      : reasons[code]!
  return { severity: 'ERROR', says: `${says}${codes.length > 0 ? ` (AADSTS${codes[0]})` : ''}.`, remedy }
}
