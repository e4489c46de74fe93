import type { Remark, Rule } from '../rule.ts'

type Deployment = Parameters<Rule['check']>[0]['deployment']

function* duplicates(names: readonly (string | undefined)[], at: string): Iterable<Remark> {
  const seen = new Set<string>()
  for (const name of names) {
    if (name === undefined) continue
    if (seen.has(name))
      yield {
        severity: 'FATAL',
        at: `${at}.${name}`,
        says: `"${name}" appears more than once.`,
        remedy: 'Give one of them another name.',
      }
    seen.add(name)
  }
}

function* builds({ ci, repository }: Deployment): Iterable<Remark> {
  for (const [family, kinds] of [
    ['ci', ci],
    ['repository', repository],
  ] as const)
    for (const [kind, config] of Object.entries(kinds)) {
      const list = 'masters' in config ? config.masters : 'accounts' in config ? config.accounts : config.searches
      yield* duplicates(
        list.map(({ name }: { name?: string }) => name),
        `${family}.${kind}`,
      )
      if (config.enabled && list.length === 0)
        yield {
          severity: 'WARNING',
          at: `${family}.${kind}`,
          says: `${kind} is enabled, but nothing is configured for it.`,
        }
    }
  for (const master of ci.jenkins.masters)
    if (master.address !== undefined && !URL.canParse(master.address) && !master.address.includes('${'))
      yield {
        severity: 'ERROR',
        at: `ci.jenkins.${master.name}`,
        says: `The address ${master.address} is not a URL.`,
        remedy: 'Such as https://jenkins.example.org',
      }
}

function* artifactAccounts({ artifacts }: Deployment): Iterable<Remark> {
  const { templates, ...kinds } = artifacts
  yield* duplicates(
    templates.map(({ name }) => name),
    'artifacts.templates',
  )
  for (const [kind, { enabled, accounts }] of Object.entries(kinds)) {
    yield* duplicates(
      accounts.map(({ name }: { name?: string }) => name),
      `artifacts.${kind}`,
    )
    // A web server may be read without an account.
    if (enabled && accounts.length === 0 && kind !== 'http')
      yield {
        severity: 'WARNING',
        at: `artifacts.${kind}`,
        says: `Artifacts of ${kind} are enabled, but no accounts have been configured.`,
        remedy: `hal config artifact ${kind} account add NAME`,
      }
  }
}

/** An error for each value that is not there, by the flag that sets it. */
function* missing(at: string, values: Readonly<Record<string, string | undefined>>): Iterable<Remark> {
  for (const [flag, value] of Object.entries(values)) {
    const [what] = flag.split('-')
    if (value === undefined)
      yield {
        severity: 'ERROR',
        at,
        says: `No ${what} was given.`,
        remedy: `--${flag} ${flag.split('-').at(-1)!.toUpperCase()}`,
      }
  }
}

function* messages({ pubsub, notifications, metricStores }: Deployment): Iterable<Remark> {
  const { subscriptions, publishers } = pubsub.google
  yield* duplicates(
    subscriptions.map(({ name }) => name),
    'pubsub.google',
  )
  yield* duplicates(
    publishers.map(({ name }) => name),
    'pubsub.google',
  )
  for (const { name, project, topicName } of publishers)
    yield* missing(`pubsub.google.${name}`, { project, 'topic-name': topicName })
  for (const { name, project, subscriptionName } of subscriptions)
    yield* missing(`pubsub.google.${name}`, { project, 'subscription-name': subscriptionName })
  const tokens = [
    ['slack', notifications.slack],
    ['twilio', notifications.twilio],
    ['github-status', notifications['github-status']],
  ] as const
  for (const [kind, { enabled, token }] of tokens)
    if (enabled && token === undefined)
      yield {
        severity: 'ERROR',
        at: `notifications.${kind}`,
        says: `${kind} is enabled without a token.`,
        remedy: `hal config notification ${kind} edit --token`,
      }
  if (metricStores.datadog.enabled && metricStores.datadog.api_key === undefined)
    yield {
      severity: 'ERROR',
      at: 'metricStores.datadog',
      says: 'No API key was given.',
      remedy: 'hal config metric-stores datadog edit --api-key KEY',
    }
  if (metricStores.newrelic.enabled && metricStores.newrelic.insert_key === undefined)
    yield {
      severity: 'ERROR',
      at: 'metricStores.newrelic',
      says: 'No insert key was given.',
      remedy: 'hal config metric-stores newrelic edit --insert-key KEY',
    }
}

