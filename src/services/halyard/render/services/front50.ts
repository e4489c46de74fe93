import type { Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { awsCredentials, listening, type Rendering } from './rendering.ts'

const { persistentStorage } = deploymentConfiguration.fields
const stores = ['azs', 'gcs', 'redis', 's3', 'oracle'] as const

/** `front50.yml`: where Spinnaker's Front50 keeps things. Ours keeps them in its own database, whatever store is chosen. */
export function front50({ deployment, writing, report }: Rendering): Tree {
  const chosen = stores.find((type) => type === deployment.persistentStorage.persistentStoreType)
  // Without one of these there is nothing to say: they are off unless they are on.
  if (chosen === undefined) return listening('front50', 8080)
  const location = `${deployment.name}.persistentStorage`
  const { [chosen]: node } = persistentStorage.fields
  const written = writing.part(node, deployment.persistentStorage[chosen], `${location}.${chosen}`)
  const store = { enabled: true, ...written, ...(chosen === 'redis' ? redis(deployment.persistentStorage.redis) : {}) }
  report({
    severity: 'INFO',
    location,
    message: `Applications and pipelines are kept in Front50's own database; what is in ${chosen} is not read.`,
    remediation: 'Choose the type sql for a PostgreSQL that several machines share.',
  })
  const others = stores.map((type) => [type, { enabled: false }])
  return { ...listening('front50', 8080), spinnaker: { ...Object.fromEntries(others), [chosen]: store } }
}

const redis = ({ host, port }: { host?: string | undefined; port?: number | undefined }) => ({
  ...(host === undefined ? { connection: '${services.redis.baseUrl}' } : {}),
  ...(host !== undefined && port === undefined ? { port: 6379 } : {}),
})

/** The keys of the bucket, for an AWS library that looks for them in a file. */
export function front50Credentials({ deployment }: Rendering) {
  const { persistentStoreType, s3 } = deployment.persistentStorage
  return persistentStoreType === 's3' ? awsCredentials('front50', [{ name: 'default', ...s3 }]) : []
}
