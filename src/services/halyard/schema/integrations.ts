import { credentials, plainAccount } from './accounts.ts'
import {
  boolean,
  choice,
  collection,
  enabled,
  type Fields,
  file,
  integer,
  permissions,
  type Section,
  secret,
  secretFile,
  section,
  text,
  texts,
} from './field.ts'

/** `{ enabled, <key>: [...] }`, as builds, artifacts, searches and subscriptions are kept. */
const listed = <K extends string, A extends Fields>(label: string, key: K, of: Section<A>) => {
  const fields = { enabled: enabled(), [key]: collection(`The ${key} of ${label}.`, 'name', of) }
  return section(label, fields as { enabled: typeof fields.enabled } & Record<K, ReturnType<typeof collection<A>>>)
}

const shared = <A extends Fields>(describe: string, own: A) =>
  plainAccount(describe, { permissions: permissions(), ...own })

export const ci = section('Build services.', {
  jenkins: listed(
    'Jenkins',
    'masters',
    shared('A Jenkins.', {
      address: text('Where it is.', { required: true }),
      username: text('The user.'),
      password: secret('The password or API token of the user.'),
      csrf: boolean('Whether it wants a crumb with each change.'),
      trustStore: secretFile('The certificates that are believed.', { flag: false }),
      trustStoreType: text('The format of that file.', { flag: false }),
      trustStorePassword: secret('The password of that file.', { flag: false }),
    }),
  ),
  travis: listed(
    'Travis CI',
    'masters',
    shared('A Travis CI.', {
      address: text('Where its API is.', { required: true }),
      baseUrl: text('Where its pages are.', { required: true }),
      githubToken: secret('The token of GitHub that it logs in with.'),
      numberOfRepositories: integer('How many repositories are looked at.'),
      numberOfJobs: integer('How many jobs are looked at.'),
      buildResultLimit: integer('How many builds are kept in mind.'),
      filteredRepositories: texts('The repositories that are looked at; without any, all.'),
    }),
  ),
  wercker: listed(
    'Wercker',
    'masters',
    shared('A Wercker.', {
      address: text('Where it is.', { required: true }),
      user: text('The user.'),
      token: secret('The token of the user.'),
    }),
  ),
  concourse: listed(
    'Concourse',
    'masters',
    shared('A Concourse.', {
      url: text('Where it is.', { required: true }),
      username: text('The user.', { required: true }),
      password: secret('The password of the user.', { required: true }),
    }),
  ),
  gcb: listed(
    'Google Cloud Build',
    'accounts',
    shared('An account of Google Cloud Build.', {
      project: text('The project.', { required: true }),
      subscriptionName: text('The Pub/Sub subscription that tells of builds.'),
      jsonKey: secretFile('The JSON key of the service account.'),
    }),
  ),
  codebuild: section('AWS CodeBuild', {
    ...listed(
      'AWS CodeBuild',
      'accounts',
      shared('An account of AWS CodeBuild.', {
        accountId: text('The ID of the AWS account.'),
        assumeRole: text('The role to assume.'),
        region: text('The region.', { required: true }),
      }),
    ).fields,
    accessKeyId: text('The access key by which roles are assumed.'),
    secretAccessKey: secret('The secret of the access key.'),
  }),
})

const login = {
  username: text('The user.', { required: true }),
  password: secret('The password of the user.', { required: true }),
}

export const repository = section('Package repositories.', {
  artifactory: listed(
    'Artifactory',
    'searches',
    shared('A repository of Artifactory.', {
      baseUrl: text('Where it is.', { required: true }),
      repo: text('The repository.', { required: true }),
      groupId: text('The group that is looked at.', { flag: 'groupId' }),
      repoType: text('The kind of the repository.', { onAdd: 'MAVEN' }),
      ...login,
    }),
  ),
  nexus: listed(
    'Nexus',
    'searches',
    shared('A repository of Nexus.', {
      baseUrl: text('Where it is.', { required: true }),
      repo: text('The repository.', { required: true }),
      nodeId: text('The ID of the node that tells of changes.', { flag: 'nodeId' }),
      ...login,
    }),
  ),
})

const { basic, token, ssh } = credentials

