import type { Finding } from '../findings.ts'
import { at } from '../halconfig/index.ts'
import { releasedServices } from '../names.ts'
import type { Deployment } from '../schema/index.ts'
import type { Profiles } from './profiles.ts'
import type { AllSettings } from './settings/index.ts'

/** Whether Echo does something about what Orca tells it: events and notifications. */
export const echoListens = false

/** The clouds that Clouddriver knows in this release. */
export const releasedClouds: readonly string[] = ['spot']

/** What a deployment asks for and this release does not have: said before people look for it. Their configuration is written all the same. */
export function notYet(deployment: Deployment, settings: AllSettings): Finding[] {
  const { canary, ci, repository, notifications, pubsub, artifacts, metricStores, spinnaker } = deployment
  const { haServices } = deployment.deploymentEnvironment
  const on = (parts: object) => keysOf(parts, (each) => (each as { enabled?: boolean }).enabled === true)
  const clouds = on(deployment.providers).filter((name) => !releasedClouds.includes(name))
  const mine = (name: 'igor' | 'kayenta') => !settings[name].skipLifeCycleManagement
  const { templates: _, ...stores } = artifacts
  const found: [string, boolean, string][] = [
    [
      'provider',
      clouds.length > 0,
      `Clouddriver does not know ${list(clouds)} in this release: their accounts are not shown, and nothing is deployed to them.`,
    ],
    ['canary', canary.enabled && mine('kayenta'), 'Kayenta is not part of this release: canaries are not analysed.'],
    [
      'ci',
      on({ ...ci, ...repository }).length > 0 && mine('igor'),
      `Igor is not part of this release: ${list(on({ ...ci, ...repository }))} start no pipelines and run no builds.`,
    ],
    [
      'notifications',
      on(notifications).length > 0,
      `Echo does not notify by ${list(on(notifications))} in this release.`,
    ],
    ['pubsub', pubsub.enabled, 'Echo does not listen to Pub/Sub in this release.'],
    [
      'artifacts',
      on(stores).length > 0,
      `Clouddriver does not fetch artifacts of ${list(on(stores))} in this release.`,
    ],
    [
      'metricStores',
      metricStores.enabled,
      'There is no monitoring daemon in this release; let Prometheus read the figures of the services themselves.',
    ],
    [
      'spinnaker.extensibility',
      on(spinnaker.extensibility.plugins).length > 0,
      `Plugins are Java, and are not loaded: ${list(on(spinnaker.extensibility.plugins))}.`,
    ],
    [
      'deploymentEnvironment.haServices',
      on(haServices).length > 0,
      `${list(on(haServices))} is not split: run several of it (targetSize, customSizing), on one PostgreSQL.`,
    ],
    ['security.api.ssl', deployment.security.apiSecurity.ssl.enabled, tls('Gate')],
    ['security.ui.ssl', deployment.security.uiSecurity.ssl.enabled, tls('Deck')],
  ]
  return found.flatMap(([location, applies, message]) =>
    applies ? [{ severity: 'WARNING', location: `${deployment.name}.${location}`, message } as const] : [],
  )
}

/** Profiles that name a database of a make that no service of this release can use: with them it would not start. */
export function otherDatabases(deployment: string, profiles: Profiles): Finding[] {
  const files = ['spinnaker', ...releasedServices].flatMap((name) => [`${name}.yml`, `${name}-local.yml`])
  return files
    .filter((file) => {
      const sql = at(profiles.tree(file), 'sql')
      return at(sql, 'enabled') !== false && /jdbc:(mysql|mariadb)/.test(JSON.stringify(sql ?? ''))
    })
    .map((file) => ({
      severity: 'ERROR',
      location: `${deployment}.profiles.${file}`,
      message: `profiles/${file} names a MySQL, which no service of this release can use.`,
      remediation:
        'Take sql out of it for the embedded database, or name a PostgreSQL: jdbc:postgresql://host:5432/database.',
    }))
}

const tls = (name: string) => `${name} does not end TLS itself in this release: put a proxy before it that does.`

const keysOf = (parts: object, is: (value: unknown) => boolean) =>
  Object.entries(parts)
    .filter(([, value]) => is(value))
    .map(([key]) => key)

const list = (names: readonly string[]) => names.join(', ')
