import type { StageDefinition } from '../../stage.ts'
import { evaluateArtifacts } from './evaluate-artifacts.ts'
import { findArtifactFromExecution } from './find-from-execution.ts'
import { findArtifactsFromResource } from './find-from-resource.ts'

export { bindProducedArtifacts } from './bind-produced.ts'

/** Stages that find or make artifacts. */
export const artifactStages: readonly StageDefinition[] = [
  evaluateArtifacts,
  findArtifactFromExecution,
  findArtifactsFromResource,
]
