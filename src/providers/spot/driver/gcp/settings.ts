import { problem } from '../../../../platform/errors/index.ts'
import type { Document, Settings } from '../driver.ts'
import { launchOf, withLaunch } from '../launch.ts'
import { merged } from '../merge.ts'

type Json = Record<string, unknown>

/** A document with settings of a request in it; what they do not name stays. Throws `invalid` for what groups there don't have. */
export function override(document: Document, settings: Settings): Document {
  const { tags, loadBalancers, userData, instanceTypes, iamRole, healthCheckType, healthCheckGracePeriod } = settings
  refuse(settings)
  const launch: Json = {
    ...(tags === undefined ? {} : { labels: labelled(launchOf(document).labels, tags) }),
    // Others take the script in Base64, this cloud as it is.
    ...(userData === undefined ? {} : { startupScript: Buffer.from(userData, 'base64').toString('utf8') }),
    ...(iamRole === undefined ? {} : { serviceAccount: iamRole }),
    ...(loadBalancers === undefined ? {} : { backendServiceConfig: { backendServices: loadBalancers.map(service) } }),
  }
  const named = Object.keys(launch).length > 0
  const launched = named ? withLaunch(document, (old) => ({ ...old, ...launch })) : document
  const { onDemand, spot } = instanceTypes ?? {}
  const compute = {
    ...(instanceTypes === undefined
      ? {}
      : {
          instanceTypes: {
            ...(onDemand === undefined ? {} : { ondemand: onDemand }),
            ...(spot === undefined ? {} : { preemptible: spot, preferred: null }),
          },
        }),
    ...(healthCheckType === undefined && healthCheckGracePeriod === undefined
      ? {}
      : {
          health: {
            ...(healthCheckType === undefined ? {} : { healthCheckType }),
            ...(healthCheckGracePeriod === undefined ? {} : { gracePeriod: healthCheckGracePeriod }),
          },
        }),
  }
  return Object.keys(compute).length > 0 ? merged(launched, { compute }) : launched
}

/** Machines there have no key of the group's, and firewalls find them by network tags. */
function refuse({ keyPair, securityGroups }: Settings): void {
  const names = [keyPair === undefined ? [] : 'keyPair', securityGroups === undefined ? [] : 'securityGroups'].flat()
  if (names.length === 0) return
  throw problem(
    'invalid',
    `Elastigroups on GCP have no ${names.join(' and no ')}; give what takes its place in \`overrides\`, as Spot has it (metadata, tags)`,
  )
}

/** A name alone is that of a backend service. */
function service(balancer: Document): Document {
  const { type, name, ...rest } = balancer
  return balancer.backendServiceName === undefined && typeof name === 'string'
    ? { ...rest, ...(type === 'CLASSIC' ? {} : { type }), backendServiceName: name }
    : balancer
}

function labelled(old: unknown, tags: NonNullable<Settings['tags']>): unknown[] {
  const kept = (Array.isArray(old) ? old : []).filter((label) => !Object.hasOwn(tags, String(label?.key)))
  return [...kept, ...Object.entries(tags).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]))]
}
