import type { Finding } from '../../findings.ts'
import type { Tree } from '../../halconfig/index.ts'
import { isElsewhere } from '../../local-paths.ts'
import type { ServiceName } from '../../names.ts'
import { type Deployment, deploymentConfiguration } from '../../schema/index.ts'
import type { Profiles } from '../profiles.ts'
import type { RenderedFile } from '../rendered.ts'
import type { AllSettings } from '../settings/index.ts'
import type { Writing } from '../writing.ts'

/** What the file of a service is made of. */
export interface Rendering {
  readonly deployment: Deployment
  readonly version: string
  readonly settings: AllSettings
  readonly profiles: Profiles
  readonly writing: Writing
  readonly env: NodeJS.ProcessEnv
  report(finding: Finding): void
}

/** Where artifacts are fetched from; the kinds that somebody uses or has accounts of. */
export function artifactStores({ name, artifacts }: Deployment, writing: Writing): Tree {
  const { templates, ...stores } = deploymentConfiguration.fields.artifacts.fields
  const kinds = Object.entries(stores).flatMap(([kind, node]) => {
    const given = artifacts[kind as keyof typeof stores]
    return given.enabled || given.accounts.length > 0
      ? [[kind, writing.part(node, given, `${name}.artifacts.${kind}`)]]
      : []
  })
  const made = artifacts.templates.map((each) => writing.part(templates.of, each, `${name}.artifacts.${each.name}`))
  if (kinds.length + made.length === 0) return {}
  return { artifacts: { ...Object.fromEntries(kinds), ...(made.length === 0 ? {} : { templates: made }) } }
}

/** What Gate and Orca know of Gremlin; nothing where it is not used. */
export const gremlin = ({ features }: Deployment) =>
  features.gremlin === true
    ? { integrations: { gremlin: { enabled: true, baseUrl: 'https://api.gremlin.com/v1' } } }
    : {}

/** The base of the file of a service: where it listens, as the services' own configuration says. */
export const listening = (name: ServiceName, port: number) => ({
  server: { port: `\${services.${name}.port:${port}}`, address: `\${services.${name}.host:localhost}` },
})

/**
 * A credentials file in AWS' format for one service alone; several that share a home don't overwrite each other's. A reference is nothing
 * that AWS' libraries can read: then there is no file, and the service takes the keys from its own configuration.
 */
export function awsCredentials(
  service: ServiceName,
  profiles: readonly { name: string; accessKeyId?: string | undefined; secretAccessKey?: string | undefined }[],
): RenderedFile[] {
  const plain = (value: string | undefined) => value !== undefined && value !== '' && !isElsewhere(value)
  const usable = profiles.filter((each) => plain(each.accessKeyId) && plain(each.secretAccessKey))
  if (usable.length === 0) return []
  const content = usable.map(
    ({ name, accessKeyId, secretAccessKey }) =>
      `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  return [{ path: service, kind: 'aws-credentials', secret: true, content: content.join('\n') }]
}
