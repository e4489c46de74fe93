import { canary } from './canary.ts'
import { deploymentEnvironment } from './deployment-environment.ts'
import {
  boolean,
  collection,
  enabled,
  file,
  free,
  integer,
  keyed,
  secret,
  section,
  text,
  type ValueOf,
} from './field.ts'
import { artifacts, ci, metricStores, notifications, pubsub, repository } from './integrations.ts'
import { providers } from './providers.ts'
import { security } from './security.ts'
import { persistentStorage } from './storage.ts'

/** A feature that is on or off; `from` and `to` are the versions of Spinnaker that know it. */
const feature = (describe: string, from: string, to?: string) =>
  boolean(describe, { versions: { from, ...(to === undefined ? {} : { to }) } })

const features = section(
  'What is on.',
  {
    chaos: boolean('Chaos Monkey.', { default: false }),
    pipelineTemplates: feature('Pipeline templates.', '1.2.0'),
    artifacts: feature('Artifacts.', '1.5.0', '1.20.0'),
    artifactsRewrite: feature('The newer pages of artifacts.', '1.15.0', '1.20.0'),
    mineCanary: feature('The stage of the old canaries.', '1.5.0', '1.22.0'),
    infrastructureStages: boolean('Stages that change infrastructure.', {
      versions: { from: '1.7.0', to: '1.20.0' },
      flag: false,
    }),
    travis: boolean('Stages of Travis CI.', { versions: { from: '1.9.0', to: '1.20.0' }, flag: false }),
    wercker: boolean('Stages of Wercker.', { versions: { from: '1.9.0', to: '1.20.0' }, flag: false }),
    managedPipelineTemplatesV2UI: boolean('Pages of pipeline templates.', {
      versions: { from: '1.13.0' },
      flag: 'managed-pipeline-templates-v2-ui',
    }),
    gremlin: feature('Gremlin.', '1.13.0', '1.20.0'),
  },
  { legacy: ['jobs', 'appengineContainerImageUrlDeployments', 'auth', 'entityTags', 'fiat'] },
)

const extension = section('An extension of a plugin.', {
  id: text('Its ID.', { flag: false }),
  enabled: enabled(true),
  config: free<Readonly<Record<string, unknown>>>('Its configuration.', { default: {} }),
})

const plugin = section(
  'A plugin.',
  {
    id: text('Its ID.', { flag: false }),
    enabled: boolean('Whether it is used.', { default: false, flag: 'enabled' }),
    version: text('Its version.'),
    uiResourceLocation: text('Deprecated: where its pages are.'),
    config: free<Readonly<Record<string, unknown>>>('Its configuration.', { default: {} }),
    extensions: keyed('Its extensions.', extension),
  },
  {
    edits: [
      {
        flag: 'extensions',
        describe: 'The IDs of its extensions; what is configured of one stays.',
        kind: 'texts',
        on: 'both',
        apply(node, ids: readonly string[]) {
          const old = (node.extensions ?? {}) as Readonly<Record<string, unknown>>
          node.extensions = Object.fromEntries(ids.map((id) => [id, old[id] ?? { id, enabled: true }]))
        },
      },
    ],
  },
)

const spinnaker = section('What extends it.', {
  extensibility: section('Plugins.', {
    enabled: boolean('Whether plugins are used at all.', { flag: false }),
    downloadingEnabled: boolean('Whether plugins are fetched.', { flag: false }),
    plugins: keyed('Plugins, by ID.', plugin),
    repositories: keyed(
      'Where plugins are had, by ID.',
      section('A repository of plugins.', {
        id: text('Its ID.', { flag: false }),
        url: text('Its address.', { required: true }),
      }),
    ),
  }),
})

/** One deployment: an element of `deploymentConfigurations`. */
export const deploymentConfiguration = section(
  'A deployment.',
  {
    name: text('The name of the deployment.', { default: 'default', flag: false }),
    version: text('The version that runs.', { default: '' }),
    providers,
    deploymentEnvironment,
    persistentStorage,
    features,
    metricStores,
    notifications,
    timezone: text('The time zone of schedules and of Deck.', { default: 'America/Los_Angeles' }),
    ci,
    repository,
    security,
    artifacts,
    pubsub,
    canary,
    spinnaker,
    webhook: section('Calls of webhook stages.', {
      trust: section('The certificates that they believe.', {
        enabled: enabled(),
        trustStore: file('The store of the certificates.', { flag: 'trustStore' }),
        trustStorePassword: secret('Its password.', { flag: 'trustStorePassword' }),
      }),
    }),
    stats: section('Anonymous figures of use. None are sent, whatever stands here.', {
      enabled: enabled(),
      endpoint: text('Where Spinnaker sent them.', { default: 'https://stats.spinnaker.io' }),
      instanceId: text('The name of the installation in them.', { flag: false }),
      spinnakerVersion: text('The version in them.', { flag: false }),
      deploymentMethod: free('How it was deployed, in them.', { default: {} }),
      connectionTimeoutMillis: integer('Milliseconds to connect.', { default: 3000, flag: false }),
      readTimeoutMillis: integer('Milliseconds to read.', { default: 5000, flag: false }),
    }),
  },
  { legacy: ['telemetry', 'plugins'] },
)

/** The whole file `~/.hal/config`. */
export const halconfig = section('The halconfig.', {
  halyardVersion: text('The Halyard that wrote it last.', { flag: false }),
  currentDeployment: text('The deployment that is meant where none is named.', { default: 'default', flag: false }),
  deploymentConfigurations: collection('The deployments.', 'name', deploymentConfiguration),
})

/** A deployment with every default filled in. */
export type Deployment = ValueOf<typeof deploymentConfiguration>
/** A halconfig with every default filled in. */
export type Halconfig = ValueOf<typeof halconfig>
