import type { Cloud } from '../cloud.ts'
import { json, objects, text } from '../values.ts'
import { globalImages, labelledImages } from './images.ts'

/** Clouds that differ in little: by what they call their own health, and by where a deploy has its image. */
const named = (id: string, platformHealth?: string): Cloud => ({
  id,
  creationTellsNames: false,
  ...(platformHealth === undefined ? {} : { platformHealth }),
})

export const withAccount = (deployment: Record<string, unknown>) => ({
  ...deployment,
  credentials: deployment.credentials ?? deployment.account,
})

const cloudFoundry: Cloud = {
  ...named('cloudfoundry'),
  restoredCapacity: (_current, snapshot) => snapshot,
}

const ecs: Cloud = {
  ...named('ecs', 'ecs'),
  images: labelledImages,
  createOperations(deployment, find) {
    const described = json(deployment.imageDescription)
    const tagged = [text(described.registry), [text(described.repository), text(described.tag)].join(':')]
    const written = text(described.imageId) ?? (text(described.tag) && tagged.filter(Boolean).join('/'))
    if (objects(deployment.imageDescription).length > 0 && written === undefined)
      throw new Error(`No tag found for image ${tagged.filter(Boolean).join('/')}: set \`imageDescription.tag\`.`)
    const dockerImageAddress = written ?? text(deployment.dockerImageAddress) ?? find(text(deployment.region)).imageId
    const image = dockerImageAddress === undefined ? {} : { dockerImageAddress }
    return [{ createServerGroup: { ...withAccount(deployment), ...image } }]
  },
}

const oracle: Cloud = {
  ...named('oracle', 'Oracle'),
  createOperations(deployment, find) {
    const imageId = text(deployment.imageId) ?? find().imageId
    if (imageId === undefined) throw new Error(`No imageId could be found in ${text(deployment.region)}.`)
    return [{ createServerGroup: { ...withAccount(deployment), imageId } }]
  },
}

export const otherClouds: readonly Cloud[] = [
  { ...named('alicloud', 'AlibabaCloud'), images: globalImages },
  named('appengine'),
  named('azure'),
  named('cloudrun', 'Cloudrun'),
  cloudFoundry,
  ecs,
  named('huaweicloud', 'HuaweiCloud'),
  oracle,
  named('tencentcloud', 'TencentCloud'),
  { id: 'titus', platformHealth: 'Titus' },
]
