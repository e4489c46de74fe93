import { problem } from '../../../platform/errors/index.ts'
import type { ServerGroup } from '../provider.ts'

export interface TargetOptions {
  readonly onlyEnabled?: boolean
  /** OLDEST is an error while there is only one. */
  readonly validateOldest?: boolean
}

/**
 * The server group of a cluster that `target` means, e.g. `ancestor_asg_dynamic`; `scope` is a region or a zone
 * (clouddriver: ClusterController.getTargetServerGroup). Throws notFound with the reason.
 */
export function targetServerGroup(
  cluster: readonly ServerGroup[],
  scope: string,
  target: string,
  { onlyEnabled = false, validateOldest = true }: TargetOptions = {},
): ServerGroup {
  const newestFirst = cluster
    .filter(({ region, zones }) => region === scope || zones.includes(scope))
    .filter(({ createdTime }) => createdTime > 0)
    .filter(({ disabled }) => !(onlyEnabled && disabled))
    .toSorted((a, b) => b.createdTime - a.createdTime)
  const [newest, second] = newestFirst
  const none = (why: string) => problem('notFound', `Target not found (target: ${target}) in ${scope}: ${why}`)
  const kind = target.toUpperCase().replace(/_ASG(_DYNAMIC)?$/, '')
  if (newest === undefined) throw none(`there is no ${onlyEnabled ? 'enabled ' : ''}server group`)
  switch (kind) {
    case 'CURRENT':
    case 'NEWEST':
      return newest
    case 'PREVIOUS':
    case 'ANCESTOR':
      if (second === undefined) throw none(`${newest.name} is the only one`)
      return second
    case 'OLDEST':
      if (second === undefined && validateOldest) throw none(`${newest.name} is the only one`)
      return newestFirst.at(-1) ?? newest
    case 'LARGEST':
      return newestFirst.reduce((largest, each) => (each.instances.length > largest.instances.length ? each : largest))
    case 'FAIL':
      // Orca knows by this word why nothing fits.
      if (second !== undefined) throw none(`target.fail.strategy allows one, and there are ${newestFirst.length}`)
      return newest
    default:
      throw none('it is unknown; there are current, newest, previous, ancestor, oldest, largest, fail')
  }
}

/** What is deployed in a server group: `GET …/target/{target}/images`. */
export function imageSummaryOf({ name, image, extra }: ServerGroup) {
  return {
    serverGroupName: name,
    imageId: image?.imageId,
    imageName: image?.imageName,
    image: image && { ...image, name: image.imageName },
    buildInfo: extra['buildInfo'],
  }
}
