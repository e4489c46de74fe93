export {
  type Artifact,
  artifactOf,
  artifactsOf,
  distinct,
  type ExpectedArtifact,
  expectedArtifactsOf,
  InvalidRequestException,
  matches,
} from '../../../lib/artifacts/index.ts'
export { type ArtifactChoice, boundTo, chosenArtifact, madeBy, visibleTo } from './found.ts'
export { type Available, type Resolved, resolveExpected } from './resolve.ts'