function* canaries({ canary }: Deployment): Iterable<Remark> {
  if (!canary.enabled) return
  const accounts = canary.serviceIntegrations
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, accounts: own }) => own.map((account) => ({ kind: name, account })))
  yield* duplicates(
    accounts.map(({ account }) => account.name),
    'canary',
  )
  for (const { kind, account } of accounts)
    if (!/^[a-zA-Z0-9_-]+$/.test(account.name ?? ''))
      yield {
        severity: 'ERROR',
        at: `canary.${kind}.${account.name}`,
        says: `Canary account name must match pattern [a-z0-9-_].`,
      }
  for (const { name, accounts: own, ...settings } of canary.serviceIntegrations) {
    const stores =
      (name === 'aws' && settings.s3Enabled === true) || (name === 'google' && settings.gcsEnabled === true)
    if (stores && !own.some(({ bucket }) => bucket !== undefined))
      yield {
        severity: 'ERROR',
        at: `canary.${name}`,
        says: 'It is enabled to keep things, but none of its accounts has a bucket.',
        remedy: `hal config canary ${name} account edit NAME --bucket BUCKET`,
      }
  }
  const has = (type: string) => accounts.some(({ account }) => account.supportedTypes.includes(type as never))
  for (const [type, what] of [
    ['METRICS_STORE', 'metrics come from'],
    ['CONFIGURATION_STORE', 'configurations are kept in'],
    ['OBJECT_STORE', 'results are kept in'],
  ] as const)
    if (!has(type))
      yield {
        severity: 'WARNING',
        at: 'canary',
        says: `There is no account that ${what}.`,
        remedy: 'hal config canary --help',
      }
  const names = accounts.map(({ account }) => account.name)
  for (const key of ['defaultMetricsAccount', 'defaultStorageAccount'] as const) {
    const wanted = canary[key]
    if (wanted !== undefined && !names.includes(wanted))
      yield {
        severity: 'ERROR',
        at: 'canary',
        says: `${key} names ${wanted}, which is no account of an enabled integration.`,
        options: names,
      }
  }
}

function* plugins({ spinnaker, stats }: Deployment): Iterable<Remark> {
  const { plugins: all, repositories } = spinnaker.extensibility
  const on = Object.entries(all)
    .filter(([, { enabled }]) => enabled)
    .map(([id]) => id)
  if (on.length > 0)
    yield {
      severity: 'WARNING',
      at: 'spinnaker.extensibility',
      says: `Plugins are Java and are not loaded: ${on.join(', ')}.`,
      remedy: 'See docs/migration.md for what stands in for them.',
    }
  for (const [id, { url }] of Object.entries(repositories))
    if (url !== undefined && !URL.canParse(url) && !url.includes('${'))
      yield { severity: 'ERROR', at: `spinnaker.extensibility.${id}`, says: `${url} is not a URL.` }
  if (stats.enabled)
    yield {
      severity: 'INFO',
      at: 'stats',
      says: 'Stats are enabled, but none are sent.',
      remedy: 'hal config stats disable',
    }
}

/** Builds, artifacts, messages, canaries and plugins. */
export const integrations: Rule = {
  name: 'integrations',
  *check({ deployment }) {
    yield* builds(deployment)
    yield* artifactAccounts(deployment)
    yield* messages(deployment)
    yield* canaries(deployment)
    yield* plugins(deployment)
  },
}
