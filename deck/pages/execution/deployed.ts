import type { Execution, Json, Stage } from '../../data/shapes.ts'

/** A server group that an execution made. */
export interface Deployed {
  readonly stage: Stage
  readonly account: string
  readonly provider: string
  readonly region: string
  readonly name: string
  readonly cluster: string
  readonly image: string | undefined
}

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** `orders-main-v012` → `orders-main`. */
export const clusterOf = (serverGroup: string): string => serverGroup.replace(/-v\d{3,}$/, '')

const makesGroups = ({ type }: Stage): boolean => /^(createServerGroup|cloneServerGroup|deploy|rollingPush)/.test(type)

/** Server groups that a stage made, as the engine and the cloud noted them (`deploy.server.groups`: region → names). */
export const groupsOf = (stage: Stage): Deployed[] => {
  const context = stage.context ?? {}
  if (!makesGroups(stage)) return []
  const account = text(context['deploy.account.name']) ?? text(context.account) ?? text(context.credentials) ?? ''
  const provider = text(context.cloudProvider) ?? text(context.provider) ?? 'aws'
  return Object.entries(object(context['deploy.server.groups'])).flatMap(([region, names]) =>
    (Array.isArray(names) ? names : []).flatMap((name) =>
      typeof name === 'string'
        ? [{ stage, account, provider, region, name, cluster: clusterOf(name), image: imageOf(context) }]
        : [],
    ),
  )
}

/** All that an execution deployed, each once: a deploy stage repeats what its parts made. */
export const deployedBy = (execution: Execution): Deployed[] => {
  const seen = new Map<string, Deployed>()
  for (const each of (execution.stages ?? []).flatMap(groupsOf)) {
    const key = `${each.region}/${each.name}`
    const known = seen.get(key)
    if (!known || (known.account === '' && each.account !== '')) seen.set(key, each)
  }
  return [...seen.values()]
}

/** What is to run, where a deploy's settings name it: a machine image or containers. */
export const imageOf = (settings: Json): string | undefined => {
  const [details] = Array.isArray(settings.deploymentDetails) ? settings.deploymentDetails.map(object) : []
  const launch = object(object(object(settings.group).compute).launchSpecification)
  const containers = Array.isArray(settings.containers) ? settings.containers : []
  const images = containers.flatMap((each) => text(object(object(each).imageDescription).imageId) ?? [])
  return (
    text(settings.imageId) ??
    text(settings.amiName) ??
    text(settings.imageName) ??
    text(settings.image) ??
    text(launch.imageId) ??
    text(object(settings.imageDescription).imageId) ??
    (images.length > 0 ? images.join(', ') : undefined) ??
    text(details?.ami) ??
    text(details?.imageId) ??
    text(details?.imageName)
  )
}

/** A cluster that a deploy stage is about to change. */
export interface Planned {
  readonly stage: Stage
  readonly account: string
  readonly provider: string
  readonly region: string
  readonly cluster: string
  readonly image: string | undefined
  readonly strategy: string | undefined
  readonly capacity: Json
}

/** The clusters that stages yet to run will deploy to, as far as their settings say. */
export const plannedDeploys = (stages: readonly Stage[]): Planned[] =>
  stages
    .filter((stage) => stage.status === 'NOT_STARTED' && makesGroups(stage))
    .flatMap((stage) => {
      const { clusters } = stage.context ?? {}
      const settings = Array.isArray(clusters) ? clusters.map(object) : [object(stage.context)]
      return settings.flatMap((each) => {
        const account = text(each.account) ?? text(each.credentials)
        const region = text(each.region) ?? Object.keys(object(each.availabilityZones))[0]
        const parts = [text(each.application), text(each.stack), text(each.freeFormDetails)]
        if (!account || !region || !parts[0]) return []
        const cluster = parts[2] ? `${parts[0]}-${parts[1] ?? ''}-${parts[2]}` : parts.filter(Boolean).join('-')
        return [
          {
            stage,
            account,
            region,
            cluster,
            provider: text(each.cloudProvider) ?? text(each.provider) ?? 'aws',
            image: imageOf(each),
            strategy: text(each.strategy),
            capacity: object(each.capacity),
          },
        ]
      })
    })
