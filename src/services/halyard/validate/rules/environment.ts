import type { Remark, Rule } from '../rule.ts'

const at = 'deploymentEnvironment'

/** Where the services are deployed. */
export const environment: Rule = {
  name: 'deploymentEnvironment',
  *check({ deployment: { deploymentEnvironment: environment, providers, security } }) {
    const { type, gitConfig, livenessProbeConfig } = environment
    if (type === 'Distributed') yield* distributed(environment.accountName, providers)
    if (type === 'BakeDebian')
      yield {
        severity: 'FATAL',
        at,
        says: 'BakeDebian is not supported.',
        remedy: 'Install the Debian package in your image: hal config deploy edit --type localdebian',
      }
    if (type === 'LocalGit' && (gitConfig.originUser ?? '') === '')
      yield {
        severity: 'FATAL',
        at,
        says: 'No origin user was supplied for LocalGit.',
        remedy: 'hal config deploy edit --git-origin-user USER',
      }
    if (type === 'LocalGit' && gitConfig.upstreamUser === '')
      yield {
        severity: 'FATAL',
        at,
        says: 'No upstream user was supplied for LocalGit.',
        remedy: 'hal config deploy edit --git-upstream-user USER',
      }
    if (livenessProbeConfig.enabled && livenessProbeConfig.initialDelaySeconds === undefined)
      yield {
        severity: 'FATAL',
        at,
        says: 'Setting `initialDelaySeconds` is required when enabling liveness probes.',
        remedy: '--liveness-probe-initial-delay-seconds SECONDS',
      }
    yield* highAvailability(environment)
    if (
      type === 'Distributed' &&
      (security.apiSecurity.overrideBaseUrl === undefined || security.uiSecurity.overrideBaseUrl === undefined)
    )
      yield {
        severity: 'WARNING',
        at: 'security',
        says: 'Your UI or API domain does not have override base URLs set even though your deployment is a Distributed deployment on a remote cloud provider. As a result, you will need to open SSH tunnels against that deployment to access it.',
        remedy:
          'hal config security ui edit --override-base-url URL; hal config security api edit --override-base-url URL',
      }
  },
}

type Environment = Parameters<Rule['check']>[0]['deployment']['deploymentEnvironment']
type Providers = Parameters<Rule['check']>[0]['deployment']['providers']

function* distributed(accountName: string | undefined, providers: Providers): Iterable<Remark> {
  const all = Object.entries(providers).flatMap(([key, { accounts }]) =>
    accounts.map(({ name }) => ({ key, name: name ?? '' })),
  )
  const names = all.filter(({ key }) => key === 'kubernetes').map(({ name }) => name)
  if (accountName === undefined || accountName === '') {
    yield {
      severity: 'FATAL',
      at,
      says: 'Account name must be specified for a Distributed deployment.',
      remedy: 'hal config deploy edit --account-name ACCOUNT',
      options: names,
    }
    return
  }
  const found = all.find(({ name }) => name === accountName)
  if (found === undefined) yield { severity: 'FATAL', at, says: `Account ${accountName} not defined.`, options: names }
  else if (found.key !== 'kubernetes')
    yield {
      severity: 'FATAL',
      at,
      says: `Account ${accountName} is of ${found.key}; a Distributed deployment is made on Kubernetes.`,
      options: names,
    }
}

function* highAvailability({ haServices, customSizing, type }: Environment): Iterable<Remark> {
  const { clouddriver, echo } = haServices
  const splits = [
    [
      'clouddriver',
      clouddriver.enabled,
      ['clouddriver-caching', 'clouddriver-ro', 'clouddriver-ro-deck', 'clouddriver-rw'],
    ],
    ['echo', echo.enabled, ['echo-scheduler', 'echo-worker']],
  ] as const
  for (const [whole, isSplit, parts] of splits) {
    const sized = (name: string) => name in customSizing || `spin-${name}` in customSizing
    if (isSplit && sized(whole))
      yield {
        severity: 'WARNING',
        at,
        says: `${whole} is split, but its sizing is one of the whole.`,
        remedy: `Size ${parts.join(', ')}.`,
      }
    const sizedParts = parts.filter(sized)
    if (!isSplit && sizedParts.length > 0)
      yield {
        severity: 'WARNING',
        at,
        says: `${sizedParts.join(', ')} have a sizing, but ${whole} is not split.`,
        remedy: `hal config deploy ha ${whole} enable`,
      }
    if (isSplit && type !== 'Distributed')
      yield { severity: 'WARNING', at, says: `${whole} is only split in a Distributed deployment.` }
  }
  const endpoints = [
    clouddriver.redisMasterEndpoint,
    clouddriver.redisSlaveEndpoint,
    ...(clouddriver.disableClouddriverRoDeck ? [] : [clouddriver.redisSlaveDeckEndpoint]),
  ]
  const given = endpoints.filter((each) => each !== undefined)
  if (clouddriver.enabled && given.length > 0 && given.length < endpoints.length)
    yield {
      severity: 'ERROR',
      at: `${at}.haServices.clouddriver`,
      says: `Please provide values for all ${endpoints.length} Redis endpoints or none.`,
    }
}
