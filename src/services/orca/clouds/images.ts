import { parseAppVersion } from '../../../lib/moniker/index.ts'
import type { CloudImages, DeployDefaults } from '../cloud.ts'
import type { Json } from '../model.ts'
import { json, objects, present, text, texts } from '../values.ts'

/** The build that made an image, as its tags tell. */
function buildOf(tags: Json): Json | undefined {
  const version = parseAppVersion(text(tags.appversion))
  if (version === undefined) return undefined
  return present({ host: tags.build_host, name: version.buildJobName, number: version.buildNumber })
}

const created = ({ attributes }: Json) =>
  text(json(attributes).creationDate) ?? text(json(attributes).creationTime) ?? ''

/** The latest first; those that do not say come last. */
const latestFirst = (images: readonly Json[]): Json[] =>
  images.toSorted((one, other) => (created(other) < created(one) ? -1 : created(other) > created(one) ? 1 : 0))

/** Shares an image that was baked in one account with another one (AWS). */
export function allowLaunch(account: unknown, region: unknown, amiName: unknown, defaults: DeployDefaults): Json {
  return { allowLaunchDescription: { account, credentials: defaults.bakeAccount, region, amiName } }
}

/** Images that have an id of their own in each region: `amis: {region: [id]}`, `tagsByImageId` (AWS). */
export const regionalImages: CloudImages = {
  choose(images, settings) {
    const regions = texts(settings.regions)
    const tagged = latestFirst(images.filter(({ tagsByImageId }) => Object.keys(json(tagsByImageId)).length > 0))
    // The search finds names that only begin like the package: a bake says which package it made.
    const ofPackage = tagged.filter((image) =>
      regions.some((region) =>
        idsIn(image, region).some(
          (id) => parseAppVersion(text(tagsOf(image, id).appversion))?.packageName === settings.packageName,
        ),
      ),
    )
    const candidates = ofPackage.length > 0 ? ofPackage : tagged
    return regions.flatMap((region) => {
      const image = candidates.find(({ amis }) => Object.hasOwn(json(amis), region))
      const [id] = image === undefined ? [] : idsIn(image, region)
      if (image === undefined || id === undefined) return []
      const jenkins = buildOf(tagsOf(image, id))
      return [present({ imageName: image.imageName, imageId: id, ami: id, region, jenkins })]
    })
  },
  builtInTags: ['appversion', 'base_ami_version', 'build_host', 'creation_time', 'creator'],
  tag(image, tags, { defaults }) {
    const regions = Object.keys(json(image.amis))
    const amiName = image.imageName
    const target = { imageName: amiName, account: defaults.bakeAccount, regions, tags }
    // Sharing an image again brings its tags to the accounts that it is shared with.
    const others = texts(image.accounts).filter((each) => each.toLowerCase() !== defaults.bakeAccount.toLowerCase())
    const shared = others.flatMap((account) => regions.map((region) => allowLaunch(account, region, amiName, defaults)))
    const operation = { upsertImageTags: { amiName, tags, regions, credentials: defaults.bakeAccount } }
    return { operations: [operation, ...shared], target }
  },
  isTagged: (image, target) =>
    texts(target.regions).every((region) =>
      idsIn(image, region).every((id) =>
        Object.entries(json(target.tags)).every(([key, value]) => tagsOf(image, id)[key.toLowerCase()] === value),
      ),
    ),
}

const idsIn = ({ amis }: Json, region: string): string[] => texts(json(amis)[region])
const tagsOf = ({ tagsByImageId }: Json, id: string): Json => json(json(tagsByImageId)[id])

/** Images that are the same everywhere, known by their names (Google). */
export const globalImages: CloudImages = {
  choose(images) {
    const [latest] = latestFirst(images)
    if (latest === undefined) return []
    const { imageName } = latest
    const imageId = text(json(latest.attributes).imageId) ?? imageName
    const jenkins = buildOf(json(latest.tags))
    return [present({ imageName, imageId, ami: imageName, amiId: imageName, region: 'global', jenkins })]
  },
  builtInTags: ['appversion', 'build_host'],
  tag(image, tags, { account }) {
    const target = present({ imageName: image.imageName, account, tags })
    return {
      operations: [{ upsertImageTags: present({ imageName: image.imageName, tags, credentials: account }) }],
      target,
    }
  },
  isTagged: ({ tags }, target) => Object.entries(json(target.tags)).every(([key, value]) => json(tags)[key] === value),
}

/** Images of a registry, looked for by label or digest (ECS). */
export const labelledImages: CloudImages = {
  searchBy: ({ imageLabelOrSha }) => text(imageLabelOrSha),
  choose(images) {
    const [latest] = latestFirst(images)
    if (latest === undefined) return []
    const { imageName } = latest
    const region = text(latest.region)
    const id = (region === undefined ? undefined : idsIn(latest, region)[0]) ?? imageName
    return objects([present({ imageName: id, imageId: imageName, ami: imageName, region })])
  },
}
