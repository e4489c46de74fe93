import { account, bakery, credentials, provider } from './accounts.ts'
import { aws } from './aws.ts'
import {
  boolean,
  choice,
  collection,
  type Edit,
  file,
  free,
  integer,
  secret,
  secretFile,
  section,
  text,
  texts,
} from './field.ts'
import { kubernetes } from './kubernetes.ts'

const regions = (describe: string) => texts(describe, { singular: 'region' })

const startedDescriptions: Readonly<Record<string, string>> = {
  region: 'The region that it is started in.',
  zone: 'The zone that it is started in.',
  'instance-type': 'The type of the machine that bakes.',
  'source-image-id': 'The ID of the image.',
  'ssh-user-name': 'The user that Packer logs in as.',
  'eip-type': 'The type of its public address.',
}

/** How an image is started stands in a list by region; the flags speak of its first element. */
const startedBy = (flags: readonly string[]): Edit[] =>
  flags.map((flag) => ({
    flag,
    describe: startedDescriptions[flag]!,
    kind: 'text',
    required: true,
    on: 'both',
    apply(node, value: string) {
      const [first = {}, ...others] = (node.virtualizationSettings ?? []) as Record<string, unknown>[]
      const key = flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
      node.virtualizationSettings = [{ ...first, [key]: value }, ...others]
    },
  }))

const google = {
  project: text('The ID of the Google Cloud project.', { required: true }),
  jsonPath: secretFile('The JSON key of the service account; without it, the credentials of the machine.'),
}

const appengine = provider(
  'Google App Engine',
  account('An account of Google App Engine.', {
    ...google,
    localRepositoryDirectory: text('Where sources are checked out.', { default: '/var/tmp/clouddriver' }),
    gitHttpsUsername: text('The user for Git over HTTPS.'),
    gitHttpsPassword: secret('The password for Git over HTTPS.'),
    githubOAuthAccessToken: secret('An access token of GitHub, for Git over HTTPS.', {
      flag: 'github-oauth-access-token',
    }),
    ...credentials.ssh,
    gcloudReleaseTrack: choice('The release track of gcloud.', ['ALPHA', 'BETA', 'STABLE']),
    services: texts('Patterns of the services that are shown.'),
    versions: texts('Patterns of the versions that are shown.'),
    omitServices: texts('Patterns of the services that are not shown.'),
    omitVersions: texts('Patterns of the versions that are not shown.'),
    cachingIntervalSeconds: integer('Seconds between two readings of the account.'),
  }),
  { gcloudPath: text('Where gcloud is.', { flag: 'gcloudPath' }) },
)

const azure = provider(
  'Azure',
  account('An account of Azure.', {
    clientId: text('The ID of the service principal.', { required: true }),
    appKey: secret('The key of the service principal.', { required: true }),
    tenantId: text('The tenant.', { required: true }),
    subscriptionId: text('The subscription.', { required: true }),
    objectId: text('The object ID of the service principal.'),
    defaultResourceGroup: text('The resource group of what names none.', { required: true }),
    defaultKeyVault: text('The key vault of what names none.', { required: true }),
    packerResourceGroup: text('The resource group to bake in.'),
    packerStorageAccount: text('The storage account of baked images.'),
    regions: texts('Its regions.', { onAdd: ['westus', 'eastus'] }),
    useSshPublicKey: text('Whether machines are reached by an SSH key instead of a password.', {
      default: 'true',
      flag: 'useSshPublicKey',
    }),
  }),
  {
    bakeryDefaults: bakery(
      {},
      {
        publisher: text('The publisher of the image.', { required: true }),
        offer: text('Its offer.', { required: true }),
        sku: text('Its SKU.', { required: true }),
        version: text('Its version.', { flag: 'image-version' }),
      },
      free('How it is started.'),
    ),
  },
)

