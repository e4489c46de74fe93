import type { Finding } from '../findings.ts'
import {
  type Deployment,
  deploymentConfiguration,
  type Halconfig,
  integrations,
  type ServiceIntegration,
} from '../schema/index.ts'
import { read } from './read.ts'
import { at, isTree, type Tree } from './tree.ts'

export interface Completed {
  readonly halconfig: Halconfig
  /** What is wrong with the file's shape. */
  readonly findings: readonly Finding[]
}

/** A halconfig as it stands in the file, with every default filled in and every older spelling understood. */
export function complete(raw: Tree): Completed {
  const findings: Finding[] = []
  const elements = deploymentsOf(raw, findings)
  for (const key of Object.keys(raw))
    if (!topKeys.has(key) && elements[0] !== raw)
      findings.push({
        severity: 'WARNING',
        location: 'Global',
        message: `Unknown key '${key}'; it is kept in the file and means nothing.`,
      })
  const deployments = elements.map((each) => completeDeployment(each, findings))
  const current =
    typeof raw.currentDeployment === 'string' ? raw.currentDeployment : (deployments[0]?.name ?? 'default')
  return {
    halconfig: {
      halyardVersion: typeof raw.halyardVersion === 'string' ? raw.halyardVersion : undefined,
      currentDeployment: current,
      deploymentConfigurations:
        deployments.length > 0 ? deployments : [completeDeployment({ name: current }, findings)],
    },
    findings,
  }
}

const topKeys = new Set(['halyardVersion', 'currentDeployment', 'deploymentConfigurations'])

/** The deployments of a file. One that is a deployment itself, as kleat wrote it, is the only one. */
function deploymentsOf(raw: Tree, findings: Finding[]): Tree[] {
  const list = raw.deploymentConfigurations
  if (list === undefined || list === null) {
    return Object.keys(deploymentConfiguration.fields).some((key) => key !== 'name' && raw[key] !== undefined)
      ? [raw]
      : []
  }
  if (Array.isArray(list) && list.every(isTree)) return list
  findings.push({
    severity: 'FATAL',
    location: 'Global',
    message: 'deploymentConfigurations must be a list of deployments.',
  })
  return []
}

/** One deployment, completed. */
export function completeDeployment(raw: Tree, findings: Finding[] = []): Deployment {
  const name = typeof raw.name === 'string' ? raw.name : 'default'
  const deployment = read(deploymentConfiguration, modern(raw), name, findings) as Mutable
  for (const provider of Object.values(deployment.providers)) {
    const names = provider.accounts.map((each) => each.name)
    const { bootstrapOnly, accountName } = deployment.deploymentEnvironment
    const candidates = bootstrapOnly ? names.filter((each) => each !== accountName) : names
    if (provider.primaryAccount === undefined || !candidates.includes(provider.primaryAccount))
      provider.primaryAccount = candidates[0]
  }
  deployment.canary.serviceIntegrations = integrations.map(({ name, fields }) => {
    const own = deployment.canary.serviceIntegrations.find((each) => at(each, 'name') === name)
    const { accounts, name: _, ...settings } = (own ?? {}) as Tree
    const completed: Tree = {
      ...(read(fields, settings, `${deployment.name}.canary.${name}`, findings) as Tree),
      name,
      accounts: completeAccounts(name, accounts, deployment.name, findings),
    }
    return completed as unknown as ServiceIntegration
  })
  const { authn } = deployment.security
  authn.enabled = [authn.oauth2, authn.saml, authn.ldap, authn.x509, authn.iap].some((each) => each.enabled)
  const { datadog, prometheus, stackdriver, newrelic } = deployment.metricStores
  deployment.metricStores.enabled = [datadog, prometheus, stackdriver, newrelic].some((each) => each.enabled)
  deployment.pubsub.enabled = deployment.pubsub.google.enabled
  return deployment as Deployment
}

function completeAccounts(name: string, accounts: unknown, deployment: string, findings: Finding[]): unknown[] {
  const { account } = integrations.find((each) => each.name === name)!
  const list = Array.isArray(accounts) ? accounts : []
  return list.map((each) => read(account, each, `${deployment}.canary.${name}.${at(each, 'name')}`, findings))
}

type Writable<T> = T extends readonly (infer E)[]
  ? readonly E[]
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T
type Mutable = Writable<Deployment>

/** The spellings of kleat and of older Halyards, as they are today. */
function modern(raw: Tree): Tree {
  const result = { ...raw }
  const providers = isTree(raw.providers) ? { ...raw.providers } : undefined
  if (providers !== undefined) {
    const old = providers.oraclebmcs
    if (isTree(old) && at(providers, 'oracle.primaryAccount') === undefined)
      providers.oracle = { ...old, ...(isTree(providers.oracle) ? filled(providers.oracle) : {}) }
    result.providers = providers
  }
  const storage = isTree(raw.persistentStorage) ? { ...raw.persistentStorage } : undefined
  if (storage !== undefined) {
    if (storage.persistentStoreType === 'oraclebmcs') storage.persistentStoreType = 'oracle'
    if (storage.oracle === undefined && isTree(storage.oraclebmcs)) storage.oracle = storage.oraclebmcs
    for (const [type, store] of Object.entries(storage)) {
      if (!isTree(store) || !('enabled' in store)) continue
      const { enabled, ...rest } = store
      storage[type] = rest
      if (enabled === true) storage.persistentStoreType ??= type
    }
    result.persistentStorage = storage
  }
  if (isTree(raw.notifications) && 'githubStatus' in raw.notifications) {
    const { githubStatus, ...rest } = raw.notifications
    result.notifications = { 'github-status': githubStatus, ...rest }
  }
  const list = at(raw, 'canary.serviceIntegrations')
  if (isTree(list))
    result.canary = {
      ...(raw.canary as Tree),
      serviceIntegrations: Object.entries(list).map(([name, each]) => ({ ...(each as Tree), name })),
    }
  return result
}

const filled = (tree: Tree) =>
  Object.fromEntries(
    Object.entries(tree).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  )
