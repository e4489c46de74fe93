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

/** A part of a deployment that this release does not have. */
export interface Missing {
  /** Below the deployment, as findings say it. */
  readonly at: string
  /** What is below that and missing; without them, all of it is. */
  readonly parts?: readonly string[]
  readonly message: string
}

/** What a deployment asks for and this release does not have: said before people look for it. Their configuration is written all the same. */
export function notYet(deployment: Deployment, settings: AllSettings): Finding[] {
  return missingIn(deployment, settings).map(({ at: place, message }) => ({
    severity: 'WARNING',
    location: `${deployment.name}.${place}`,
    message,
  }))
}

/** What a deployment asks for and this release does not have. */
export function missingIn(deployment: Deployment, settings: AllSettings): Missing[] {
  const { canary, ci, repository, notifications, pubsub, artifacts, metricStores, spinnaker } = deployment
  const { haServices } = deployment.deploymentEnvironment
  const on = (parts: object) => keysOf(parts, (each) => (each as { enabled?: boolean }).enabled === true)
  const clouds = on(deployment.providers).filter((name) => !releasedClouds.includes(name))
  const mine = (name: 'igor' | 'kayenta') => !settings[name].skipLifeCycleManagement
  const { templates: _, ...stores } = artifacts
  const builds = on({ ...ci, ...repository })
  const whole = (place: string, applies: boolean, message: string): Missing[] =>
    applies ? [{ at: place, message }] : []
  const some = (place: string, parts: readonly string[], says: (names: string) => string): Missing[] =>
    parts.length > 0 ? [{ at: place, parts, message: says(list(parts)) }] : []
  return [
    ...some(
      'provider',
      clouds,
      (names) =>
        `Clouddriver does not know ${names} in this release: their accounts are not shown, and nothing is deployed to them.`,
    ),
    ...whole(
      'canary',
      canary.enabled && mine('kayenta'),
      'Kayenta is not part of this release: canaries are not analysed.',
    ),
    ...some(
      'ci',
      mine('igor') ? builds : [],
      (names) => `Igor is not part of this release: ${names} start no pipelines and run no builds.`,
    ),
    ...some('notifications', on(notifications), (names) => `Echo does not notify by ${names} in this release.`),
    ...whole('pubsub', pubsub.enabled, 'Echo does not listen to Pub/Sub in this release.'),
    ...some('artifacts', on(stores), (names) => `Clouddriver does not fetch artifacts of ${names} in this release.`),
    ...whole(
      'metricStores',
      metricStores.enabled,
      'There is no monitoring daemon in this release; let Prometheus read the figures of the services themselves.',
    ),
    ...some(
      'spinnaker.extensibility',
      on(spinnaker.extensibility.plugins),
      (names) => `Plugins are Java, and are not loaded: ${names}.`,
    ),
    ...some(
      'deploymentEnvironment.haServices',
      on(haServices),
      (names) => `${names} is not split: run several of it (targetSize, customSizing), on one PostgreSQL.`,
    ),
    ...whole('security.api.ssl', deployment.security.apiSecurity.ssl.enabled, tls('Gate')),
    ...whole('security.ui.ssl', deployment.security.uiSecurity.ssl.enabled, tls('Deck')),
  ]
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
