import { STAGE_CONTEXT } from '../java/class-names.ts'
import { EXECUTION_STATUS, enumConstant } from '../java/types/enums.ts'
import { type EnumConstant, MapView } from '../java/values.ts'
import { Bean } from './bean.ts'
import { contextValue, type ExecutionData, type StageData } from './execution.ts'
import { triggerKind } from './trigger.ts'

type Json = Readonly<Record<string, unknown>>

const MODEL = 'com.netflix.spinnaker.orca.pipeline.model'
const API = 'com.netflix.spinnaker.orca.api.pipeline.models'
const ARTIFACTS = 'com.netflix.spinnaker.kork.artifacts.model'

export const TYPES = {
  execution: `${MODEL}.PipelineExecutionImpl`,
  stage: `${MODEL}.StageExecutionImpl`,
  task: `${MODEL}.TaskExecutionImpl`,
  stageContext: STAGE_CONTEXT,
  authentication: `${API}.PipelineExecution$AuthenticationDetails`,
  paused: `${API}.PipelineExecution$PausedDetails`,
  artifact: `${ARTIFACTS}.Artifact`,
  expectedArtifact: `${ARTIFACTS}.ExpectedArtifact`,
  jenkinsBuildInfo: `${MODEL}.JenkinsBuildInfo`,
  concourseBuildInfo: `${MODEL}.ConcourseBuildInfo`,
  buildArtifact: `${MODEL}.JenkinsArtifact`,
  sourceControl: `${MODEL}.SourceControl`,
} as const

/** A stage together with the execution that it belongs to. */
export interface StageView {
  readonly execution: ExecutionData
  readonly stage: StageData
}

const withoutNulls = (json: Json): Json => Object.fromEntries(Object.entries(json).filter(([, value]) => value != null))

export const executionBean = (execution: ExecutionData) => new Bean(TYPES.execution, execution, (data) => data)

export const stageBean = (execution: ExecutionData, stage: StageData) =>
  new Bean<StageView>(
    TYPES.stage,
    { execution, stage },
    (view) => view.stage,
    stage,
    () => `Stage {id='${stage.id}', executionId='${execution.id}'}`,
  )

export const taskBean = (task: Json) => new Bean(TYPES.task, task, (data) => data)

export const statusOf = (status: unknown): EnumConstant | null =>
  typeof status === 'string' ? (enumConstant(EXECUTION_STATUS, status) ?? null) : null

export const authenticationBean = (details: Json) =>
  new Bean(TYPES.authentication, details, (data) => ({
    ...withoutNulls({ user: data.user }),
    allowedAccounts: data.allowedAccounts ?? [],
  }))

export const pausedBean = (details: Json) => new Bean(TYPES.paused, details, withoutNulls)

export const artifactBean = (artifact: Json) =>
  new Bean(TYPES.artifact, artifact, (data) => ({
    ...withoutNulls(data),
    customKind: data.customKind ?? false,
    metadata: data.metadata ?? {},
  }))

export const expectedArtifactBean = (expected: Json) =>
  new Bean(TYPES.expectedArtifact, expected, (data) =>
    withoutNulls({
      ...data,
      useDefaultArtifact: data.useDefaultArtifact ?? false,
      usePriorArtifact: data.usePriorArtifact ?? false,
      ...Object.fromEntries(
        ['matchArtifact', 'defaultArtifact', 'boundArtifact'].flatMap((key) => {
          const artifact = data[key] as Json | undefined | null
          if (artifact == null) return []
          return [[key, artifactBean(artifact).toJson()]]
        }),
      ),
    }),
  )

export const sourceControlBean = (scm: Json) =>
  new Bean(
    TYPES.sourceControl,
    scm,
    (data) => withoutNulls({ name: data.name, branch: data.branch, sha1: data.sha1 }),
    scm,
    (data) => `SourceControl(name=${data.name}, branch=${data.branch}, sha1=${data.sha1})`,
  )

export const buildArtifactBean = (artifact: Json) => new Bean(TYPES.buildArtifact, artifact, withoutNulls)

export const buildInfoBean = (buildInfo: Json, trigger: Json) =>
  new Bean(trigger.type === 'concourse' ? TYPES.concourseBuildInfo : TYPES.jenkinsBuildInfo, buildInfo, (data) =>
    withoutNulls({ ...data, fullDisplayName: fullDisplayName(data) }),
  )

export const fullDisplayName = (buildInfo: Json) => buildInfo.fullDisplayName ?? `${buildInfo.name}#${buildInfo.number}`

export const triggerBean = (trigger: Json) => new Bean(triggerKind(trigger).typeName, trigger, (data) => data)

/** A stage's context: iterates over its own keys, reads the outputs of ancestors too. */
export function stageContext(execution: ExecutionData, stage: StageData): MapView {
  const own = stage.context ?? {}
  return new MapView(
    TYPES.stageContext,
    (key) => contextValue(execution, stage, key) ?? null,
    () => Object.keys(own),
    (key) => Object.hasOwn(own, key),
  )
}
