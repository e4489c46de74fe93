import { problem } from '../../../../platform/errors/index.ts'
import { isObject } from '../merge.ts'
import { objectAt } from '../read.ts'

type Json = Record<string, unknown>

/**
 * Images in one line, as pipelines carry them, and as Azure's groups write them:
 * - `publisher:offer:sku:version` is one of the marketplace;
 * - `resourceGroup/name` is an image of one's own, `resourceGroup/gallery/image/version` one of a gallery;
 * - Azure's own resource ids of those two (`/subscriptions/…/images/…`, `/subscriptions/…/galleries/…/images/…/versions/…`).
 */
export function imageText(image: Json | null | undefined): string | undefined {
  if (isObject(image?.marketplace)) {
    const { publisher, offer, sku, version } = image.marketplace
    return [publisher, offer, sku, version ?? 'latest'].join(':')
  }
  if (isObject(image?.custom)) return `${image.custom.resourceGroupName}/${image.custom.name}`
  if (isObject(image?.gallery)) {
    const { resourceGroupName, galleryName, imageName, version } = image.gallery
    return [resourceGroupName, galleryName, imageName, version ?? 'latest'].join('/')
  }
  return undefined
}

/** The image that a text means; what the present image of the same kind says besides is kept. Throws `invalid`. */
export function imageOfText(text: string, present: Json | null | undefined): Json {
  const marketplace = text.split(':')
  if (marketplace.length >= 3 && !text.startsWith('/')) {
    const [publisher, offer, sku, version = 'latest'] = marketplace
    return { marketplace: { ...objectAt(present, 'marketplace'), publisher, offer, sku, version } }
  }
  const { resourceGroupName, parts } = pathOf(text)
  if (resourceGroupName && parts.length === 1) {
    return { custom: { ...objectAt(present, 'custom'), resourceGroupName, name: parts[0] } }
  }
  if (resourceGroupName && (parts.length === 2 || parts.length === 3)) {
    const [galleryName, imageName, version = 'latest'] = parts
    return {
      gallery: { ...objectAt(present, 'gallery'), resourceGroupName, galleryName, imageName, version },
    }
  }
  throw problem(
    'invalid',
    `${text} is no image for Azure: give publisher:offer:sku:version, resourceGroup/name, resourceGroup/gallery/image/version, or a resource id`,
  )
}

function pathOf(text: string): { resourceGroupName: string | undefined; parts: string[] } {
  const segments = text.split('/').filter(Boolean)
  if (!text.startsWith('/')) return { resourceGroupName: segments[0], parts: segments.slice(1) }
  const after = (word: string) => {
    const index = segments.findIndex((segment) => segment.toLowerCase() === word.toLowerCase())
    return index === -1 ? undefined : segments[index + 1]
  }
  const names = [after('galleries'), after('images'), after('versions')].filter((name) => name !== undefined)
  return { resourceGroupName: after('resourceGroups'), parts: names }
}
