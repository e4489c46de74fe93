import type { StageDefinition } from '../../stage.ts'
import { buildStages } from './builds.ts'
import { awsCodeBuild } from './code-build.ts'
import { googleCloudBuild } from './google-cloud-build.ts'

/** Stages that have something built elsewhere, through Igor. */
export const ciStages: readonly StageDefinition[] = [...buildStages, awsCodeBuild, googleCloudBuild]
