import type { Deployment } from '../../schema/index.ts'
import { basic, bearer, type Means, type Probe, refusal } from './probe.ts'

/** A call that is right when it is answered without an error. */
interface Look {
  readonly at: string
  readonly asks: string
  readonly url: string
  headers?(means: Means): Promise<Record<string, string>>
  readonly remedy: string
}

const looking = ({ at, asks, url, headers, remedy }: Look): Probe => ({
  at,
  asks,
  async run(means) {
    const answer = await means.call({ method: 'GET', url, headers: (await headers?.(means)) ?? {} })
    return refusal(asks.replace(/^the /, 'The '), answer, { credentials: remedy, address: `Check the address ${url}.` })
  },
})

const plain = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && !value.includes('${')
const under = (base: string, path: string) => `${base.replace(/\/$/, '')}${path}`

interface Login {
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly usernamePasswordFile?: string | undefined
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
}

/** The headers of whichever way to prove oneself an account has. */
async function headersOf(login: Login, { reveal, readFile }: Means, scheme = 'token'): Promise<Record<string, string>> {
  const token =
    login.token === undefined ? login.tokenFile && (await readFile(login.tokenFile)) : await reveal(login.token)
  if (token) return { authorization: `${scheme} ${token.trim()}` }
  if (login.usernamePasswordFile !== undefined) {
    const [user = '', ...password] = (await readFile(login.usernamePasswordFile)).trim().split(':')
    return basic(user, password.join(':'))
  }
  return login.username !== undefined && login.password !== undefined
    ? basic(login.username, await reveal(login.password))
    : {}
}

/** Build services. */
export function buildProbes({ ci }: Deployment): Probe[] {
  const { jenkins, travis, concourse } = ci
  const probes: Probe[] = []
  if (jenkins.enabled)
    for (const master of jenkins.masters)
      if (plain(master.address))
        probes.push(
          looking({
            at: `ci.jenkins.${master.name}`,
            asks: `the Jenkins ${master.address}`,
            url: under(master.address, '/api/json?tree=mode'),
            headers: (means) => headersOf(master, means),
            remedy: 'Check the user, and its API token.',
          }),
        )
  if (travis.enabled)
    for (const master of travis.masters)
      if (plain(master.address))
        probes.push(
          looking({
            at: `ci.travis.${master.name}`,
            asks: `the Travis CI ${master.address}`,
            url: under(master.address, '/config'),
            remedy: 'Check the token of GitHub.',
          }),
        )
  if (concourse.enabled)
    for (const master of concourse.masters)
      if (plain(master.url))
        probes.push(
          looking({
            at: `ci.concourse.${master.name}`,
            asks: `the Concourse ${master.url}`,
            url: under(master.url, '/api/v1/info'),
            remedy: 'Check user and password.',
          }),
        )
  return probes
}

/** Where artifacts come from. */
export function artifactProbes(
  { artifacts }: Deployment,
  api = { github: 'https://api.github.com', gitlab: 'https://gitlab.com', bitbucket: 'https://api.bitbucket.org' },
): Probe[] {
  const { github, gitlab, bitbucket, helm } = artifacts
  const probes: Probe[] = []
  if (github.enabled)
    for (const account of github.accounts)
      if (account.token !== undefined || account.tokenFile !== undefined || account.password !== undefined)
        probes.push(
          looking({
            at: `artifacts.github.${account.name}`,
            asks: 'the API of GitHub',
            url: `${api.github}/user`,
            headers: (means) => headersOf(account, means),
            remedy: 'Make a new token, and set it: hal config artifact github account edit NAME --token',
          }),
        )
  if (gitlab.enabled)
    for (const account of gitlab.accounts)
      if (account.token !== undefined || account.tokenFile !== undefined)
        probes.push(
          looking({
            at: `artifacts.gitlab.${account.name}`,
            asks: 'the API of GitLab',
            url: `${api.gitlab}/api/v4/user`,
            headers: (means) => headersOf(account, means, 'Bearer'),
            remedy: 'Make a new token, and set it: hal config artifact gitlab account edit NAME --token',
          }),
        )
  if (bitbucket.enabled)
    for (const account of bitbucket.accounts)
      if (account.token !== undefined || account.tokenFile !== undefined || account.password !== undefined)
        probes.push(
          looking({
            at: `artifacts.bitbucket.${account.name}`,
            asks: 'the API of Bitbucket',
            url: `${api.bitbucket}/2.0/user`,
            headers: (means) => headersOf(account, means, 'Bearer'),
            remedy: 'Make a new token, and set it: hal config artifact bitbucket account edit NAME --token',
          }),
        )
  if (helm.enabled)
    for (const account of helm.accounts)
      if (plain(account.repository))
        probes.push(
          looking({
            at: `artifacts.helm.${account.name}`,
            asks: `the chart repository ${account.repository}`,
            url: under(account.repository, '/index.yaml'),
            headers: (means) => headersOf(account, means),
            remedy: 'Check user and password.',
          }),
        )
  return probes
}

