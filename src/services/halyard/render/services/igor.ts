import type { Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { artifactStores, listening, type Rendering } from './rendering.ts'

const { ci, repository } = deploymentConfiguration.fields

/** `igor.yml`: builds, repositories and registries that it looks at. */
export function igor({ deployment, writing }: Rendering): Tree {
  const { name } = deployment
  return {
    ...listening('igor', 8088),
    redis: { connection: '${services.redis.baseUrl}' },
    dockerRegistry: { enabled: deployment.providers.dockerRegistry.enabled },
    ...artifactStores(deployment, writing),
    ...writing.part(repository, deployment.repository, `${name}.repository`),
    ...writing.part(ci, deployment.ci, `${name}.ci`),
  }
}