const cloudfoundry = provider(
  'Cloud Foundry',
  account(
    'An account of Cloud Foundry.',
    {
      api: text('The host of its API.', { required: true, flag: 'api-host', flagAliases: ['api'] }),
      user: text('The user.', { required: true }),
      password: secret('The password of the user.', { required: true }),
      appsManagerUri: text('The address of its Apps Manager.', {
        flag: 'apps-manager-url',
        flagAliases: ['apps-manager-uri', 'appsManagerUri'],
        spellings: ['appsManagerUrl'],
      }),
      metricsUri: text('The address of its metrics.', {
        flag: 'metrics-url',
        flagAliases: ['metrics-uri', 'metricsUri'],
        spellings: ['metricsUrl'],
      }),
      skipSslValidation: boolean('Whether any certificate is believed.', { default: false }),
      spaceFilter: free<Readonly<Record<string, readonly string[]>>>('The spaces that are shown, by organization.', {
        default: {},
      }),
    },
    [
      {
        flag: 'space-filter',
        aliases: ['spaceFilter'],
        describe: 'The spaces that are shown: organization:space, separated by commas.',
        kind: 'texts',
        on: 'both',
        apply(node, value: readonly string[]) {
          const filter: Record<string, string[]> = {}
          for (const each of value) {
            const [organization = '', space] = each.split(':')
            filter[organization] ??= []
            if (space !== undefined) filter[organization].push(space)
          }
          node.spaceFilter = filter
        },
      },
    ],
  ),
  {
    clientConfig: section('How its API is called.', {
      connectionTimeout: integer('Milliseconds to connect.', { flag: false }),
      writeTimeout: integer('Milliseconds to write.', { flag: false }),
      readTimeout: integer('Milliseconds to read.', { flag: false }),
      maxRetries: integer('How often a call is tried again.', { flag: false }),
    }),
  },
)

const cloudrun = provider(
  'Google Cloud Run',
  account('An account of Google Cloud Run.', {
    ...google,
    localRepositoryDirectory: text('Where sources are checked out.', { default: '/var/tmp/clouddriver' }),
    sshKnownHostsFilePath: file('The known_hosts file.', { onlyOnEdit: true }),
    sshTrustUnknownHosts: boolean('Whether hosts that are not in it are trusted too.', { default: false }),
  }),
  { gcloudPath: text('Where gcloud is.', { flag: 'gcloudPath' }) },
)

interface DcosCredential {
  readonly name: string
  readonly uid: string
  readonly password?: string
  readonly serviceKeyFile?: string
}

const dcos = provider(
  'DC/OS',
  account(
    'An account of DC/OS.',
    {
      clusters: free<readonly DcosCredential[]>('Its clusters, with the credentials of each.', { default: [] }),
      dockerRegistries: texts('The Docker registry accounts that it may use.', {
        singular: 'docker-registry',
        storedAs: 'accountName',
        accountOf: 'dockerRegistry',
        required: true,
      }),
    },
    [
      {
        flag: 'cluster',
        describe: 'The cluster that the credentials are for.',
        kind: 'text',
        required: true,
        on: 'add',
        apply: (node, name: string, { uid, password, 'service-key-file': serviceKeyFile }) => {
          node.clusters = [
            {
              name,
              uid,
              ...(password === undefined ? {} : { password }),
              ...(serviceKeyFile === undefined ? {} : { serviceKeyFile }),
            },
          ]
        },
      },
      {
        flag: 'uid',
        describe: 'The user or service account of the cluster.',
        kind: 'text',
        required: true,
        on: 'add',
        apply() {},
      },
      { flag: 'password', describe: 'The password of the user.', kind: 'text', secret: true, on: 'add', apply() {} },
      {
        flag: 'service-key-file',
        describe: 'The private key of the service account.',
        kind: 'text',
        file: true,
        on: 'add',
        apply() {},
      },
      {
        flag: 'update-user-credential',
        describe: 'Credentials of a user: cluster uid password.',
        kind: 'texts',
        on: 'edit',
        apply: (node, [cluster = '', uid = '', password = '']: readonly string[]) => {
          setCredential(node, { name: cluster, uid, password })
        },
      },
      {
        flag: 'update-service-credential',
        describe: 'Credentials of a service account: cluster uid key-file.',
        kind: 'texts',
        on: 'edit',
        apply: (node, [cluster = '', uid = '', serviceKeyFile = '']: readonly string[]) => {
          setCredential(node, { name: cluster, uid, serviceKeyFile })
        },
      },
      {
        flag: 'remove-credential',
        describe: 'Credentials that are dropped: cluster uid.',
        kind: 'texts',
        on: 'edit',
        apply: (node, [cluster, uid]: readonly string[]) => {
          node.clusters = ((node.clusters ?? []) as DcosCredential[]).filter(
            (each) => each.name !== cluster || each.uid !== uid,
          )
        },
      },
    ],
  ),
  {
    clusters: collection(
      'The clusters of DC/OS.',
      'name',
      section('A cluster of DC/OS.', {
        name: text('The name of the cluster.', { required: true, flag: false }),
        dcosUrl: text('The address of the cluster.', { required: true }),
        caCertFile: secretFile('The certificate of its authority.'),
        insecureSkipTlsVerify: boolean('Whether any certificate is believed.', { flag: 'skip-tls-verify' }),
        loadBalancer: section('The load balancer.', {
          image: text('The image of marathon-lb.', { flag: 'lb-image' }),
          serviceAccountSecret: secret('The secret with its service account.', { flag: 'lb-account-secret' }),
        }),
      }),
    ),
  },
)

