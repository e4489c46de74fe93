import { createHash } from 'node:crypto'
import type { ServiceName } from '../../../names.ts'
import type { Deployment } from '../../../schema/index.ts'

/** Who applies, for Kubernetes: the fields that this manager owns are ours to change and to take back. */
export const fieldManager = 'hal'
/** On a Deployment and its pods: what the service was rendered to. */
export const hashAnnotation = 'halyard.spinnaker.io/hash'

export const namespaceOf = ({ deploymentEnvironment }: Deployment) => deploymentEnvironment.location || 'spinnaker'

export const spin = (service: string) => `spin-${service}`

/** By these a Service finds its pods. They never change: Kubernetes would not let them. */
export const selectorOf = (service: ServiceName) => ({ app: 'spin', cluster: spin(service) })

/** Of everything that belongs to all services. */
export const sharedLabels = {
  app: 'spin',
  'app.kubernetes.io/managed-by': 'halyard',
  'app.kubernetes.io/part-of': 'spinnaker',
}

export const labelsOf = (service: ServiceName, version: string) => ({
  ...sharedLabels,
  ...selectorOf(service),
  'app.kubernetes.io/name': service,
  'app.kubernetes.io/version': labelValue(version),
})

/** A version such as `branch:origin/x` is no value of a label. */
function labelValue(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 63)
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
}

/** Ten letters that change with the content. */
export function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(String(part.length)).update('\0').update(part)
  return hash.digest('hex').slice(0, 10)
}
