export type { ExecutionData, StageData } from './engine/execution.ts'
export { ancestorsOf, contextValue, executionContext } from './engine/execution.ts'
export { createRoot, type EvaluationRoot, pipelineRoot, stageRoot } from './engine/root.ts'
export { graphOf } from './engine/stage-graph.ts'
export { triggerMap } from './engine/trigger.ts'
export { SpelError } from './errors.ts'
export {
  containsExpression,
  createEvaluator,
  type Evaluation,
  type EvaluationSettings,
  type Evaluator,
  type EvaluatorOptions,
} from './evaluator.ts'
export { FUNCTION_DOCUMENTATION, type FunctionDocumentation } from './functions/documentation.ts'
export type { Capabilities, NamedPipeline } from './functions/effects.ts'
export { hashOrder } from './java/hash.ts'
export { matchAnywhere, matchWhole } from './java/regex/pattern.ts'
export { syntaxErrorOf } from './template/check.ts'
export { type ExpressionFailure, type ExpressionSummary, withoutStaleFailures } from './template/summary.ts'
export { restoreVariables, type Variable } from './template/variables.ts'