function setCredential(node: Record<string, unknown>, credential: DcosCredential): void {
  const others = ((node.clusters ?? []) as DcosCredential[]).filter(
    ({ name, uid }) => name !== credential.name || uid !== credential.uid,
  )
  node.clusters = [...others, credential]
}

const dockerRegistry = provider(
  'Docker registry',
  account('An account of a Docker registry.', {
    address: text('The address of the registry; https:// unless it says otherwise.', {
      required: true,
      onAdd: 'gcr.io',
    }),
    username: text('The user.'),
    password: secret('The password of the user.'),
    passwordCommand: text('A command that prints the password.'),
    passwordFile: secretFile('A file with the password; no newline at its end.'),
    dockerconfigFile: file("Docker's own configuration file with the credentials.", { flag: false }),
    email: text('The e-mail address that the registry knows.', { onAdd: 'fake.email@spinnaker.io' }),
    cacheIntervalSeconds: integer('Seconds between two readings of its tags.', { default: 30 }),
    clientTimeoutMillis: integer('Milliseconds that a call may take.', { default: 60_000 }),
    cacheThreads: integer('How many readings run side by side.', { default: 1 }),
    paginateSize: integer('How many tags are asked for at a time.', { default: 100 }),
    sortTagsByDate: boolean('Whether the newest tag comes first; costs a call a tag.', { default: false }),
    trackDigests: boolean('Whether an image that changes under its tag starts pipelines.', { default: false }),
    insecureRegistry: boolean('Whether any certificate is believed.', { default: false }),
    repositories: texts('Its repositories; without any, those of its catalog.', { singular: 'repository' }),
    repositoriesRegex: text('A pattern of the repositories of its catalog that are taken.'),
  }),
  {},
)

const ecs = provider(
  'Amazon ECS',
  account('An account of Amazon ECS.', {
    awsAccount: text('The account of AWS that it is part of.', { required: true, accountOf: 'aws' }),
  }),
  { awsAccount: text('The account of AWS of accounts that name none.', { flag: false }) },
)

const googleCompute = provider(
  'Google Compute Engine',
  account(
    'An account of Google Compute Engine.',
    {
      ...google,
      serviceAccountId: text('The service account of its machines.'),
      serviceAccountProject: text('The project of that service account.'),
      alphaListed: boolean('Whether the project may use alpha features.', { default: false }),
      imageProjects: texts('Further projects whose images may be used.', { singular: 'image-project' }),
      consul: section('A Consul that knows the health of its machines.', {
        enabled: boolean('Whether it is used.', { default: false, flag: false }),
        agentEndpoint: text('The host of the agent.', { default: 'localhost', flag: false }),
        agentPort: integer('The port of the agent.', { default: 8500, flag: false }),
        datacenters: texts('Its data centers.', { flag: false }),
      }),
      userDataFile: file('A file with user data for every machine.', { flag: 'user-data' }),
      regions: texts('Its regions.', { singular: 'region' }),
    },
    [
      {
        flag: 'set-alpha-listed',
        describe: 'Whether the project may use alpha features.',
        kind: 'boolean',
        on: 'edit',
        apply: (node, value: boolean) => {
          node.alphaListed = value
        },
      },
    ],
  ),
  {
    defaultRegions: texts('The regions of accounts that name none.', { singular: 'default-region' }),
    bakeryDefaults: bakery(
      {
        zone: text('The zone to bake in.', { default: 'us-central1-f' }),
        network: text('The network to bake in.', { default: 'default' }),
        networkProjectId: text('The project of that network.'),
        useInternalIp: boolean('Whether the machine that bakes has no public address.', { default: false }),
      },
      { isImageFamily: boolean('Whether the source is a family of images.') },
      section('How it is started.', {
        sourceImage: text('The image.'),
        sourceImageFamily: text('The family of images, of which the newest is taken.'),
      }),
    ),
  },
)

