import { problem } from '../../../platform/errors/index.ts'
import {
  type Artifact,
  artifactsOf,
  distinct,
  expectedArtifactsOf,
  InvalidRequestException,
  matches,
  resolveExpected,
} from '../artifacts/index.ts'
import type { Json } from '../model.ts'
import { objects, texts } from '../values.ts'

/** An artifact that the pipeline expects could not be found, or not for certain. */
export const unresolvedArtifacts = Symbol('unresolvedArtifacts')

/**
 * The trigger with what was received and what the pipeline's expectations were resolved to (orca:
 * ArtifactUtils.resolveArtifacts). Only expectations that the trigger names, or that have something to fall back to, are
 * resolved now; the others may be met by stages.
 *
 * @param prior what the pipeline's last execution had
 * @throws invalid when one has none, or more than one
 */
export async function withArtifacts(
  pipeline: Json,
  trigger: Json,
  prior: () => Promise<readonly Artifact[]>,
): Promise<Json> {
  try {
    const ids = texts(trigger.expectedArtifactIds)
    const expected = expectedArtifactsOf(pipeline.expectedArtifacts).filter(
      ({ id, useDefaultArtifact, usePriorArtifact }) => ids.includes(id) || useDefaultArtifact || usePriorArtifact,
    )
    const received = distinct([...artifactsOf(pipeline.receivedArtifacts), ...artifactsOf(trigger.artifacts)])
    const resolved = await resolveExpected(expected, { current: received, prior, unique: true })
    return {
      ...trigger,
      artifacts: distinct([...received, ...resolved.artifacts]),
      expectedArtifacts: resolved.expectedArtifacts,
      resolvedExpectedArtifacts: resolved.expectedArtifacts,
    }
  } catch (error) {
    if (!(error instanceof InvalidRequestException)) throw error
    throw problem('invalid', error.message, { cause: unresolvedArtifacts })
  }
}

/**
 * Which expectations a child pipeline's trigger asks for: those that its triggers by this parent name, and those that
 * something of the received is (orca: DependentPipelineStarter).
 */
export function expectedOfChild(config: Json, parentConfigId: string | undefined, received: readonly Artifact[]) {
  const named = objects(config.triggers)
    .filter(({ type, pipeline }) => type === 'pipeline' && pipeline === parentConfigId)
    .flatMap(({ expectedArtifactIds }) => texts(expectedArtifactIds))
  const met = expectedArtifactsOf(config.expectedArtifacts).flatMap((expected) =>
    received.filter((artifact) => matches(expected, artifact)).map(() => expected.id),
  )
  return [...named, ...met]
}
