import type { Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { listening, type Rendering } from './rendering.ts'

const { groupMembership } = deploymentConfiguration.fields.security.fields.authz.fields

/** `fiat.yml`: where it is known who is in which group. Only the files of the source that is used are copied. */
export function fiat({ deployment, writing }: Rendering): Tree {
  const { enabled, groupMembership: given } = deployment.security.authz
  const service = given.service.toLowerCase()
  const sources = (['google', 'github', 'file', 'ldap'] as const).map((source) => {
    const part = { ...given[source], enabled: enabled && source === service }
    return [source, writing.part(groupMembership.fields[source], part, `${deployment.name}.security.authz.${source}`)]
  })
  return {
    ...listening('fiat', 7003),
    auth: { enabled, groupMembership: { service, ...Object.fromEntries(sources) } },
  }
}
