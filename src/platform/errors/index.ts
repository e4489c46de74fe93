export {
  type ErrorCode,
  errorBody,
  errorCodes,
  GennakerError,
  isRetryable,
  problem,
  toGennakerError,
} from './errors.ts'
