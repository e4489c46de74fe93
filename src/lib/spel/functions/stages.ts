import { Bean } from '../engine/bean.ts'
import { type StageView, stageBean, TYPES } from '../engine/beans.ts'
import { contextValue, type ExecutionData, type StageData } from '../engine/execution.ts'
import { illegalArgument, nullPointer } from '../errors.ts'
import type { Capabilities } from './effects.ts'
import { helperError, OBJECT, type SpelFunction, STRING } from './function.ts'

type Json = Readonly<Record<string, unknown>>

/** The execution that the rewriting put first; calling a helper without one fails like a null in Java. */
export function executionOf(argument: unknown): ExecutionData {
  if (argument instanceof Bean && argument.typeName === TYPES.execution) return argument.data as ExecutionData
  throw nullPointer(
    'Cannot invoke "com.netflix.spinnaker.orca.api.pipeline.models.PipelineExecution.getStages()" because "execution" is null',
  )
}

const stagesOf = (execution: ExecutionData): readonly StageData[] => execution.stages ?? []
const nameOf = (stage: StageData) => stage.name ?? stage.type

const byNameOrId = (execution: ExecutionData, wanted: string | null) =>
  stagesOf(execution).find((stage) => wanted !== null && (nameOf(stage) === wanted || stage.id === wanted))

function findStage(argument: unknown, wanted: string | null): Bean<StageView> {
  const execution = executionOf(argument)
  const stage = byNameOrId(execution, wanted)
  if (stage !== undefined) return stageBean(execution, stage)
  throw helperError(`Unable to locate [${wanted}] using #stage(${wanted}) in execution ${execution.id}`)
}

function findByRefId(argument: unknown, refId: string | null): Bean<StageView> {
  const execution = executionOf(argument)
  if (refId === null) throw helperError(`Stage refId must not be null in #stageByRefId in execution ${execution.id}`)
  const stage = stagesOf(execution).find((candidate) => candidate.refId === refId)
  if (stage !== undefined) return stageBean(execution, stage)
  throw helperError(`Unable to locate [${refId}] using #stageByRefId(${refId}) in execution ${execution.id}`)
}

function judgment(argument: unknown, name: string | null): unknown {
  const execution = executionOf(argument)
  const stage = stagesOf(execution).find(
    (candidate) =>
      name !== null &&
      nameOf(candidate) === name &&
      candidate.type === 'manualJudgment' &&
      contextValue(execution, candidate, 'judgmentInput') != null,
  )
  if (stage !== undefined) return contextValue(execution, stage, 'judgmentInput')
  throw helperError(
    `Unable to locate manual Judgment stage [${name}] using #judgment(${name}) in execution ${execution.id}. ` +
      "Stage doesn't exist or doesn't contain judgmentInput in its context ",
  )
}

const DEPLOY_TYPES = ['deploy', 'createServerGroup', 'cloneServerGroup', 'rollingPush']
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : [])
const json = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

/** What SUCCEEDED deploy stages deployed, a map for each (orca: DeployedServerGroupsExpressionFunctionProvider). */
function deployedServerGroups(argument: unknown, ...names: readonly (string | null)[]): unknown {
  const execution = executionOf(argument)
  return stagesOf(execution)
    .filter((stage) => {
      const matches = names.length === 0 || names.includes(nameOf(stage) ?? null) || names.includes(stage.id)
      const deployed = contextValue(execution, stage, 'deploy.server.groups') !== undefined
      return matches && deployed && stage.status === 'SUCCEEDED' && DEPLOY_TYPES.includes(stage.type ?? '')
    })
    .flatMap((stage): Json[] => {
      const read = (key: string) => contextValue(execution, stage, key) ?? null
      const zones = read('availabilityZones')
      const region = read('region') ?? (zones === null ? null : (Object.keys(json(zones))[0] ?? null))
      if (region === null) return []
      const details = list(read('deploymentDetails')).filter((detail) => detail.region === region)
      const groups = list(json(read('deploy.server.groups'))[String(region)]) as readonly unknown[]
      return [
        {
          account: read('account'),
          capacity: read('capacity'),
          parentStage: read('parentStage'),
          region,
          ...Object.assign({}, ...details.map((detail) => ({ ...detail }))),
          ...(groups.length > 0 ? { serverGroup: groups[0] } : {}),
          deployments: list(read('kato.tasks')).flatMap((task) =>
            list(task.resultObjects ?? task.results).flatMap((result) => list(result.deployments)),
          ),
        },
      ]
    })
}