/** Who tells people. */
export function notificationProbes({ notifications: { slack } }: Deployment): Probe[] {
  const { enabled, token, baseUrl = 'https://slack.com', forceUseIncomingWebhook } = slack
  if (!enabled || token === undefined || forceUseIncomingWebhook === true) return []
  return [
    {
      at: 'notifications.slack',
      asks: 'Slack',
      async run({ call, reveal }) {
        const { body } = await call({
          method: 'POST',
          url: under(baseUrl, '/api/auth.test'),
          headers: bearer(await reveal(token)),
        })
        const { ok, error } = (body ?? {}) as { ok?: boolean; error?: string }
        return ok === true
          ? []
          : [
              {
                severity: 'ERROR',
                says: `Slack refuses the token: ${error ?? 'no reason given'}.`,
                remedy: 'Take the token of the bot: hal config notification slack edit --token',
              },
            ]
      },
    },
  ]
}

/** Where canaries have their metrics from. */
export function canaryProbes({ canary }: Deployment): Probe[] {
  if (!canary.enabled) return []
  return canary.serviceIntegrations
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, accounts }) =>
      accounts.flatMap((account) => {
        const url = (account.endpoint as { baseUrl?: string } | undefined)?.baseUrl
        const at = `canary.${name}.${account.name}`
        const given = (key: string) => account[key] as string | undefined
        if (name === 'prometheus' && plain(url))
          return [
            looking({
              at,
              asks: `the Prometheus ${url}`,
              url: under(url, '/api/v1/query?query=1'),
              headers: (means) => headersOf(account as Login, means),
              remedy: 'Check user and password.',
            }),
          ]
        if (name === 'datadog' && plain(url) && plain(given('apiKey')))
          return [
            looking({
              at,
              asks: 'Datadog',
              url: under(url, '/api/v1/validate'),
              headers: async ({ reveal }) => ({
                'dd-api-key': await reveal(given('apiKey')!),
                'dd-application-key': await reveal(given('applicationKey') ?? ''),
              }),
              remedy: 'Check the API key.',
            }),
          ]
        if (name === 'signalfx' && plain(url) && plain(given('accessToken')))
          return [
            looking({
              at,
              asks: 'SignalFx',
              url: under(url, '/v2/metric?limit=1'),
              headers: async ({ reveal }) => ({ 'x-sf-token': await reveal(given('accessToken')!) }),
              remedy: 'Check the access token.',
            }),
          ]
        return []
      }),
    )
}

/** Where people are known. */
export function identityProbes({ security: { authn, authz } }: Deployment): Probe[] {
  const probes: Probe[] = []
  if (authn.saml.enabled && plain(authn.saml.metadataRemote))
    probes.push(
      looking({
        at: 'security.authn.saml',
        asks: 'the metadata of the identity provider',
        url: authn.saml.metadataRemote,
        remedy: 'They must be readable by anybody.',
      }),
    )
  const { service, github } = authz.groupMembership
  if (authz.enabled && service === 'GITHUB' && github.accessToken !== undefined && github.organization !== undefined) {
    const { accessToken, organization, baseUrl = 'https://api.github.com' } = github
    probes.push(
      looking({
        at: 'security.authz.groupMembership.github',
        asks: 'the API of GitHub',
        url: under(baseUrl, `/orgs/${encodeURIComponent(organization)}/teams?per_page=1`),
        headers: async ({ reveal }) => ({ authorization: `token ${await reveal(accessToken)}` }),
        remedy: 'The token needs the scope read:org.',
      }),
    )
  }
  return probes
}
