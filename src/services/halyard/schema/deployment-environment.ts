import { boolean, choice, enabled, free, integer, section, text } from './field.ts'

/** What a container asks for, and how many of it run. */
export interface Sizing {
  readonly requests?: { readonly cpu?: string; readonly memory?: string }
  readonly limits?: { readonly cpu?: string; readonly memory?: string }
  readonly replicas?: number
}

/** A container beside a service, as users add it. */
export interface Sidecar {
  readonly name: string
  readonly dockerImage: string
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly command?: readonly string[]
  readonly configMapVolumeMounts?: readonly { configMapName: string; mountPath: string }[]
  readonly secretVolumeMounts?: readonly { secretName: string; mountPath: string }[]
  readonly mountPath?: string
  readonly securityContext?: { readonly privileged?: boolean }
}

type ByService<T> = Readonly<Record<string, T>>
type Raw = Readonly<Record<string, unknown>>

/** How Kubernetes' own structures are passed on, by service: `spin-<service>` is looked up first, then `<service>`. */
const byService = <T>(describe: string) => free<ByService<T>>(describe, { default: {} })

export const deploymentTypes = ['Local', 'LocalGit', 'LocalDebian', 'Distributed', 'BakeDebian'] as const

export const deploymentEnvironment = section('Where and how the services run.', {
  size: choice('How much it is for.', ['SMALL', 'MEDIUM', 'LARGE'], { default: 'SMALL', flag: false }),
  type: choice('How the services are deployed.', deploymentTypes, { default: 'LocalDebian' }),
  accountName: text('The account that they are deployed to; for Distributed, an account of Kubernetes.', {
    accountOf: 'kubernetes',
  }),
  imageVariant: choice(
    'The variant of the images.',
    ['SLIM', 'UBUNTU', 'JAVA8', 'UBUNTU_JAVA8', 'JAVA11', 'UBUNTU_JAVA11'],
    {
      default: 'SLIM',
    },
  ),
  bootstrapOnly: boolean('Whether that account is only for the services themselves, and hidden from pipelines.'),
  updateVersions: boolean('LocalGit: whether checkouts are fetched and moved to the version.', { default: true }),
  consul: section('A Consul.', {
    enabled: boolean('Whether Consul is used.', { default: false, flag: 'consul-enabled' }),
    address: text('Where Consul is.', { flag: 'consul-address' }),
  }),
  vault: section('A Vault.', {
    enabled: boolean('Whether Vault is used.', { default: false, flag: 'vault-enabled' }),
    address: text('Where Vault is.', { flag: 'vault-address' }),
  }),
  location: text('The namespace of Kubernetes; spinnaker by default.'),
  customSizing: byService<Sizing>('What containers ask for, by container (echo) or service (spin-echo).'),
  sidecars: byService<readonly Sidecar[]>('Containers beside a service.'),
  initContainers: byService<readonly Raw[]>('Containers before a service.'),
  hostAliases: byService<readonly Raw[]>('Further names of hosts.'),
  affinity: byService<Raw>('Which nodes a service prefers.'),
  tolerations: byService<readonly Raw[]>('Which taints of nodes a service bears.'),
  nodeSelectors: free<Readonly<Record<string, string>>>('The labels of nodes.', { default: {} }),
  gitConfig: section('LocalGit: whose repositories are checked out.', {
    upstreamUser: text('The user of the remote upstream.', { default: 'spinnaker', flag: 'git-upstream-user' }),
    originUser: text('The user of the remote origin.', { flag: 'git-origin-user' }),
  }),
  livenessProbeConfig: section('Whether Kubernetes restarts a service that no longer answers.', {
    enabled: boolean('Whether it does.', { default: false, flag: 'liveness-probe-enabled' }),
    initialDelaySeconds: integer('Seconds after the start before it does.', {
      flag: 'liveness-probe-initial-delay-seconds',
    }),
  }),
  haServices: section('Services that run split in several.', {
    clouddriver: section('Clouddriver, split in caching, read-only and read-write.', {
      enabled: enabled(),
      redisMasterEndpoint: text('The Redis that is written to.'),
      redisSlaveEndpoint: text('The Redis that is read from.'),
      redisSlaveDeckEndpoint: text('The Redis that is read from for Deck.'),
      disableClouddriverRoDeck: boolean('Whether there is none for Deck alone.', { default: false, flag: false }),
    }),
    echo: section('Echo, split in scheduler and worker.', { enabled: enabled() }),
  }),
})