function manifestLabelValue(argument: unknown, stageName: string, kind: string, label: string): unknown {
  const execution = executionOf(argument)
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') {
    throw illegalArgument('Only Deployments and ReplicaSets are valid kinds for this function')
  }
  if (label === null) throw illegalArgument('A labelKey is required for this function')
  const stage = stagesOf(execution).find(
    (candidate) =>
      nameOf(candidate) === stageName && candidate.type === 'deployManifest' && candidate.status === 'SUCCEEDED',
  )
  if (stage === undefined) throw helperError('A valid Deploy Manifest stage name is required for this function')
  const manifests = contextValue(execution, stage, 'outputs.manifests') ?? contextValue(execution, stage, 'manifests')
  if (!Array.isArray(manifests) || manifests.length === 0) {
    throw helperError('No manifest could be found in the context of the specified stage')
  }
  const manifest = list(manifests).find((candidate) => candidate.kind === kind)
  if (manifest === undefined)
    throw helperError(`No manifest of kind ${kind} could be found on the context of the specified stage`)
  const labels = json(json(json(json(manifest.spec).template).metadata).labels)
  if (Object.keys(labels).length === 0) throw helperError('No labels could be found on the specified manifest')
  const value = Object.hasOwn(labels, label) ? labels[label] : undefined
  if (value == null) throw helperError('No label of specified key could be found on the specified manifest')
  return value
}

/** orca: ServiceKeyExpressionFunctionProvider: the service key of a SUCCEEDED createServiceKey stage. */
function cfServiceKey(argument: unknown, stageName: string | null): unknown {
  const execution = executionOf(argument)
  const stage = stagesOf(execution).find(
    (candidate) =>
      nameOf(candidate) === stageName && candidate.type === 'createServiceKey' && candidate.status === 'SUCCEEDED',
  )
  if (stage === undefined) return {}
  const tasks = list(contextValue(execution, stage, 'kato.tasks'))
  return list(tasks[0]?.resultObjects)[0]?.serviceKey ?? contextValue(execution, stage, 'serviceKey') ?? {}
}

/** Helpers that look at the execution's stages. */
export function stageFunctions(capabilities: Capabilities): Readonly<Record<string, SpelFunction>> {
  const aware = (parameters: readonly string[], call: SpelFunction['call'], rest?: string): SpelFunction => ({
    parameters: [OBJECT, ...parameters],
    execution: true,
    call,
    ...(rest === undefined ? {} : { rest }),
  })
  return {
    stage: aware([STRING], findStage),
    stageByRefId: aware([STRING], findByRefId),
    stageExists: aware([STRING], (execution, wanted) => byNameOrId(executionOf(execution), wanted) !== undefined),
    judgment: aware([STRING], judgment),
    judgement: aware([STRING], judgment),
    currentStage: aware([], (argument) => {
      const id = capabilities.currentStageId?.()
      if (id === undefined) throw helperError('An execution context is required for this function')
      const execution = executionOf(argument)
      const stage = stagesOf(execution).find((candidate) => candidate.id === id)
      if (stage === undefined)
        throw helperError(`Unable to locate the current stage ${id} in execution ${execution.id}`)
      return stageBean(execution, stage)
    }),
    currentUser: { parameters: [], call: () => capabilities.currentUser?.() ?? 'anonymous' },
    deployedServerGroups: aware([], deployedServerGroups, STRING),
    manifestLabelValue: aware([STRING, STRING, STRING], manifestLabelValue),
    cfServiceKey: aware([STRING], cfServiceKey),
  }
}
