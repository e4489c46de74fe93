export { convertToV1Template } from './convert.ts'
export { mergeV1Templates, planV1 } from './plan.ts'
