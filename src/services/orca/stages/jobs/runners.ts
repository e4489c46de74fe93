import { parseYamlDocuments } from '../../../../platform/parsing/index.ts'
import { chosenArtifact, visibleTo } from '../../artifacts/index.ts'
import type { Json } from '../../model.ts'
import type { Capabilities, StageView } from '../../stage.ts'
import { isJson, isTrue, json, list, number, objects, present, text, texts } from '../../values.ts'
import { settingsOf } from '../server-groups/deployment.ts'
import { onlyTarget } from '../server-groups/target.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'expressions'>

/** How one cloud runs jobs. */
export interface JobRunner {
  /** What the cloud is told. @throws with what is missing */
  operation(stage: StageView, services: Services): Promise<Json> | Json
  /** Whether what the job made is told by the operation itself. */
  promotesOutputs?(context: Json): boolean
  /** How long the cloud lets the job run, in seconds. */
  runtimeLimit?(context: Json): number | undefined
  /** Where people read the job's log, with the job's fields as placeholders. */
  logTemplate?(context: Json): string | undefined
}

const kubernetes: JobRunner = {
  async operation(stage, services) {
    const [manifest, another] = await manifestsOf(stage, services)
    if (manifest === undefined || another !== undefined)
      throw new Error('Run Job only supports manifests with a single Job.')
    const requiredArtifacts = await requiredBy(stage, services)
    return {
      ...settingsOf(stage.context),
      source: 'text',
      manifest,
      requiredArtifacts,
      optionalArtifacts: visibleTo(stage),
    }
  },
  promotesOutputs: ({ source, manifest }) => source !== undefined || manifest !== undefined,
  logTemplate: ({ manifest }) => text(json(json(json(manifest).metadata).annotations)['job.spinnaker.io/logs']),
}

/** The manifests that are written in the stage, or stand in an artifact. */
async function manifestsOf(stage: StageView, { clouddriver, expressions }: Services): Promise<Json[]> {
  const { context } = stage
  if (context.source !== 'artifact') {
    const written = isJson(context.manifest) ? [context.manifest] : objects(context.manifests)
    if (written.length === 0) throw new Error('No text manifest was specified: set `manifest`.')
    return written
  }
  const choice = { id: text(context.manifestArtifactId), inline: context.manifestArtifact }
  const found = await chosenArtifact(stage, choice, expressions.evaluate)
  if (found === undefined)
    throw new Error('No manifest artifact was specified: set `manifestArtifactId` or `manifestArtifact`.')
  const artifact = {
    ...found,
    ...present({ artifactAccount: text(context.manifestArtifactAccount) ?? found.artifactAccount }),
  }
  if (artifact.artifactAccount === undefined)
    throw new Error('No manifest artifact account was specified: set `manifestArtifactAccount`.')
  const content = await clouddriver.fetchArtifact(artifact)
  // Each document may be a list.
  const manifests =
    typeof content === 'string' ? parseYamlDocuments(content, 'the manifest of the job').flatMap(list) : list(content)
  const evaluated = isTrue(context.skipExpressionEvaluation) ? manifests : await expressions.evaluate(stage, manifests)
  return objects(evaluated)
}

/** The artifacts without which the job must not run. */
async function requiredBy(stage: StageView, { expressions }: Services): Promise<object[]> {
  const { requiredArtifactIds, requiredArtifacts } = stage.context
  const wanted = [
    ...texts(requiredArtifactIds).map((id) => ({ id, inline: undefined })),
    ...objects(requiredArtifacts).map(({ expectedArtifactId, artifact }) => ({
      id: text(expectedArtifactId),
      inline: artifact,
    })),
  ]
  return Promise.all(
    wanted.map(async (choice) => {
      const artifact = await chosenArtifact(stage, choice, expressions.evaluate)
      if (artifact === undefined)
        throw new Error(`No artifact with id ${choice.id} could be found in the pipeline context.`)
      return artifact
    }),
  )
}

const titus: JobRunner = {
  operation: ({ context }) => ({ ...settingsOf(context), ...json(context.cluster) }),
  runtimeLimit: ({ cluster }) => number(json(cluster).runtimeLimitSecs),
}

const cloudFoundry: JobRunner = {
  async operation({ context }, { clouddriver }) {
    const { credentials, region, jobName, command } = context
    const where = `'${text(context.target)}' for account '${text(credentials)}' in region '${text(region)}'`
    const group = await onlyTarget(clouddriver, context, (noun) => `target ${noun} ${where}`)
    return present({ region, credentials, jobName, serverGroupName: group.name, command, moniker: group.moniker })
  },
}

const runners: Readonly<Record<string, JobRunner>> = { kubernetes, titus, cloudfoundry: cloudFoundry }

/** @throws for a cloud that runs no jobs */
export function runnerOf(provider: string): JobRunner {
  const runner = runners[provider]
  if (runner === undefined) throw new Error(`JobRunner not found for cloudProvider ${provider}`)
  return runner
}

/** The same for planning, where a cloud that is not known has nothing of its own. */
export const knownRunner = (provider: string): JobRunner | undefined => runners[provider]
