import type { Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { artifactStores, listening, type Rendering } from './rendering.ts'

const { notifications, pubsub, ci, stats } = deploymentConfiguration.fields

/** `echo.yml`: whom it tells, and what it hears of. */
export function echo({ deployment, settings, version, writing }: Rendering): Tree {
  const { name } = deployment
  const ways = Object.entries(notifications.fields).flatMap(([way, node]) => {
    const given = deployment.notifications[way as keyof typeof notifications.fields]
    return given.enabled ? [[way, writing.part(node, given, `${name}.notifications.${way}`)]] : []
  })
  const { gcb } = deployment.ci
  return {
    ...listening('echo', 8089),
    spinnaker: { baseUrl: settings.deck.baseUrl },
    front50: { baseUrl: '${services.front50.baseUrl}' },
    orca: { baseUrl: '${services.orca.baseUrl}' },
    igor: { enabled: '${services.igor.enabled}', baseUrl: '${services.igor.baseUrl}' },
    ...Object.fromEntries(ways),
    ...(deployment.pubsub.enabled ? { pubsub: writing.part(pubsub, deployment.pubsub, `${name}.pubsub`) } : {}),
    ...artifactStores(deployment, writing),
    ...(gcb.enabled ? { gcb: writing.part(ci.fields.gcb, gcb, `${name}.ci.gcb`) } : {}),
    stats: deployment.stats.enabled
      ? { ...writing.part(stats, deployment.stats, `${name}.stats`), spinnakerVersion: version }
      : { enabled: false },
  }
}
