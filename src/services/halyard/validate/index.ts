export { type Validation, validateOffline } from './validate.ts'
