import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { problem } from '../../../platform/errors/index.ts'
import type { HalHome } from '../home.ts'
import type { Deployment } from '../schema/index.ts'
import type { Environment } from './environment.ts'

/** The folder of this release. */
const release = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))))

export interface Waiting {
  /** For a service to come up, in milliseconds. */
  readonly healthTimeoutMs?: number
  /** For which it has to stay up. */
  readonly stabilisationMs?: number
}

/** The place that a deployment runs in; only what it needs is loaded. Throws `invalid` for one that nobody deploys to. */
export async function environmentOf(
  { deploymentEnvironment: { type } }: Deployment,
  home: HalHome,
  env: NodeJS.ProcessEnv,
  waiting: Waiting = {},
): Promise<Environment> {
  switch (type) {
    case 'Local': {
      const { createLocal } = await import('./environments/local/index.ts')
      return createLocal({ env, release, ...waiting })
    }
    case 'LocalGit': {
      const { createLocalGit } = await import('./environments/local-git/index.ts')
      return createLocalGit({ env, release, ...waiting })
    }
    case 'LocalDebian': {
      const { createLocalDebian } = await import('./environments/local-debian/index.ts')
      return createLocalDebian({ home, env, release, ...waiting })
    }
    case 'Distributed': {
      const { createDistributed } = await import('./environments/distributed/index.ts')
      return createDistributed({ home, env, ...waiting })
    }
    default:
      throw problem('invalid', `${type} is not supported here. Choose another: hal config deploy edit --type local`)
  }
}
