import type { Finding } from '../findings.ts'
import { at, isTree, type Tree } from '../halconfig/index.ts'
import { merged } from '../render/tree.ts'

/**
 * The service settings with what `spec.expose` says of Gate's and Deck's Services. What the settings say themselves wins. The addresses
 * that a load balancer gives out are known only when it is there: people write them as override base URLs.
 */
export function withExposure(settings: Tree, expose: unknown, deployment: string, findings: Finding[]): Tree {
  const service = at(expose, 'service')
  if (!isTree(service)) return settings
  const type = at(expose, 'type')
  if (type !== undefined && String(type).toLowerCase() !== 'service') {
    findings.push({
      severity: 'WARNING',
      location: deployment,
      message: `spec.expose.type is '${type}'; only service is understood.`,
    })
    return settings
  }
  const result = { ...settings }
  for (const name of ['gate', 'deck']) {
    const own = at(service, `overrides.${name}`)
    const { type: kind, annotations, publicPort } = { ...service, ...(isTree(own) ? own : {}) }
    if (publicPort !== undefined)
      findings.push({
        severity: 'WARNING',
        location: `${deployment}.service-settings.${name}`,
        message: `spec.expose: publicPort ${publicPort} of ${name} is not set; its Service has the port that ${name} listens on.`,
        remediation: `Patch it: spec.kustomize.${name}.service.patches.`,
      })
    const exposed = {
      kubernetes: {
        ...(typeof kind === 'string' ? { serviceType: kind } : {}),
        ...(isTree(annotations) && Object.keys(annotations).length > 0 ? { serviceAnnotations: annotations } : {}),
      },
    }
    const given = settings[name]
    result[name] = merged(exposed, isTree(given) ? given : {})
  }
  return result
}
