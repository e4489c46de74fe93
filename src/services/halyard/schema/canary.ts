import { plainAccount } from './accounts.ts'
import {
  boolean,
  enabled,
  type Fields,
  free,
  integer,
  type Section,
  secret,
  secretFile,
  section,
  text,
} from './field.ts'

/** What an account of a canary is used for; the CLI keeps it. */
export type SupportedType = 'METRICS_STORE' | 'CONFIGURATION_STORE' | 'OBJECT_STORE'

/** An account that metrics or objects come from. */
const canaryAccount = <A extends Fields>(describe: string, own: A) =>
  plainAccount(describe, {
    ...own,
    supportedTypes: free<readonly SupportedType[]>('What it is used for.', { default: [] }),
  })

const endpoint = (required: boolean) =>
  section('Where it is.', { baseUrl: text('The address.', { required: required || undefined } as { required: true }) })

const cachingInterval = integer('Milliseconds between two readings of the names of metrics.', {
  default: 60_000,
  flag: 'metadata-caching-interval-ms',
})

export interface Integration<F extends Fields = Fields, A extends Fields = Fields> {
  readonly name: string
  readonly fields: Section<F>
  readonly account: Section<A>
}

/** A kind of account of canaries, told apart in the list by its `name`. */
const integration = <N extends string, F extends Fields, A extends Fields>(
  name: N,
  describe: string,
  own: F,
  account: Section<A>,
) => ({
  name,
  fields: section(describe, { enabled: enabled(), ...own }),
  account,
})

export const integrations = [
  integration(
    'google',
    'Google Cloud: Monitoring for metrics, Storage for what is kept.',
    {
      gcsEnabled: boolean('Whether Storage is used.', { default: false }),
      stackdriverEnabled: boolean('Whether Monitoring is used.', { default: false }),
      metadataCachingIntervalMS: cachingInterval,
    },
    canaryAccount('An account of Google Cloud.', {
      project: text('The project.', { required: true }),
      jsonPath: secretFile('The JSON key of the service account.'),
      bucket: text('The bucket.'),
      bucketLocation: text('Where the bucket is made.', { default: '' }),
      rootFolder: text('The folder in the bucket.', { default: 'kayenta' }),
    }),
  ),
  integration(
    'prometheus',
    'Prometheus.',
    { metadataCachingIntervalMS: cachingInterval },
    canaryAccount('A Prometheus.', {
      endpoint: endpoint(true),
      username: text('The user.'),
      password: secret('The password of the user.'),
      usernamePasswordFile: secretFile('A file with user:password, instead of the two.'),
    }),
  ),
  integration(
    'datadog',
    'Datadog.',
    { metadataCachingIntervalMS: cachingInterval },
    canaryAccount('An account of Datadog.', {
      endpoint: endpoint(true),
      apiKey: secret('The API key.', { required: true }),
      applicationKey: secret('The application key.', { required: true }),
    }),
  ),
  integration(
    'signalfx',
    'SignalFx.',
    {},
    canaryAccount('An account of SignalFx.', {
      accessToken: secret('The access token.', { required: true }),
      endpoint: endpoint(false),
      defaultScopeKey: text('The dimension of the scope.'),
      defaultLocationKey: text('The dimension of the location.'),
    }),
  ),
  integration(
    'aws',
    'S3 for what is kept.',
    { s3Enabled: boolean('Whether S3 is used.', { default: false, flag: 's3-enabled' }) },
    canaryAccount('An account of S3.', {
      bucket: text('The bucket.'),
      region: text('The region.'),
      rootFolder: text('The folder in the bucket.', { default: 'kayenta' }),
      profileName: text('The profile of the credentials.', { onAdd: 'default' }),
      endpoint: text('Where it is, if it is not Amazon.'),
      accessKeyId: text('The access key.'),
      secretAccessKey: secret('The secret of the access key.'),
    }),
  ),
  integration(
    'newrelic',
    'New Relic.',
    {},
    canaryAccount('An account of New Relic.', {
      endpoint: endpoint(true),
      apiKey: secret('The API key.', { required: true }),
      applicationKey: text('The application key.', { required: true, secret: true }),
    }),
  ),
] as const

/** An element of `serviceIntegrations`, as it stands in the list. */
export interface ServiceIntegration {
  readonly name: (typeof integrations)[number]['name']
  readonly enabled: boolean
  readonly accounts: readonly ({ readonly name: string; readonly supportedTypes: readonly SupportedType[] } & Readonly<
    Record<string, unknown>
  >)[]
  readonly [key: string]: unknown
}

export const canary = section('Automated canary analysis.', {
  enabled: enabled(),
  reduxLoggerEnabled: boolean("Whether Deck's pages of canaries log what they do.", { default: true }),
  defaultMetricsAccount: text('The account of metrics where none is named.'),
  defaultStorageAccount: text('The account of what is kept where none is named.'),
  defaultJudge: text('The judge where none is named.', { default: 'NetflixACAJudge-v1.0' }),
  defaultMetricsStore: text('The store of metrics where none is named.'),
  stagesEnabled: boolean('Whether pipelines have stages of canaries.', { default: true }),
  atlasWebComponentsUrl: text('The address of the charts of Atlas.', { flag: 'atlasWebComponentsUrl' }),
  templatesEnabled: boolean('Whether filters may be templates.', { default: true }),
  showAllConfigsEnabled: boolean("Whether an application sees every application's configurations.", { default: true }),
  serviceIntegrations: free<readonly ServiceIntegration[]>('Where metrics come from and what is kept goes.', {
    default: integrations.map(({ name }) => ({ name, enabled: false, accounts: [] })),
  }),
})
