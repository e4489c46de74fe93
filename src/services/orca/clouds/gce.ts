import type { Cloud } from '../cloud.ts'
import { text } from '../values.ts'
import { globalImages } from './images.ts'
import { withAccount } from './others.ts'

/** Google Compute Engine. */
export const gce: Cloud = {
  id: 'gce',
  platformHealth: 'Google',
  creationTellsNames: true,
  images: globalImages,
  pinsWhileDeploying: () => true,

  createOperations(deployment, find) {
    const operation = withAccount(deployment)
    if (deployment.imageSource === 'artifact') {
      if (deployment.imageArtifact === undefined)
        throw new Error('The deploy takes its image from an artifact and names none: set `imageArtifact`.')
      return [{ createServerGroup: { ...operation, imageSource: 'ARTIFACT' } }]
    }
    const image = text(deployment.image) ?? find().imageId
    if (image === undefined) throw new Error(`No image could be found in ${text(deployment.region) ?? 'the zones'}.`)
    return [{ createServerGroup: { ...operation, imageSource: 'STRING', image } }]
  },

  // Its autoscaler stays on and remembers its own settings, for the day when the group is enabled again.
  scaleDownOperations: (group, resize) => [
    {
      resizeServerGroup: group.autoscalingPolicy ? { ...resize, autoscalingMode: 'ON', writeMetadata: false } : resize,
    },
  ],
}
