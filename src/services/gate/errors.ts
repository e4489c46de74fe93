import { downstreamOf, type GennakerError } from '../../platform/errors/index.ts'

/** What went wrong, in the words that clients of the original read: for a backend's error, which call it was too. */
export const stockMessage = (error: GennakerError): string => {
  const call = downstreamOf(error)
  if (call === undefined) return error.message
  const { service, method, path } = call
  return `Status: ${error.status}, Method: ${method}, URL: http://${service}${path}, Message: ${error.message}`
}
