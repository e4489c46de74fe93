import {
  type Artifact,
  described,
  distinct,
  type ExpectedArtifact,
  InvalidRequestException,
  matches,
} from '../../../lib/artifacts/index.ts'

export interface Available {
  /** What there is, the preferred first. */
  readonly current: readonly Artifact[]
  /** What the last execution had; asked at most once, and only when it is needed. */
  readonly prior?: () => Promise<readonly Artifact[]>
  /** Two that fit are an error, not a choice. */
  readonly unique: boolean
}

export interface Resolved {
  /** Each once, in the order of the expectations. */
  readonly artifacts: readonly Artifact[]
  readonly expectedArtifacts: readonly ExpectedArtifact[]
}

/**
 * Finds an artifact for each expectation (orca: ArtifactResolver): among the current ones, then, where it is allowed, among
 * those of the last execution, then the default.
 *
 * @throws InvalidRequestException when one has none, or more than one
 */
export async function resolveExpected(
  expected: readonly ExpectedArtifact[],
  { current, prior, unique }: Available,
): Promise<Resolved> {
  let before: readonly Artifact[] | undefined
  const bound: ExpectedArtifact[] = []
  for (const each of expected) {
    let found = pick(each, current, unique)
    if (found === undefined && each.usePriorArtifact && prior !== undefined) {
      before ??= await prior()
      found = pick(each, before, unique)
    }
    if (found === undefined && each.useDefaultArtifact) found = each.defaultArtifact
    if (found === undefined)
      throw new InvalidRequestException(`Unmatched expected artifact ${described(each)} could not be resolved.`)
    bound.push({ ...each, boundArtifact: found })
  }
  return { artifacts: distinct(bound.map(({ boundArtifact }) => boundArtifact!)), expectedArtifacts: bound }
}

function pick(expected: ExpectedArtifact, among: readonly Artifact[], unique: boolean): Artifact | undefined {
  const found = among.filter((artifact) => matches(expected, artifact))
  if (unique && found.length > 1) {
    const all = found.map(described).join(', ')
    throw new InvalidRequestException(`Expected artifact ${described(expected)} matches multiple artifacts [${all}]`)
  }
  return found[0]
}
