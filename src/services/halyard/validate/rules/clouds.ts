import type { Deployment } from '../../schema/index.ts'
import type { Remark, Rule } from '../rule.ts'

type Providers = Deployment['providers']
type Account<P extends keyof Providers> = Providers[P]['accounts'][number]

function* kubernetes(account: Account<'kubernetes'>, at: string): Iterable<Remark> {
  const { kinds, omitKinds, namespaces, omitNamespaces, customResources, cacheThreads } = account
  if (kinds.length > 0 && omitKinds.length > 0)
    yield {
      severity: 'ERROR',
      at,
      says: 'At most one of "kinds" and "omitKinds" may be set.',
      remedy: 'Clear both with --all-kinds true, then set one.',
    }
  if (namespaces.length > 0 && omitNamespaces.length > 0)
    yield {
      severity: 'ERROR',
      at,
      says: 'At most one of "namespaces" and "omitNamespaces" may be set.',
      remedy: 'Clear both with --all-namespaces true, then set one.',
    }
  for (const { kubernetesKind } of customResources) {
    if (kubernetesKind === undefined || kubernetesKind === '')
      yield { severity: 'ERROR', at, says: 'Missing custom resource name.' }
    else if (kinds.length > 0 && !kinds.includes(kubernetesKind))
      yield {
        severity: 'WARNING',
        at,
        says: `The custom resource ${kubernetesKind} is not among the kinds that are managed.`,
        remedy: `--add-kind ${kubernetesKind}`,
      }
    else if (omitKinds.includes(kubernetesKind))
      yield {
        severity: 'WARNING',
        at,
        says: `The custom resource ${kubernetesKind} is among the kinds that are not managed.`,
        remedy: `--remove-omit-kind ${kubernetesKind}`,
      }
  }
  if (cacheThreads < 0) yield { severity: 'ERROR', at, says: '"cacheThreads" should be greater or equal to 0.' }
  if (
    account.serviceAccount === true &&
    (account.kubeconfigFile !== undefined || account.kubeconfigContents !== undefined)
  )
    yield {
      severity: 'WARNING',
      at,
      says: 'With serviceAccount, the kubeconfig means nothing.',
      remedy: 'Set one of the two.',
    }
}

function* dockerRegistry(account: Account<'dockerRegistry'>, at: string): Iterable<Remark> {
  const { name, address, username, password, passwordCommand, passwordFile, repositoriesRegex } = account
  if (!/^[a-z0-9]+([-a-z0-9]*[a-z0-9])?$/.test(name ?? ''))
    yield {
      severity: 'ERROR',
      at,
      says: 'Account name must match pattern ^[a-z0-9]+([-a-z0-9]*[a-z0-9])?$',
      remedy: 'Small letters, digits and dashes: it becomes the name of a secret of Kubernetes.',
    }
  const sources = [password, passwordCommand, passwordFile].filter((each) => each !== undefined && each !== '')
  if (sources.length > 1)
    yield {
      severity: 'ERROR',
      at,
      says: 'You have provided more than one of password, password command, or password file for your docker registry.',
      remedy: 'You can specify at most one.',
    }
  if (sources.length > 0 && (username === undefined || username === ''))
    yield { severity: 'WARNING', at, says: 'You have a supplied a password but no username.' }
  if (sources.length === 0 && username !== undefined && username !== '')
    yield { severity: 'WARNING', at, says: 'You have a supplied a username but no password.' }
  if (password !== undefined && password !== password.trim())
    yield {
      severity: 'WARNING',
      at,
      says: 'Your password file has a trailing newline or space: many a registry refuses it.',
      remedy: 'Set it again without.',
    }
  if (address !== undefined && /\s/.test(address))
    yield { severity: 'ERROR', at, says: `The address "${address}" has a space in it.` }
  if (repositoriesRegex !== undefined && !isPattern(repositoriesRegex))
    yield { severity: 'ERROR', at, says: 'repositoriesRegex is not a regular expression.' }
}

function* aws(account: Account<'aws'>, at: string): Iterable<Remark> {
  if (account.accountId !== undefined && !/^\d{12}$/.test(account.accountId) && !account.accountId.includes('${'))
    yield {
      severity: 'WARNING',
      at,
      says: `"${account.accountId}" is not the ID of an AWS account, which has twelve digits.`,
      remedy: 'In the file, put it in quotes: YAML reads a leading 0 away.',
    }
  for (const {
    defaultResult,
    heartbeatTimeout,
    lifecycleTransition,
    notificationTargetARN,
    roleARN,
  } of account.lifecycleHooks) {
    const hook = `The lifecycle hook of ${lifecycleTransition}`
    if (notificationTargetARN !== undefined && !/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:.+$/.test(notificationTargetARN))
      yield { severity: 'FATAL', at, says: `Invalid SNS notification ARN: ${notificationTargetARN}` }
    if (roleARN !== undefined && !/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleARN))
      yield { severity: 'FATAL', at, says: `Invalid IAM role ARN: ${roleARN}` }
    if (defaultResult !== undefined && !['ABANDON', 'CONTINUE'].includes(defaultResult))
      yield {
        severity: 'FATAL',
        at,
        says: `${hook} has the default result ${defaultResult}.`,
        options: ['ABANDON', 'CONTINUE'],
      }
    if (heartbeatTimeout !== undefined && (heartbeatTimeout < 30 || heartbeatTimeout > 7200))
      yield {
        severity: 'FATAL',
        at,
        says: `${hook} has a heartbeat timeout of ${heartbeatTimeout} s.`,
        remedy: 'It must be between 30 and 7200 seconds.',
      }
  }
}

