export {
  type Artifact,
  artifactOf,
  artifactsOf,
  described,
  distinct,
  type ExpectedArtifact,
  expectedArtifactsOf,
  InvalidRequestException,
} from './artifact.ts'
export { matches } from './match.ts'
