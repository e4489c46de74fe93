import { matchWhole } from '../spel/index.ts'
import { type Artifact, type ExpectedArtifact, InvalidRequestException } from './artifact.ts'

/** Content in base64 and a reference to stored content in base64 are the same kind. */
const base64Types = ['embedded/base64', 'remote/base64']

/**
 * Whether the artifact is what is expected (kork: ExpectedArtifact.matches): type, name, version, location and reference
 * each equal what is written, or match all of it as one of Java's regular expressions; an empty one accepts anything. A
 * pattern that is none is an InvalidRequestException.
 */
export function matches({ matchArtifact: wanted }: ExpectedArtifact, artifact: Artifact): boolean {
  return (
    (fits(wanted.type, artifact.type) || areBase64(wanted.type, artifact.type)) &&
    fits(wanted.name, artifact.name) &&
    fits(wanted.version, artifact.version) &&
    fits(wanted.location, artifact.location) &&
    fits(wanted.reference, artifact.reference)
  )
}

function fits(wanted: string | undefined, given: string | undefined): boolean {
  if (wanted === undefined || wanted === '') return true
  if (given === undefined) return false
  // Equality first: the + of base64 means something else in a pattern.
  if (wanted === given) return true
  try {
    return matchWhole(wanted, given)
  } catch (error) {
    throw new InvalidRequestException(`An expected artifact has a pattern that can't be used: ${messageOf(error)}`)
  }
}

const areBase64 = (one: string | undefined, other: string | undefined) =>
  one !== undefined && other !== undefined && base64Types.includes(one) && base64Types.includes(other)

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
