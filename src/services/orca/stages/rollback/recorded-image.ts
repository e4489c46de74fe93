import type { ClouddriverClient } from '../../../clouddriver/client.ts'
import { json, objects, text } from '../../values.ts'

/** The image that a server group replaced, as its deploy noted it down. */
export interface RecordedImage {
  readonly imageId: string | undefined
  readonly imageName: string
  readonly buildNumber: string | undefined
}

/** Which group's note to read. */
interface Tagged {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly cloudProvider: string
}

/**
 * Reads the note from the group's entity tag `spinnaker:metadata`; undefined where there is none. Ask only a Clouddriver
 * that `offersEntityTags` (orca: PreviousImageRollbackSupport).
 */
export async function recordedImage(clouddriver: ClouddriverClient, group: Tagged): Promise<RecordedImage | undefined> {
  const found = await clouddriver.entityTags({
    cloudProvider: group.cloudProvider,
    entityType: 'serverGroup',
    entityId: group.name,
    account: group.account,
    region: group.region,
  })
  if (found.length > 1) throw new Error(`There is more than one set of entity tags for server group ${group.name}`)
  const notes = objects(found[0]?.tags).filter(({ name }) => text(name)?.toLowerCase() === 'spinnaker:metadata')
  const previous = notes
    .map(({ value }) => json(json(value).previousServerGroup))
    .find(({ imageName }) => text(imageName))
  if (previous === undefined) return undefined
  return {
    imageId: text(previous.imageId),
    imageName: text(previous.imageName) ?? '',
    buildNumber: text(json(json(previous.buildInfo).jenkins).number),
  }
}
