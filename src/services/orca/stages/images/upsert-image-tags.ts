import { z } from 'zod'
import type { ClouddriverClient } from '../../../clouddriver/client.ts'
import type { CloudImages } from '../../cloud.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json, Stage } from '../../model.ts'
import { defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, objects, present, text, texts } from '../../values.ts'
import { monitor } from '../cloud-operations/operation-stage.ts'
import { running, seconds, succeeded } from '../results.ts'
import { requestOperations } from '../server-groups/cloud-operation.ts'
import { accountOf, providerOf } from '../server-groups/location.ts'

/** An image that an earlier stage made, which Clouddriver has not seen yet. */
class NotYetFound extends Error {}

/** The images that the stage is about: those that it names, else those that earlier stages made or found. */
async function imagesOf(
  stage: StageView,
  names: readonly string[],
  provider: string,
  clouddriver: ClouddriverClient,
): Promise<Json[]> {
  const made = names.length > 0 ? [] : idsFromEarlierStages(stage, provider)
  if (names.length === 0 && made.length === 0) throw new Error('Unable to determine source image(s): set `imageNames`.')
  const wanted = names.length > 0 ? [...names] : await Promise.all(made.map((id) => nameOf(id, provider, clouddriver)))
  const images = await Promise.all(
    [...new Set(wanted)].map(async (name) => {
      const found = (await clouddriver.images(provider, { q: name })).find(({ imageName }) => imageName === name)
      if (found !== undefined) return found
      const missing = `No image found (imageName: ${name})`
      throw made.length > 0 ? new NotYetFound(missing) : new Error(missing)
    }),
  )
  // An image's regions come into sight one by one.
  const ids = images.flatMap(({ amis }) => Object.values(json(amis)).flatMap(texts))
  if (ids.length > 0 && ids.length < made.length)
    throw new NotYetFound(`Only found ${ids.length} images to tag but ${made.length} were specified upstream`)
  return images
}

async function nameOf(id: string, provider: string, clouddriver: ClouddriverClient): Promise<string> {
  const [image] = await clouddriver.images(provider, { q: id })
  const name = text(image?.imageName)
  if (name === undefined) throw new NotYetFound(`No image found (imageId: ${id})`)
  return name
}

function idsFromEarlierStages(stage: StageView, provider: string): string[] {
  const considered = texts(stage.context.consideredStages)
  const parentOf = ({ parentStageId }: Readonly<Stage>) => stage.execution.stages.find(({ id }) => id === parentStageId)
  const counts = (other: Readonly<Stage>) =>
    considered.length === 0 ||
    considered.includes(other.refId ?? '') ||
    considered.includes(parentOf(other)?.refId ?? '')
  return stage.ancestors().flatMap((other) => {
    const cloud = text(other.context.cloudProvider) ?? text(other.context.cloudProviderType)
    if (cloud !== provider || !counts(other)) return []
    return text(other.context.imageId) ?? text(objects(other.context.amiDetails)[0]?.imageId) ?? []
  })
}

/** @throws for a cloud whose images can't be tagged */
function taggable(provider: string): Required<Pick<CloudImages, 'tag' | 'isTagged'>> & CloudImages {
  const { images } = cloudOf(provider)
  const { tag, isTagged } = images ?? {}
  if (images === undefined || tag === undefined || isTagged === undefined)
    throw new Error(`ImageTagger not found for cloudProvider ${provider}`)
  return { ...images, tag, isTagged }
}

const upsert: PlannedTask = {
  name: 'upsertImageTags',
  task: defineTask<'clouddriver' | 'settings'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.image.UpsertImageTagsTask',
    needs: ['clouddriver', 'settings'],
    backoffMs: seconds(5),
    timeoutMs: (_stage, { settings }) => cloudSettings(settings).limits.imageTagsMs,
    async run(stage, { clouddriver, settings }) {
      const { context } = stage
      const provider = providerOf(context)
      const cloud = taggable(provider)
      try {
        const images = await imagesOf(stage, texts(context.imageNames), provider, clouddriver)
        const own = Object.entries(json(context.tags)).filter(([key]) => !cloud.builtInTags?.includes(key))
        const where = { account: accountOf(context), defaults: cloudSettings(settings).deploy }
        const tagged = images.map((image) => cloud.tag(image, Object.fromEntries(own), where))
        const kato = await requestOperations(stage, clouddriver, {
          provider,
          operations: tagged.flatMap(({ operations }) => operations),
        })
        const regions = texts(context.regions)
        const everywhere = [...new Set(images.flatMap(({ amis }) => Object.keys(json(amis))))]
        return succeeded(
          present({
            'notification.type': 'upsertimagetags',
            ...kato,
            imageNames: images.map(({ imageName }) => imageName),
            regions: regions.length > 0 ? regions : everywhere,
            tags: json(context.tags),
            consideredStages: texts(context.consideredStages),
            targets: tagged.map(({ target }) => target),
            originalTags: Object.fromEntries(
              images.map(({ imageName, tagsByImageId, tags }) => [text(imageName), tagsByImageId ?? tags]),
            ),
          }),
        )
      } catch (error) {
        if (error instanceof NotYetFound) return running()
        throw error
      }
    },
  }),
}

/** Images are not refreshed on demand: their agents read them soon. The task stays because clients know it. */
const forceCacheRefresh: PlannedTask = {
  name: 'forceCacheRefresh',
  task: defineTask({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.image.ImageForceCacheRefreshTask',
    run: () => succeeded(),
  }),
}

const waitForTaggedImage: PlannedTask = {
  name: 'waitForTaggedImage',
  task: defineTask<'clouddriver' | 'settings'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.image.WaitForUpsertedImageTagsTask',
    needs: ['clouddriver', 'settings'],
    backoffMs: seconds(30),
    timeoutMs: (_stage, { settings }) => cloudSettings(settings).limits.imageTagsWaitMs,
    async run(stage, { clouddriver }) {
      const provider = providerOf(stage.context)
      const { isTagged } = taggable(provider)
      const targets = objects(stage.context.targets)
      const names = targets.flatMap(({ imageName }) => text(imageName) ?? [])
      const images = await imagesOf(stage, names, provider, clouddriver)
      const isDone = targets.every((target) =>
        images.some((image) => image.imageName === target.imageName && isTagged(image, target)),
      )
      return isDone ? succeeded() : running()
    },
  }),
}

/** Tags images, those that were just baked or others (orca: UpsertImageTagsStage). Tags of the bake stay as they are. */
export const upsertImageTags: StageDefinition = {
  type: 'upsertImageTags',
  label: 'Tag Image',
  schema: z.looseObject({}),
  tasks: () => [upsert, monitor('monitorUpsert'), forceCacheRefresh, waitForTaggedImage],
}
