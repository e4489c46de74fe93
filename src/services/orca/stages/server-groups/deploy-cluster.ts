import { buildClusterName } from '../../../../lib/moniker/index.ts'
import type { Json } from '../../model.ts'
import { json, text } from '../../values.ts'

/** The cluster that a deploy goes to: its moniker's, else the one of its application, stack and detail (orca: StageData). */
export function deployCluster(deployment: Json): { application: string; cluster: string } | undefined {
  const moniker = json(deployment.moniker)
  const application = text(deployment.application) ?? text(moniker.app)
  const given = text(moniker.cluster)
  if (application === undefined) return undefined
  if (given !== undefined) return { application, cluster: given }
  const [stack, detail] = [text(deployment.stack), text(deployment.freeFormDetails)]
  return {
    application,
    cluster: buildClusterName({ app: application, ...(stack ? { stack } : {}), ...(detail ? { detail } : {}) }),
  }
}
