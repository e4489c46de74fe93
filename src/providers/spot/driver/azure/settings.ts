import { problem } from '../../../../platform/errors/index.ts'
import type { Document, Settings } from '../driver.ts'
import { launchOf, withLaunch } from '../launch.ts'
import { merged } from '../merge.ts'

type Json = Record<string, unknown>

/** A document with settings of a request in it; what they do not name stays. Throws `invalid` for what groups there don't have. */
export function override(document: Document, settings: Settings): Document {
  const { tags, loadBalancers, userData, instanceTypes, healthCheckType, healthCheckGracePeriod } = settings
  refuse(settings)
  const launch: Json = {
    ...(tags === undefined ? {} : { tags: tagged(launchOf(document).tags, tags) }),
    ...(userData === undefined ? {} : { userData }),
    ...(loadBalancers === undefined
      ? {}
      : { loadBalancersConfig: { loadBalancers: loadBalancers.map((one) => balancer(one, document)) } }),
  }
  const named = Object.keys(launch).length > 0
  const launched = named ? withLaunch(document, (old) => ({ ...old, ...launch })) : document
  const { onDemand, spot } = instanceTypes ?? {}
  const health = {
    ...(healthCheckType === undefined ? {} : { healthCheckTypes: [healthCheckType] }),
    ...(healthCheckGracePeriod === undefined ? {} : { gracePeriod: healthCheckGracePeriod }),
  }
  const vmSizes = {
    ...(onDemand === undefined ? {} : { odSizes: [onDemand] }),
    // Sizes and attributes of sizes exclude each other.
    ...(spot === undefined ? {} : { spotSizes: spot, preferredSpotSizes: null, spotSizeAttributes: null }),
  }
  return merged(launched, {
    ...(Object.keys(health).length > 0 ? { health } : {}),
    ...(Object.keys(vmSizes).length > 0 ? { compute: { vmSizes } } : {}),
  })
}

/** Logins, security groups and identities lie deep in a group's network and specification, each with a resource group. */
function refuse({ keyPair, securityGroups, iamRole }: Settings): void {
  const asked = { keyPair, securityGroups, iamRole }
  const names = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (names.length === 0) return
  throw problem(
    'invalid',
    `Elastigroups on Azure have no ${names.join(' and no ')}; give what takes its place in \`overrides\`, as Spot has it (login, network, managedServiceIdentities)`,
  )
}

/** A name alone is that of a load balancer in the group's own resource group. */
function balancer(one: Document, { resourceGroupName }: Document): Document {
  if (one.type !== 'CLASSIC') return one
  return { ...one, type: 'loadBalancer', resourceGroupName }
}

function tagged(old: unknown, tags: NonNullable<Settings['tags']>): unknown[] {
  const kept = (Array.isArray(old) ? old : []).filter((tag) => !Object.hasOwn(tags, String(tag?.tagKey)))
  const added = Object.entries(tags).flatMap(([tagKey, tagValue]) => (tagValue === null ? [] : [{ tagKey, tagValue }]))
  return [...kept, ...added]
}
