import { at, isTree, type Tree } from '../halconfig/index.ts'
import { deploymentConfiguration, integrations, type Visited, visit } from '../schema/index.ts'

/** Every place in a halconfig that names a local file. References to secrets and placeholders are none. */
export function* localFiles(raw: Tree): Iterable<Visited & { readonly value: string }> {
  const deployments = Array.isArray(raw.deploymentConfigurations) ? raw.deploymentConfigurations : [raw]
  for (const deployment of deployments) {
    if (!isTree(deployment)) continue
    yield* namingFiles(visit(deploymentConfiguration, deployment))
    const canaries = at(deployment, 'canary.serviceIntegrations')
    for (const each of Array.isArray(canaries) ? canaries : []) {
      const known = integrations.find(({ name }) => name === at(each, 'name'))
      const accounts = at(each, 'accounts')
      if (known === undefined || !Array.isArray(accounts)) continue
      for (const account of accounts) yield* namingFiles(visit(known.account, account))
    }
  }
}

function* namingFiles(all: Iterable<Visited>): Iterable<Visited & { readonly value: string }> {
  for (const each of all)
    if (
      each.field.file &&
      typeof each.value === 'string' &&
      !/^(encrypted|encryptedFile|configserver):|\$\{/.test(each.value)
    )
      yield each as Visited & { readonly value: string }
}