export const artifacts = section('Where artifacts are fetched from.', {
  bitbucket: listed('Bitbucket', 'accounts', plainAccount('An account of Bitbucket.', { ...basic, ...token })),
  gcs: listed(
    'Google Cloud Storage',
    'accounts',
    plainAccount('An account of Google Cloud Storage.', {
      jsonPath: secretFile('The JSON key of the service account.'),
    }),
  ),
  oracle: listed(
    'Oracle Object Storage',
    'accounts',
    plainAccount('An account of Oracle Object Storage.', {
      namespace: text('The namespace.'),
      region: text('The region.'),
      userId: text('The OCID of the user.'),
      fingerprint: text('The fingerprint of the public key.'),
      sshPrivateKeyFilePath: secretFile('The private key.'),
      privateKeyPassphrase: secret('The passphrase of the private key.'),
      tenancyId: text('The OCID of the tenancy.'),
    }),
  ),
  github: listed('GitHub', 'accounts', plainAccount('An account of GitHub.', { ...basic, ...token })),
  gitlab: listed('GitLab', 'accounts', plainAccount('An account of GitLab.', token)),
  gitrepo: listed('Git', 'accounts', plainAccount('An account of a Git server.', { ...basic, ...token, ...ssh })),
  http: listed('HTTP', 'accounts', plainAccount('An account of a web server.', basic)),
  helm: listed(
    'Helm',
    'accounts',
    plainAccount('A Helm chart repository.', { repository: text('The address of the repository.'), ...basic }),
  ),
  s3: listed(
    'S3',
    'accounts',
    plainAccount('An account of S3.', {
      apiEndpoint: text('Where it is, if it is not Amazon.'),
      apiRegion: text('The region that the endpoint wants to hear.'),
      region: text('The region.'),
      awsAccessKeyId: text('The access key.'),
      awsSecretAccessKey: secret('The secret of the access key.'),
    }),
  ),
  maven: listed(
    'Maven',
    'accounts',
    plainAccount('A Maven repository.', { repositoryUrl: text('The address of the repository.', { required: true }) }),
  ),
  templates: collection(
    'Artifacts that webhooks are turned into.',
    'name',
    plainAccount('A template of artifacts.', {
      templatePath: file('The Jinja template.', { required: true }),
    }),
  ),
})

export const pubsub = section('Messages that start pipelines, and messages about them.', {
  enabled: enabled(),
  google: section('Google Pub/Sub.', {
    enabled: enabled(),
    pubsubType: text('Its kind.', { default: 'GOOGLE', flag: false }),
    subscriptions: collection(
      'Subscriptions that start pipelines.',
      'name',
      plainAccount('A subscription of Google Pub/Sub.', {
        project: text('The project.'),
        subscriptionName: text('The subscription, without its project.'),
        jsonPath: secretFile('The JSON key of the service account.'),
        templatePath: file('The Jinja template that makes artifacts of a message.'),
        ackDeadlineSeconds: integer('Seconds within which a message is acknowledged.', { onAdd: 10 }),
        messageFormat: choice('What its messages are.', ['GCB', 'GCS', 'GCR', 'CUSTOM'], { onAdd: 'CUSTOM' }),
      }),
    ),
    publishers: collection(
      'Topics that are told about pipelines.',
      'name',
      plainAccount('A topic of Google Pub/Sub.', {
        project: text('The project.'),
        topicName: text('The topic, without its project.'),
        jsonPath: secretFile('The JSON key of the service account.'),
        content: choice('What it is told.', ['NOTIFICATIONS', 'ALL'], { flag: false }),
      }),
    ),
  }),
})

export const notifications = section('How people are told.', {
  slack: section('Slack.', {
    enabled: enabled(),
    botName: text('The name of the bot.'),
    token: secret('The token of the bot.'),
    baseUrl: text('Where Slack is.'),
    forceUseIncomingWebhook: boolean('Whether the token is one of an incoming webhook.'),
  }),
  twilio: section('Twilio.', {
    enabled: enabled(),
    account: text('The account.'),
    baseUrl: text('Where Twilio is.', { default: 'https://api.twilio.com/', flag: false }),
    from: text('The number that it sends from.'),
    token: secret('The token of the account.'),
  }),
  'github-status': section('The status of a commit at GitHub.', {
    enabled: enabled(),
    token: secret('The token that may write it.'),
  }),
})

const tags = texts('Tags of every metric, as name:value.', { singular: 'tag' })

export const metricStores = section('Where metrics go.', {
  enabled: enabled(),
  period: integer('Seconds between two reports.', { default: 30 }),
  datadog: section('Datadog.', {
    enabled: enabled(),
    api_key: secret('The API key.', { flag: 'api-key' }),
    app_key: secret('The application key.', { flag: 'app-key' }),
    tags,
  }),
  prometheus: section('Prometheus.', {
    enabled: enabled(),
    push_gateway: text('The push gateway; without it, Prometheus scrapes.', { flag: 'push-gateway' }),
    add_source_metalabels: boolean('Whether metrics say where they come from.', { default: true, flag: false }),
  }),
  stackdriver: section('Google Cloud Monitoring.', {
    enabled: enabled(),
    credentials_path: secretFile('The JSON key of the service account.', { flag: 'credentials-path' }),
    project: text('The project.'),
    zone: text('The zone.'),
    instance_id: text('The machine.', { flag: false }),
  }),
  newrelic: section('New Relic.', {
    enabled: enabled(),
    insert_key: secret('The insert key.', { flag: 'insert-key' }),
    host: text('The host.'),
    tags,
  }),
})
