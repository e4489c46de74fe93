import type { StageDefinition } from '../stage.ts'
import { artifactStages } from './artifacts/index.ts'
import { checkPreconditions } from './check-preconditions.ts'
import { ciStages } from './ci/index.ts'
import { asgStages, cloudOperationStages } from './cloud-operations/index.ts'
import { configurationStages } from './configuration/index.ts'
import { dependsOnExecution } from './depends-on-execution.ts'
import { evaluateVariables } from './evaluate-variables.ts'
import { imageStages } from './images/index.ts'
import { jobStages } from './jobs/index.ts'
import { manualJudgment } from './manual-judgment.ts'
import { monitorPipeline } from './monitor-pipeline.ts'
import { monitoredDeployStages } from './monitored-deploy/index.ts'
import { runMultiplePipelines } from './multiple-pipelines/index.ts'
import { pageApplicationOwner } from './page-application-owner.ts'
import { pipeline } from './pipeline.ts'
import { restrictExecutionDuringTimeWindow } from './restrict-execution-during-time-window.ts'
import { rollbackStages } from './rollback/index.ts'
import { rollingPush } from './rolling-push/index.ts'
import { serverGroupStages } from './server-groups/index.ts'
import { wait } from './wait.ts'
import { noop, waitForCondition } from './wait-for-condition.ts'
import { waitUntil } from './wait-until.ts'
import { preconfiguredWebhook, webhook } from './webhook/index.ts'

/** Every stage type. */
export const builtInStages: readonly StageDefinition[] = [
  checkPreconditions,
  dependsOnExecution,
  evaluateVariables,
  manualJudgment,
  monitorPipeline,
  noop,
  pageApplicationOwner,
  pipeline,
  rollingPush,
  restrictExecutionDuringTimeWindow,
  runMultiplePipelines,
  wait,
  waitForCondition,
  waitUntil,
  webhook,
  preconfiguredWebhook,
  ...artifactStages,
  ...ciStages,
  ...asgStages,
  ...cloudOperationStages,
  ...configurationStages,
  ...imageStages,
  ...jobStages,
  ...monitoredDeployStages,
  ...rollbackStages,
  ...serverGroupStages,
]
