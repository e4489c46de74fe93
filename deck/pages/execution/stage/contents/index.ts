import type { Stage } from '../../../../data/shapes.ts'
import { objects } from '../values.ts'
import { CloudOperation, Commits, Deployment, Images } from './clouds.tsx'
import type { Part } from './content.ts'
import {
  Artifacts,
  Build,
  Generic,
  Job,
  MonitorResult,
  Preconditions,
  SavedPipelines,
  Tags,
  Variables,
  Webhook,
} from './outside.tsx'
import { ChildParameters, ChildPipeline, ManyPipelines } from './pipelines.tsx'
import { JudgmentPart, Wait, Window } from './waits.tsx'

const part = (key: string, label: string, Content: Part['Content']): Part => ({ key, label, Content })

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  wait: [part('waitConfig', 'Wait', Wait)],
  manualJudgment: [part('manualJudgment', 'Judgment', JudgmentPart)],
  restrictExecutionDuringTimeWindow: [part('windowConfig', 'Window', Window)],
  pipeline: [part('pipelineConfig', 'Pipeline', ChildPipeline), part('parameters', 'Parameters', ChildParameters)],
  runMultiplePipelines: [part('pipelineConfig', 'Pipelines', ManyPipelines)],
  monitorPipeline: [part('monitorPipelineConfig', 'Pipelines', ManyPipelines)],
  deploy: [part('deploymentConfig', 'Deployment', Deployment), part('changes', 'Changes', Commits)],
  createServerGroup: [part('deploymentConfig', 'Deployment', Deployment), part('changes', 'Changes', Commits)],
  cloneServerGroup: [part('cloneServerGroupConfig', 'Clone', Deployment)],
  bake: [part('bakeConfig', 'Bake', Images)],
  findImage: [part('findImageConfig', 'Images', Images)],
  findImageFromTags: [part('findImageConfig', 'Images', Images)],
  jenkins: [part('jenkinsConfig', 'Build', Build)],
  travis: [part('travisConfig', 'Build', Build)],
  wercker: [part('werckerConfig', 'Build', Build)],
  concourse: [part('concourseConfig', 'Build', Build)],
  gcb: [part('googleCloudBuildStatus', 'Build', Build)],
  googleCloudBuild: [part('googleCloudBuildStatus', 'Build', Build)],
  awsCodeBuild: [part('awsCodeBuildStatus', 'Build', Build)],
  script: [part('scriptConfig', 'Script', Build)],
  webhook: [part('webhookConfig', 'Webhook', Webhook)],
  preconfiguredWebhook: [part('webhookConfig', 'Webhook', Webhook)],
  runJob: [part('runJobConfig', 'Job', Job)],
  preconfiguredJob: [part('preconfiguredJobConfig', 'Job', Job)],
  checkPreconditions: [part('checkPreconditions', 'Preconditions', Preconditions)],
  evaluateVariables: [part('evaluateVariablesConfig', 'Variables', Variables)],
  findArtifactFromExecution: [part('artifactDetails', 'Artifacts', Artifacts)],
  savePipelinesFromArtifact: [part('pipelineUpdates', 'Pipelines', SavedPipelines)],
  upsertEntityTags: [part('upsertEntityTagsConfig', 'Tags', Tags)],
  evaluateDeploymentHealth: [part('evaluateDeploymentHealthConfig', 'Monitor', MonitorResult)],
}

/** Types that do something to server groups or clusters and say where and to which in the same fields. */
const OPERATIONS =
  /^(resize|enable|disable|destroy|pin|rollback|shrink|scaleDown|clone|roll|stop|update|modify|pause|resume|detach|terminate|reboot|register|deregister|captureSource|applySource)/

/** The parts of a stage's panel that its type brings along: the first is what the panel opens with. */
export const partsOf = (stage: Stage): readonly Part[] => {
  const own = Object.hasOwn(PARTS, stage.type) ? PARTS[stage.type]! : undefined
  const parts = own ?? [part(`${stage.type}Config`, 'Details', OPERATIONS.test(stage.type) ? CloudOperation : Generic)]
  return parts.filter(({ key }) => key !== 'changes' || objects(stage.context?.commits).length > 0)
}

export const artifactPart = part('artifactStatus', 'Artifacts', Artifacts)
