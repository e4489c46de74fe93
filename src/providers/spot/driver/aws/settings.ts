import type { Document, Settings } from '../driver.ts'
import { withLaunch } from '../launch.ts'
import { merged } from '../merge.ts'

type Json = Record<string, unknown>

/** A document with settings of a request in it; what they do not name stays. */
export function override(document: Document, settings: Settings): Document {
  const { tags, loadBalancers, userData, instanceTypes, keyPair, securityGroups, iamRole } = settings
  const launch: Json = {
    ...(userData === undefined ? {} : { userData }),
    ...(keyPair === undefined ? {} : { keyPair }),
    ...(securityGroups === undefined ? {} : { securityGroupIds: securityGroups }),
    // A role is named in one way: the other must not stay beside it.
    ...(iamRole === undefined ? {} : { iamRole: iamRole.startsWith('arn:') ? { arn: iamRole } : { name: iamRole } }),
    ...(loadBalancers === undefined ? {} : { loadBalancersConfig: { loadBalancers } }),
    ...(settings.healthCheckType === undefined ? {} : { healthCheckType: settings.healthCheckType }),
    ...(settings.healthCheckGracePeriod === undefined
      ? {}
      : { healthCheckGracePeriod: settings.healthCheckGracePeriod }),
  }
  const named = Object.keys(launch).length > 0 || tags !== undefined
  const specify = (old: Json) => ({
    ...old,
    ...launch,
    ...(tags === undefined ? {} : { tags: tagged(old.tags, tags) }),
  })
  const launched = named ? withLaunch(document, specify) : document
  return instanceTypes === undefined ? launched : withTypes(launched, instanceTypes)
}

/** Kinds of type selection that exclude each other do not stay beside the one that is asked for. */
function withTypes(document: Document, { onDemand, spot }: NonNullable<Settings['instanceTypes']>): Document {
  return merged(document, {
    compute: {
      instanceTypes: {
        ...(onDemand === undefined ? {} : { ondemand: onDemand, onDemandTypes: null }),
        ...(spot === undefined ? {} : { spot, resourceRequirements: null, preferredSpot: null }),
      },
    },
  })
}

function tagged(old: unknown, tags: NonNullable<Settings['tags']>): unknown[] {
  const kept = (Array.isArray(old) ? old : []).filter((tag) => !Object.hasOwn(tags, String(tag?.tagKey)))
  const added = Object.entries(tags).flatMap(([tagKey, tagValue]) => (tagValue === null ? [] : [{ tagKey, tagValue }]))
  return [...kept, ...added]
}