function* ecs(account: Account<'ecs'>, at: string, providers: Providers): Iterable<Remark> {
  const names = providers.aws.accounts.map(({ name }) => name ?? '')
  if (account.awsAccount !== undefined && !names.includes(account.awsAccount))
    yield { severity: 'ERROR', at, says: `No account of AWS is named ${account.awsAccount}.`, options: names }
}

function* appengine(account: Account<'appengine'>, at: string): Iterable<Remark> {
  if ((account.gitHttpsUsername === undefined) !== (account.gitHttpsPassword === undefined))
    yield { severity: 'ERROR', at, says: 'Git over HTTPS needs both a user and a password.' }
  if (account.sshPrivateKeyPassphrase !== undefined && account.sshPrivateKeyFilePath === undefined)
    yield { severity: 'ERROR', at, says: 'There is a passphrase, but no private SSH key.' }
}

function* cloudfoundry(account: Account<'cloudfoundry'>, at: string): Iterable<Remark> {
  if (account.skipSslValidation)
    yield {
      severity: 'WARNING',
      at,
      says: 'Any certificate is believed: who stands in between reads the password.',
      remedy: '--skip-ssl-validation false',
    }
  for (const [label, url] of [
    ['apps manager', account.appsManagerUri],
    ['metrics', account.metricsUri],
  ] as const)
    if (url !== undefined && !/^https?:\/\//.test(url))
      yield { severity: 'ERROR', at, says: `The ${label} URL must start with http:// or https://.` }
}

function* dcos(account: Account<'dcos'>, at: string, providers: Providers): Iterable<Remark> {
  const known = providers.dcos.clusters.map(({ name }) => name ?? '')
  const seen = new Set<string>()
  for (const { name, uid, password, serviceKeyFile } of account.clusters) {
    if (!known.includes(name)) yield { severity: 'ERROR', at, says: `There is no cluster ${name}.`, options: known }
    if (seen.has(name)) yield { severity: 'ERROR', at, says: `There are two credentials for the cluster ${name}.` }
    seen.add(name)
    if ((password === undefined) === (serviceKeyFile === undefined))
      yield { severity: 'ERROR', at, says: `${uid} needs either a password or a service key for the cluster ${name}.` }
  }
  const registries = providers.dockerRegistry.accounts.map((each) => each.name ?? '')
  for (const registry of account.dockerRegistries)
    if (!registries.includes(registry))
      yield { severity: 'ERROR', at, says: `There is no Docker registry account ${registry}.`, options: registries }
}

function* regions(account: { readonly regions: readonly string[] }, at: string): Iterable<Remark> {
  if (account.regions.length === 0)
    yield { severity: 'ERROR', at, says: 'At least one region must be given.', remedy: '--regions REGION' }
}

type Check = (account: never, at: string, providers: Providers) => Iterable<Remark>
const checks: Partial<Record<keyof Providers, Check>> = {
  appengine,
  aws,
  cloudfoundry,
  dcos,
  dockerRegistry,
  ecs,
  huaweicloud: regions,
  kubernetes,
  tencentcloud: regions,
}

/** What each cloud asks of its accounts. */
export const clouds: Rule = {
  name: 'clouds',
  *check({ deployment: { providers } }) {
    for (const [key, provider] of Object.entries(providers) as [keyof Providers, Providers[keyof Providers]][]) {
      const check = checks[key]
      if (check === undefined) continue
      for (const account of provider.accounts)
        yield* check(account as never, `provider.${key}.${account.name}`, providers)
    }
    yield* pullSecrets(providers)
    const { maxRetries } = providers.cloudfoundry.clientConfig
    if (maxRetries !== undefined && maxRetries < 1)
      yield { severity: 'ERROR', at: 'provider.cloudfoundry', says: 'maxRetries must be at least 1.' }
    if (providers.ecs.enabled && !providers.aws.enabled)
      yield {
        severity: 'ERROR',
        at: 'provider.ecs',
        says: 'Amazon ECS works through an account of AWS, which is not enabled.',
        remedy: 'hal config provider aws enable',
      }
    if (providers.spot.enabled && (providers.spot.apiToken ?? '') === '')
      yield {
        severity: 'ERROR',
        at: 'provider.spot',
        says: 'Spot is enabled without an API token.',
        remedy: 'hal config provider spot edit --api-token',
      }
  },
}

function* pullSecrets({ kubernetes: { accounts }, dockerRegistry: registry }: Providers): Iterable<Remark> {
  const names = registry.accounts.map(({ name }) => name ?? '')
  for (const account of accounts)
    for (const { accountName } of account.dockerRegistries)
      if (!names.includes(accountName))
        yield {
          severity: 'WARNING',
          at: `provider.kubernetes.${account.name}`,
          says: `There is no Docker registry account ${accountName}.`,
          options: names,
        }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined
  } catch {
    return false
  }
}
