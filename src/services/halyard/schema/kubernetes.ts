import { account, provider } from './accounts.ts'
import { boolean, type Edit, free, integer, secretFile, text, texts } from './field.ts'

interface CustomResource {
  readonly kubernetesKind: string
  readonly spinnakerKind?: string
  readonly versioned: boolean
}

interface Expressions {
  readonly kindExpressions?: readonly string[]
  readonly omitKindExpressions?: readonly string[]
}

/** Two lists deep in one key: `--raw-resource-endpoint-kind-expressions` and its like. */
const expressions = (name: string, key: keyof Expressions, describe: string): Edit[] => {
  const set = (node: Record<string, unknown>, change: (old: readonly string[]) => readonly string[]) => {
    const config = (node.rawResourcesEndpointConfig ?? {}) as Expressions
    node.rawResourcesEndpointConfig = { ...config, [key]: change(config[key] ?? []) }
  }
  const flag = `raw-resource-endpoint-${name}`
  return [
    {
      flag: `${flag}s`,
      describe,
      kind: 'texts',
      on: 'both',
      apply: (node, value: readonly string[]) => set(node, () => value),
    },
    {
      flag: `add-${flag}`,
      describe: 'Adds one to them.',
      kind: 'text',
      on: 'edit',
      apply: (node, value: string) => set(node, (old) => [...new Set([...old, value])]),
    },
    {
      flag: `remove-${flag}`,
      describe: 'Takes one from them.',
      kind: 'text',
      on: 'edit',
      apply: (node, value: string) => set(node, (old) => old.filter((each) => each !== value)),
    },
  ]
}

/** `--all-namespaces true` and its like clear two lists that exclude each other. */
const all = (flag: string, keys: readonly string[], describe: string): Edit => ({
  flag,
  describe,
  kind: 'boolean',
  on: 'edit',
  apply(node, value: boolean) {
    if (value) for (const key of keys) node[key] = []
  },
})

const without = (node: Record<string, unknown>, kind: string) =>
  ((node.customResources ?? []) as CustomResource[]).filter(({ kubernetesKind }) => kubernetesKind !== kind)

