import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { cloudSettings } from '../../cloud-settings.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { json, present, text } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { providerOf } from '../server-groups/location.ts'

/** As many as Clouddriver answers with at most: there may be more. */
const mostResults = 1_000

const find = defineTask<'clouddriver' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.image.FindImageFromTagsTask',
  needs: ['clouddriver', 'settings'],
  backoffMs: seconds(10),
  timeoutMs: (_stage, { settings }) => cloudSettings(settings).limits.imageByTagsMs,
  async run({ context }, { clouddriver }) {
    const provider = providerOf(context)
    const { images } = cloudOf(provider)
    if (images === undefined) throw new Error(`ImageFinder not found for cloudProvider ${provider}`)
    const name = images.searchBy === undefined ? text(context.packageName) : images.searchBy(context)
    const tags = Object.entries(json(context.tags)).map(([key, value]) => [`tag:${key}`, String(value)] as const)
    const query = { q: name, account: text(context.imageOwnerAccount), ...Object.fromEntries(tags) }
    const found = await clouddriver.images(images.provider ?? provider, query)
    const details = images.choose(found, context)
    if (details.length === 0) {
      const words = tags.map(([key, value]) => `${key.slice('tag:'.length)}=${value}`).join(', ')
      throw new Error(`Could not find tagged image for package: ${name} and tags: {${words}}`)
    }
    const tooMany = 'Too many results matching search criteria: Consider refining the search.'
    return succeeded(
      {
        amiDetails: details,
        artifacts: details.map((detail) => artifactOf(detail, provider)),
        ...(found.length >= mostResults ? { exception: { details: { errors: [tooMany] } } } : {}),
      },
      { deploymentDetails: details },
    )
  },
})

function artifactOf({ imageName, imageId, region, jenkins }: Json, provider: string): Json {
  const build = json(jenkins)
  return present({
    type: `${provider}/image`,
    name: imageName,
    reference: imageId,
    location: region,
    metadata: jenkins === undefined ? {} : present({ build_info_url: build.host, build_number: build.number }),
    uuid: randomUUID(),
  })
}

/** Finds the latest image with these tags, in each region where images have regions (orca: FindImageFromTagsStage). */
export const findImageFromTags: StageDefinition = {
  type: 'findImageFromTags',
  label: 'Find Image from Tags',
  schema: z.looseObject({}),
  tasks: () => [{ name: 'findImage', task: find }],
}
