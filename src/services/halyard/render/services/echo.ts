import type { Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { listening, type Rendering } from './rendering.ts'

const { notifications, pubsub, artifacts, ci, stats } = deploymentConfiguration.fields

/** `echo.yml`: whom it tells, and what it hears of. */
export function echo({ deployment, settings, version, writing }: Rendering): Tree {
  const { name } = deployment
  const { gcb } = deployment.ci
  return {
    ...listening('echo', 8089),
    spinnaker: { baseUrl: settings.deck.baseUrl },
    front50: { baseUrl: '${services.front50.baseUrl}' },
    orca: { baseUrl: '${services.orca.baseUrl}' },
    igor: { enabled: '${services.igor.enabled}', baseUrl: '${services.igor.baseUrl}' },
    scheduler: { cron: { timezone: deployment.timezone } },
    ...writing.part(notifications, deployment.notifications, `${name}.notifications`),
    pubsub: writing.part(pubsub, deployment.pubsub, `${name}.pubsub`),
    artifacts: writing.part(artifacts, deployment.artifacts, `${name}.artifacts`),
    gcb: writing.part(ci.fields.gcb, gcb, `${name}.ci.gcb`),
    stats: deployment.stats.enabled
      ? { ...writing.part(stats, deployment.stats, `${name}.stats`), spinnakerVersion: version }
      : { enabled: false },
  }
}
