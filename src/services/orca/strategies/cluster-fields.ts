import type { Json } from '../model.ts'
import { deployLocation } from '../stages/server-groups/deployment.ts'
import { accountOf, locationField, providerOf } from '../stages/server-groups/location.ts'
import { deployCluster } from '../stages/server-groups/source.ts'
import { text } from '../stages/values.ts'

/** The fields by which a strategy's stages find the cluster that was deployed to. */
export function clusterFields(deployment: Json): Json {
  const location = deployLocation(deployment)
  const cluster = deployCluster(deployment)
  if (location === undefined || cluster === undefined)
    throw new Error('The strategy needs the application and the region of its cluster.')
  const [stack, detail] = [text(deployment.stack), text(deployment.freeFormDetails)]
  return {
    ...locationField(location),
    cluster: cluster.cluster,
    moniker: {
      app: cluster.application,
      cluster: cluster.cluster,
      ...(stack === undefined ? {} : { stack }),
      ...(detail === undefined ? {} : { detail }),
    },
    credentials: accountOf(deployment),
    cloudProvider: providerOf(deployment),
  }
}
