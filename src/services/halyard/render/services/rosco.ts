import { homedir } from 'node:os'
import { at, isTree, type Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { listening, type Rendering } from './rendering.ts'

const { providers } = deploymentConfiguration.fields
const bakeries = ['aws', 'azure', 'google', 'huaweicloud', 'oracle', 'tencentcloud'] as const

/** `rosco.yml`: the clouds that images are baked for, and what they are baked from. */
export function rosco({ deployment, profiles, writing, env }: Rendering): Tree {
  const shared = profiles.tree('images-local.yml')
  const clouds = bakeries
    .filter((name) => deployment.providers[name].enabled)
    .map((name) => {
      const cloud = writing.part(
        providers.fields[name],
        deployment.providers[name],
        `${deployment.name}.provider.${name}`,
      )
      const defaults = cloud.bakeryDefaults as Tree
      const own = imagesOf(defaults.baseImages)
      const taken = new Set(own.map(idOf))
      const others = imagesOf(at(shared, `${name}.bakeryDefaults.baseImages`)).filter((each) => !taken.has(idOf(each)))
      return [name, { ...cloud, bakeryDefaults: { ...defaults, baseImages: [...own, ...others] } }]
    })
  const fromCheckout =
    deployment.deploymentEnvironment.type === 'LocalGit'
      ? { rosco: { configDir: `${env.HOME ?? homedir()}/dev/spinnaker/rosco/rosco-web/config/packer` } }
      : {}
  return {
    ...listening('rosco', 8087),
    redis: { connection: '${services.redis.baseUrl}' },
    ...fromCheckout,
    ...Object.fromEntries(clouds),
  }
}

const imagesOf = (value: unknown): Tree[] => (Array.isArray(value) ? value.filter(isTree) : [])
const idOf = (image: Tree) => at(image, 'baseImage.id')