export const kubernetes = provider(
  'Kubernetes',
  account(
    'An account of Kubernetes.',
    {
      context: text('The context of the kubeconfig; without it, its current one.'),
      cluster: text('The cluster of the kubeconfig.', { flag: false }),
      user: text('The user of the kubeconfig.', { flag: false }),
      configureImagePullSecrets: boolean('Whether secrets to pull images are made from its Docker registries.', {
        onAdd: true,
      }),
      serviceAccount: boolean('Whether the service account of the pod is used instead of a kubeconfig.'),
      kubeconfigFile: secretFile('The kubeconfig; ~/.kube/config by default.'),
      kubeconfigContents: text('A kubeconfig, written out.', { secret: true, flag: false }),
      kubectlPath: text('Where kubectl is.', { flag: false }),
      kubectlRequestTimeoutSeconds: integer('Seconds that a call may take.', { flag: false }),
      cacheThreads: integer('How many readings run side by side.', { default: 1 }),
      cacheIntervalSeconds: integer('Seconds between two readings.'),
      namespaces: texts('The namespaces that it manages; without any, all.', { singular: 'namespace' }),
      omitNamespaces: texts('The namespaces that it does not manage.', { singular: 'omit-namespace' }),
      kinds: texts('The kinds that it manages; without any, all.', { singular: 'kind' }),
      omitKinds: texts('The kinds that it does not manage.', { singular: 'omit-kind' }),
      customResources: free<readonly CustomResource[]>('Kinds of custom resources.', { default: [] }),
      cachingPolicies: free<readonly { kubernetesKind: string; maxEntriesPerAgent: number }[]>(
        'How many of a kind are kept.',
        { default: [] },
      ),
      checkPermissionsOnStartup: boolean('Whether it is looked up at the start what may be read.'),
      rawResourcesEndpointConfig: free<Expressions>('Which kinds are shown as raw resources.', { default: {} }),
      cacheAllApplicationRelationships: boolean('Whether every relationship of an application is kept.'),
      onlySpinnakerManaged: boolean('Whether only what pipelines deployed is shown.'),
      debug: boolean('Whether its calls are logged.', { flag: false }),
      liveManifestCalls: boolean('Whether manifests are read from the cluster each time.'),
      oAuthServiceAccount: secretFile('The JSON key of a Google service account.', {
        flag: 'oauth-service-account',
        spellings: ['oauthServiceAccount'],
      }),
      oAuthScopes: texts('Its scopes.', { flag: 'oauth-scopes', singular: 'oauth-scope', spellings: ['oauthScopes'] }),
      namingStrategy: text('How names are read.', { flag: 'naming-strategy' }),
      skin: text('How Deck shows it.'),
      dockerRegistries: free<readonly { accountName: string; namespaces?: readonly string[] }[]>(
        'Docker registry accounts that it may pull from.',
        { default: [] },
      ),
    },
    [
      {
        flag: 'provider-version',
        describe: 'Without meaning since Spinnaker 1.21: there is one version.',
        kind: 'text',
        otherwise: 'v2',
        on: 'both',
        apply() {},
      },
      {
        flag: 'docker-registries',
        describe: 'Docker registry accounts that it may pull from.',
        kind: 'texts',
        on: 'both',
        apply: (node, value: readonly string[]) => {
          node.dockerRegistries = value.map((accountName) => ({ accountName, namespaces: [] }))
        },
      },
      {
        flag: 'add-docker-registry',
        describe: 'Adds one to them.',
        kind: 'text',
        on: 'edit',
        apply: (node, accountName: string) => {
          const old = (node.dockerRegistries ?? []) as { accountName: string }[]
          if (!old.some((each) => each.accountName === accountName))
            node.dockerRegistries = [...old, { accountName, namespaces: [] }]
        },
      },
      {
        flag: 'remove-docker-registry',
        describe: 'Takes one from them.',
        kind: 'text',
        on: 'edit',
        apply: (node, accountName: string) => {
          node.dockerRegistries = ((node.dockerRegistries ?? []) as { accountName: string }[]).filter(
            (each) => each.accountName !== accountName,
          )
        },
      },
      ...expressions('kind-expression', 'kindExpressions', 'Patterns of the kinds that are shown as raw resources.'),
      ...expressions('omit-kind-expression', 'omitKindExpressions', 'Patterns of the kinds that are not.'),
      all('all-namespaces', ['namespaces', 'omitNamespaces'], 'Manages all namespaces: clears both lists.'),
      all('all-kinds', ['kinds', 'omitKinds'], 'Manages all kinds: clears both lists.'),
      {
        flag: 'clear-context',
        describe: 'Takes the current context of the kubeconfig again.',
        kind: 'boolean',
        on: 'edit',
        apply(node, value: boolean) {
          if (value) delete node.context
        },
      },
      {
        flag: 'add-custom-resource',
        describe: 'A kind of custom resource; with --spinnaker-kind and --versioned.',
        kind: 'text',
        on: 'edit',
        apply(node, kubernetesKind: string, others) {
          const spinnakerKind = others['spinnaker-kind'] as string | undefined
          node.customResources = [
            ...without(node, kubernetesKind),
            {
              kubernetesKind,
              ...(spinnakerKind === undefined ? {} : { spinnakerKind }),
              versioned: others.versioned === true,
            },
          ]
        },
      },
      {
        flag: 'spinnaker-kind',
        describe: 'What the custom resource is to Spinnaker, such as serverGroups.',
        kind: 'text',
        on: 'edit',
        apply() {},
      },
      {
        flag: 'versioned',
        describe: 'Whether the custom resource is versioned.',
        kind: 'boolean',
        on: 'edit',
        apply() {},
      },
      {
        flag: 'remove-custom-resource',
        describe: 'Takes a kind of custom resource away.',
        kind: 'text',
        on: 'edit',
        apply(node, kind: string) {
          node.customResources = without(node, kind)
        },
      },
    ],
  ),
  {},
)
