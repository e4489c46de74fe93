import { visibleTo } from '../../artifacts/index.ts'
import type { FoundImage } from '../../cloud.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json, Stage } from '../../model.ts'
import type { StageView } from '../../stage.ts'
import { json, objects, present, text, texts } from '../../values.ts'
import { deploymentOf } from './deployment.ts'
import { providerOf } from './location.ts'

/**
 * The image of a deploy that names none itself: that of the nearest earlier stage which baked or found one for the place
 * and provider, else what the execution, or one that started it, knows of deployed images (orca: DeploymentDetailsAware).
 */
export function imageFromEarlierStages(stage: StageView, region?: string): FoundImage {
  const provider = providerOf(deploymentOf(stage.context))
  const found = fromStage(stage, provider, region)
  const known = fromDetails(stage, provider, region)
  const amiName = found.amiName ?? known.amiName
  const imageId = found.imageId ?? known.imageId
  if (amiName === undefined && imageId === undefined) return fromArtifacts(stage, provider, region)
  return present({ amiName, imageId })
}

/** The nearest image among the artifacts of the stage, those before it and the trigger, for clouds that have such. */
function fromArtifacts(stage: StageView, provider: string, region: string | undefined): FoundImage {
  const types = cloudOf(provider).images?.artifactTypes ?? []
  if (types.length === 0) return {}
  const found = visibleTo(stage).find(
    ({ type, location, reference }) =>
      types.includes(type ?? '') && Boolean(reference) && (!location || region === undefined || location === region),
  )
  return present({ imageId: text(found?.reference) })
}

function fromStage(stage: StageView, provider: string, region: string | undefined): FoundImage {
  // An ad-hoc task deploys what it says.
  if (stage.execution.type !== 'PIPELINE') return {}
  const earlier = stage.ancestors().find(({ context }) => hasImage(context) && isFor(context, provider, region))
  if (earlier === undefined || !isSameCloud(earlier, stage)) return {}
  const details = objects(earlier.context.amiDetails)
  const detail = details.find((each) => region === undefined || each.region === region) ?? details[0]
  return imageOf(earlier.context.amiDetails === undefined ? earlier.context : json(detail))
}

const imageOf = ({ ami, imageId }: Json): FoundImage => present({ amiName: text(ami), imageId: text(imageId) })

const hasImage = ({ ami, amiDetails }: Json) => ami !== undefined || amiDetails !== undefined

function isFor(context: Json, provider: string, region: string | undefined): boolean {
  const cloud = text(context.cloudProvider) ?? text(context.cloudProviderType)
  const regions = texts(text(context.region) ?? context.regions)
  const isThere = region === undefined || regions.includes(region) || regions.includes('global')
  return isThere && (cloud === undefined || cloud === provider)
}

function isSameCloud(earlier: Readonly<Stage>, { context }: StageView): boolean {
  const [one, other] = [text(earlier.context.cloudProvider), text(context.cloudProvider)]
  return one === undefined || other === undefined || one === other
}

function fromDetails(stage: StageView, provider: string, region: string | undefined): FoundImage {
  const details = detailsOf(stage)
  const [first] = details
  if (first === undefined) return {}
  const cloudOf = (detail: Json) => text(detail.cloudProvider) ?? text(detail.cloudProviderType)
  const fits = details.find(
    (detail) =>
      (region === undefined || detail.region === region || detail.region === 'global') &&
      (detail.cloudProvider === provider || detail.cloudProviderType === provider),
  )
  // Ids of container images hold everywhere, so the place does not count; another cloud's would not be an image.
  const imageId = cloudOf(first) === undefined || cloudOf(first) === provider ? text(first.imageId) : undefined
  return present({ amiName: text(fits?.ami), imageId })
}

function detailsOf(stage: StageView): Json[] {
  const own = objects(stage.get('deploymentDetails'))
  if (own.length > 0 || stage.execution.type !== 'PIPELINE') return own
  for (let execution: Json | undefined = { ...stage.execution }; execution !== undefined; ) {
    const stages: Json[] = objects(execution.stages)
    const found = stages.map(({ outputs }) => objects(json(outputs).deploymentDetails)).find(({ length }) => length > 0)
    if (found !== undefined) return found
    const parent: Json = json(json(execution.trigger).parentExecution)
    execution = parent.type === 'PIPELINE' ? parent : undefined
  }
  return []
}
