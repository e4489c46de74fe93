import { at, isTree, type Tree } from '../halconfig/index.ts'
import { isElsewhere } from '../local-paths.ts'
import { deploymentConfiguration, integrations, type Visited, visit } from '../schema/index.ts'

/** A place in a halconfig that names a local file. */
export interface NamedFile extends Visited {
  readonly value: string
  /** The name of the deployment that it is in. */
  readonly deployment: string
}

/** All of them. References to secrets and placeholders are none. */
export function* localFiles(raw: Tree): Iterable<NamedFile> {
  const deployments = Array.isArray(raw.deploymentConfigurations) ? raw.deploymentConfigurations : [raw]
  for (const deployment of deployments) {
    if (!isTree(deployment)) continue
    const name = typeof deployment.name === 'string' ? deployment.name : 'default'
    yield* namingFiles(visit(deploymentConfiguration, deployment), name)
    const canaries = at(deployment, 'canary.serviceIntegrations')
    for (const each of Array.isArray(canaries) ? canaries : []) {
      const known = integrations.find((integration) => integration.name === at(each, 'name'))
      const accounts = at(each, 'accounts')
      if (known === undefined || !Array.isArray(accounts)) continue
      for (const account of accounts) yield* namingFiles(visit(known.account, account), name)
    }
  }
}

function* namingFiles(all: Iterable<Visited>, deployment: string): Iterable<NamedFile> {
  for (const each of all)
    if (each.field.file && typeof each.value === 'string' && !isElsewhere(each.value))
      yield { ...each, value: each.value, deployment }
}
