import { isMap, MapView } from '../java/values.ts'
import { executionBean, sourceControlBean, TYPES } from './beans.ts'
import { ancestorsOf, contextValue, type ExecutionData, type StageData } from './execution.ts'
import { triggerKind, triggerMap } from './trigger.ts'

/** What expressions see as bare names. `keys` are its own; `get` may know more. */
export type EvaluationRoot = MapView

type Json = Readonly<Record<string, unknown>>

/** A root from plain values; `inherited` is asked for names that it lacks. @param javaClass the class that messages name */
export function createRoot(
  values: Json,
  inherited: (name: string) => unknown = () => undefined,
  javaClass = 'java.util.HashMap',
): EvaluationRoot {
  return new MapView(
    javaClass,
    (name) => (Object.hasOwn(values, name) ? values[name] : inherited(name)) ?? null,
    () => Object.keys(values),
    (name) => Object.hasOwn(values, name),
  )
}

/** Roots of `POST /orchestrate`: trigger and template variables, plus what is derived (orca: OperationsController). */
export function pipelineRoot(values: Json): EvaluationRoot {
  return createRoot(withDerived(values, isJson(values.trigger) ? values.trigger : undefined))
}

/**
 * The root of a stage (orca: ContextParameterProcessor.buildExecutionContext): its context, `execution`, `trigger` and
 * derived names; names that it lacks come from the outputs of earlier stages.
 * @param extra further roots, such as variables that were evaluated before
 */
export function stageRoot(execution: ExecutionData, stage: StageData, extra: Json = {}): EvaluationRoot {
  const isPipeline = (execution.type ?? 'PIPELINE').toUpperCase() === 'PIPELINE'
  const usesTemplateVariables = isPipeline && execution.spelEvaluator === 'v4' && isJson(execution.templateVariables)
  const trigger = isPipeline ? triggerMap(execution) : undefined
  const values: Json = {
    ...stage.context,
    ...(trigger === undefined ? {} : { execution: executionBean(execution), trigger }),
    ...(usesTemplateVariables && Object.keys(execution.templateVariables ?? {}).length > 0
      ? { templateVariables: execution.templateVariables }
      : {}),
    ...extra,
  }
  const derived = withDerived(values, trigger, isPipeline ? execution.trigger : undefined)
  let ancestors: readonly StageData[] | undefined
  const inherited = (name: string) => {
    ancestors ??= ancestorsOf(execution, stage)
    return contextValue(execution, stage, name, ancestors)
  }
  return createRoot(derived, inherited, TYPES.stageContext)
}

/** Adds `parameters` and `scmInfo` (orca: ContextParameterProcessor.precomputeValues). */
function withDerived(values: Json, trigger: Json | undefined, raw: Json | undefined = trigger): Json {
  const parameters = trigger?.parameters
  const hasParameters = isJson(parameters) && Object.keys(parameters).length > 0
  return {
    ...values,
    parameters: hasParameters ? parameters : Object.hasOwn(values, 'parameters') ? values.parameters : EMPTY_MAP,
    scmInfo: chooseScm(values, raw),
  }
}

/** Java's Collections.emptyMap, which messages name. */
const EMPTY_MAP = new MapView(
  'java.util.Collections$EmptyMap',
  () => null,
  () => [],
  () => false,
)

function chooseScm(values: Json, trigger: Json | undefined): unknown {
  let candidates: unknown = values.scmInfo
  if (
    candidates == null &&
    trigger !== undefined &&
    /\.(?:Jenkins|Concourse)Trigger$/.test(triggerKind(trigger).typeName)
  ) {
    const scm = isJson(trigger.buildInfo) ? trigger.buildInfo.scm : undefined
    candidates = Array.isArray(scm) ? scm.map(sourceControlBean) : []
  }
  if (!Array.isArray(candidates)) return null
  const branchOf = (candidate: unknown) => {
    const json = candidate instanceof Object && 'data' in candidate ? (candidate.data as Json) : (candidate as Json)
    return json?.branch
  }
  if (candidates.length < 2) return candidates[0] ?? null
  return candidates.find((candidate) => !['master', 'develop'].includes(String(branchOf(candidate)))) ?? candidates[0]
}

const isJson = (value: unknown): value is Json => isMap(value) && !(value instanceof MapView)
