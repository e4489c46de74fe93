import type { AllowedRequest, WebhookSettings } from './settings.ts'

/** The entry of the allow list that lets this call pass; undefined when there is no list, or none that does. */
export function allowedBy(
  { allowedRequestsEnabled, allowedRequests }: WebhookSettings,
  method: string,
  url: string,
): AllowedRequest | undefined {
  if (!allowedRequestsEnabled) return undefined
  return allowedRequests.find(({ httpMethods, matchStrategy, urlPrefix = '', urlPattern = '' }) => {
    if (!httpMethods.includes(method)) return false
    return matchStrategy === 'STARTS_WITH' ? url.startsWith(urlPrefix) : new RegExp(`^(?:${urlPattern})$`).test(url)
  })
}
