export { type EvaluateWith, planV2 } from './plan.ts'
