import { type Artifact, artifactOf, artifactsOf, expectedArtifactsOf } from '../../../lib/artifacts/index.ts'
import type { Execution } from '../model.ts'
import { inOrder } from '../order.ts'
import type { StageView } from '../stage.ts'

/**
 * The artifacts that a stage sees, nearest first: its own, its ancestors', the trigger's (orca: ArtifactUtils.getArtifacts).
 */
export function visibleTo(stage: Pick<StageView, 'all'>): readonly Artifact[] {
  return stage.all('artifacts').flatMap(artifactsOf)
}

/**
 * All that an execution made or was given: its stages' outputs, those of later stages first, then its trigger's (orca:
 * ArtifactUtils.getAllArtifacts). `skipRefId`: leaves out what this stage made.
 */
export function madeBy({ stages, trigger }: Execution, skipRefId?: string): readonly Artifact[] {
  const made = inOrder(stages)
    .filter(({ refId }) => refId !== skipRefId)
    .flatMap(({ outputs }) => artifactsOf(outputs.artifacts))
  return [...made.reverse(), ...artifactsOf(trigger.artifacts)]
}

/** What a stage says about an artifact that it uses: the id of an expectation, or the artifact itself. */
export interface ArtifactChoice {
  readonly id?: string | undefined
  readonly inline?: unknown
}

/**
 * The artifact that a stage chose, with its expressions evaluated (orca: ArtifactUtils.getBoundArtifactForStage); undefined
 * where nothing was bound to the id.
 */
export async function chosenArtifact(
  stage: StageView,
  { id, inline }: ArtifactChoice,
  evaluate: (stage: StageView, value: unknown) => Promise<unknown>,
): Promise<Artifact | undefined> {
  const isInline = id === undefined || id === ''
  const found = isInline ? inline : boundTo(stage, id)
  return found === undefined || found === null ? undefined : artifactOf(await evaluate(stage, found))
}

/** What was bound to an expected artifact's id, nearest first; its account is the expectation's where it has none. */
export function boundTo(stage: Pick<StageView, 'all'>, id: string): Artifact | undefined {
  const expected = stage
    .all('resolvedExpectedArtifacts')
    .flatMap(expectedArtifactsOf)
    .find((each) => each.id === id)
  if (expected?.boundArtifact === undefined) return undefined
  const { boundArtifact, matchArtifact } = expected
  const artifactAccount = boundArtifact.artifactAccount || matchArtifact.artifactAccount
  return artifactAccount === undefined ? boundArtifact : { ...boundArtifact, artifactAccount }
}
