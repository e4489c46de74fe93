import { at, isTree, type Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { artifactStores, awsCredentials, listening, type Rendering } from './rendering.ts'

const { providers } = deploymentConfiguration.fields

/** `clouddriver.yml`: the clouds and where artifacts are fetched from. */
export function clouddriver({ deployment, writing }: Rendering): Tree {
  const clouds = Object.entries(providers.fields).flatMap(([name, node]) => {
    const { bakeryDefaults: _, ...cloud } = deployment.providers[name as keyof typeof providers.fields] as Cloud
    // A cloud that is off stays in the file with its accounts: a profile may switch it on.
    if (!cloud.enabled && cloud.accounts.length === 0) return []
    return [[name, writing.part(node, cloud, `${deployment.name}.provider.${name}`)]]
  })
  const tree: Tree = {
    ...listening('clouddriver', 7002),
    ...Object.fromEntries(clouds),
    ...artifactStores(deployment, writing),
  }
  withDefaultKubeconfig(tree, deployment.name, writing)
  withKeysOfDcos(tree, deployment.name, writing)
  withoutBootstrap(tree, deployment.deploymentEnvironment)
  return tree
}

interface Cloud extends Tree {
  readonly enabled: boolean
  readonly accounts: readonly Tree[]
}

const accountsOf = (tree: Tree, cloud: string): Tree[] => ((tree[cloud] as Tree | undefined)?.accounts ?? []) as Tree[]

/** An account of Kubernetes without a kubeconfig has the one that kubectl would take. */
function withDefaultKubeconfig(tree: Tree, deployment: string, writing: Rendering['writing']): void {
  if ((tree.kubernetes as Tree | undefined)?.enabled !== true) return
  for (const account of accountsOf(tree, 'kubernetes')) {
    if (account.serviceAccount === true || account.kubeconfigFile || account.kubeconfigContents) continue
    account.kubeconfigFile = writing.file('~/.kube/config', `${deployment}.provider.kubernetes.${account.name}`)
  }
}

/** The credentials of an account of DC/OS stand in a list of their own. */
function withKeysOfDcos(tree: Tree, deployment: string, writing: Rendering['writing']): void {
  for (const account of accountsOf(tree, 'dcos')) {
    account.clusters = ((account.clusters ?? []) as unknown[]).map((each) => {
      if (!isTree(each)) return each
      const location = `${deployment}.provider.dcos.${account.name}`
      const { password, serviceKeyFile: key } = each
      return {
        ...each,
        ...(typeof password === 'string' ? { password: writing.secret(password) } : {}),
        ...(typeof key === 'string' && key !== '' ? { serviceKeyFile: writing.file(key, location) } : {}),
      }
    })
  }
}

/** An account that is only for Spinnaker's own services, and the registries that only it pulls from, are not shown to pipelines. */
function withoutBootstrap(
  tree: Tree,
  environment: { bootstrapOnly?: boolean | undefined; accountName?: string | undefined },
) {
  const { bootstrapOnly, accountName } = environment
  if (bootstrapOnly !== true || accountName === undefined) return
  const registriesOf = (account: Tree) =>
    ((account.dockerRegistries ?? []) as unknown[]).map((each) => String(at(each, 'accountName')))
  const all = accountsOf(tree, 'kubernetes')
  const hidden = all.filter(({ name }) => name === accountName)
  const shown = all.filter(({ name }) => name !== accountName)
  const only = new Set(hidden.flatMap(registriesOf))
  for (const registry of shown.flatMap(registriesOf)) only.delete(registry)
  for (const cloud of Object.values(tree)) {
    if (!isTree(cloud) || !Array.isArray(cloud.accounts)) continue
    const isRegistry = cloud === tree.dockerRegistry
    cloud.accounts = (cloud.accounts as Tree[]).filter(
      ({ name }) => name !== accountName && !(isRegistry && only.has(String(name))),
    )
  }
}

/** The keys by which Clouddriver assumes the roles of its accounts of AWS. */
export function clouddriverCredentials({ deployment }: Rendering) {
  const { aws } = deployment.providers
  return aws.enabled ? awsCredentials('clouddriver', [{ name: 'default', ...aws }]) : []
}