const huaweiLogin = {
  accountType: text('The kind of the account.'),
  authUrl: text('The address that authenticates.', { required: true }),
  username: text('The user.', { required: true }),
  password: secret('The password of the user.', { required: true }),
  projectName: text('The project.', { required: true }),
  domainName: text('The domain.', { required: true }),
  insecure: boolean('Whether any certificate is believed.', { default: false }),
}

const huaweicloud = provider(
  'Huawei Cloud',
  account('An account of Huawei Cloud.', { ...huaweiLogin, regions: regions('Its regions.') }),
  {
    bakeryDefaults: bakery(
      {
        ...huaweiLogin,
        vpcId: text('The VPC to bake in.', { required: true }),
        subnetId: text('The subnet to bake in.', { required: true }),
        securityGroup: text('The security group of the machine that bakes.', { required: true }),
        eipBandwidthSize: integer('The bandwidth of its public address.', { required: true }),
      },
      {},
      free<readonly Record<string, unknown>[]>('How it is started, by region.', { default: [] }),
      startedBy(['region', 'instance-type', 'source-image-id', 'ssh-user-name', 'eip-type']),
    ),
  },
)

const oracle = provider(
  'Oracle Cloud',
  account('An account of Oracle Cloud.', {
    compartmentId: text('The OCID of the compartment.', { required: true }),
    userId: text('The OCID of the user.', { required: true }),
    fingerprint: text('The fingerprint of the public key.', { required: true }),
    sshPrivateKeyFilePath: secretFile('The private key.', { required: true }),
    privateKeyPassphrase: secret('The passphrase of the private key.'),
    tenancyId: text('The OCID of the tenancy.', { required: true, flag: 'tenancyId' }),
    region: text('The region.', { required: true }),
  }),
  {
    bakeryDefaults: bakery(
      {
        availabilityDomain: text('The availability domain to bake in.', { required: true }),
        subnetId: text('The subnet to bake in.', { required: true }),
        instanceShape: text('The shape of the machine that bakes.', { required: true }),
      },
      {},
      section('How it is started.', {
        baseImageId: text('The OCID of the image.', { required: true }),
        sshUserName: text('The user that Packer logs in as.', { required: true }),
      }),
    ),
  },
)

const spot = provider(
  'Spot by NetApp (Elastigroup)',
  account('An account of Spot.', {
    accountId: text('The ID of the Spot account, such as act-1a2b3c4d.', {
      required: true,
      pattern: { of: /^act-[a-zA-Z0-9]{8}$/, says: 'Invalid Account ID' },
    }),
    accountType: text('The kind of the account, where policies speak of it; by default its name.', { flag: false }),
  }),
  { apiToken: secret('The API token of the organization; its accounts are told apart by their IDs.') },
)

const tencentcloud = provider(
  'Tencent Cloud',
  account('An account of Tencent Cloud.', {
    secretId: text('The ID of the secret.', { required: true }),
    secretKey: secret('The key of the secret.', { required: true }),
    regions: regions('Its regions.'),
  }),
  {
    bakeryDefaults: bakery(
      {
        secretId: text('The ID of the secret that bakes.', { required: true }),
        secretKey: secret('The key of that secret.', { required: true }),
      },
      {},
      free<readonly Record<string, unknown>[]>('How it is started, by region.', { default: [] }),
      startedBy(['region', 'zone', 'instance-type', 'source-image-id', 'ssh-user-name']),
    ),
  },
)

/** The clouds, under their keys in a halconfig. */
export const providers = section(
  'The clouds.',
  {
    appengine,
    aws,
    ecs,
    azure,
    cloudfoundry,
    cloudrun,
    dcos,
    dockerRegistry,
    google: googleCompute,
    huaweicloud,
    kubernetes,
    tencentcloud,
    oracle,
    spot,
  },
  { legacy: ['openstack', 'oraclebmcs'] },
)
