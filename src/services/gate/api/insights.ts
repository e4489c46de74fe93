import type { GateConfig, InsightLink } from '../config.ts'
import type { Json } from './clouds.ts'

type Kind = keyof GateConfig['insights']

/**
 * The links to other systems that `gate.yml` has for a thing (gate: ServerGroupService and its siblings): each `${name}` of
 * an address is the thing's own field of that name, or one of `more`. A link that needs a field that there is not is left out.
 */
export function withInsights(config: GateConfig, kind: Kind, thing: Json, more: Json = {}): Json {
  const fields = { ...thing, ...more }
  const cloud = thing['cloudProvider'] ?? thing['provider']
  const insightActions = config.insights[kind]
    .filter(({ cloudProvider }) => cloudProvider === undefined || cloudProvider === cloud)
    .flatMap(({ url, label }) => {
      const address = filled(url, fields)
      return address === undefined ? [] : [{ url: address, label }]
    })
  return { ...thing, insightActions }
}

function filled(url: InsightLink['url'], fields: Json): string | undefined {
  let isWhole = true
  const address = url.replaceAll(/\$\{(\w+)\}|\{\{(\w+)\}\}/g, (_all, first?: string, second?: string) => {
    const value = fields[first ?? second ?? '']
    if (typeof value === 'string' || typeof value === 'number') return encodeURIComponent(String(value))
    isWhole = false
    return ''
  })
  return isWhole ? address : undefined
}
