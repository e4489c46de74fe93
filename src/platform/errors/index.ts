export {
  type Downstream,
  downstreamOf,
  type ErrorCode,
  errorBody,
  errorCodes,
  GennakerError,
  isRetryable,
  problem,
  toGennakerError,
} from './errors.ts'
