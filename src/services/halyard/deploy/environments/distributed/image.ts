import type { RenderedService } from '../../../render/rendered.ts'
import { release } from '../../../versions/release.ts'

/** The services that our image can run. */
const included = ['front50', 'clouddriver', 'orca', 'echo', 'gate', 'deck'] as const

export interface Image {
  readonly reference: string
  /** Whether it is ours: it takes `GENNAKER_…` and needs nothing but its state folder to write to. Others are Spinnaker's own. */
  readonly ours: boolean
}

/** The repository of our image, wherever it was pushed to. */
export const repository = 'gennaker'

/**
 * What runs a service: what its `artifactId` says, or our image. Undefined for a service that is in no image of ours and that nobody
 * named another for.
 */
export function imageOf({ name, settings }: RenderedService): Image | undefined {
  const { artifactId } = settings
  if (artifactId !== undefined && artifactId !== '') {
    const last = artifactId.slice(artifactId.lastIndexOf('/') + 1).replace(/[:@].*$/, '')
    return { reference: artifactId, ours: last === repository }
  }
  if (!included.some((each) => each === name)) return undefined
  // Whatever `version` the halconfig says: what it may say is Spinnaker's, and what runs is this release.
  return { reference: `${repository}:${release()}`, ours: true }
}
