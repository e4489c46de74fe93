export {
  type Artifact,
  artifactOf,
  artifactsOf,
  distinct,
  type ExpectedArtifact,
  expectedArtifactsOf,
  InvalidRequestException,
} from './artifact.ts'
export { type ArtifactChoice, boundTo, chosenArtifact, madeBy, visibleTo } from './found.ts'
export { matches } from './match.ts'
export { type Available, type Resolved, resolveExpected } from './resolve.ts'
