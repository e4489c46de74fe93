import type { Finding } from '../../../findings.ts'
import type { Rendered } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'
import { inOrder, type Manifest } from './manifest.ts'
import { namespaceOf } from './names.ts'
import { serviceObjects } from './service-objects.ts'

export interface Manifests {
  /** In the order in which they are applied. */
  readonly objects: readonly Manifest[]
  readonly findings: readonly Finding[]
}

/** What runs a rendered deployment on Kubernetes. The same input makes the same objects, in any order of its parts. */
export function manifests(deployment: Deployment, rendered: Rendered): Manifests {
  const findings: Finding[] = []
  const managed = rendered.services.filter(({ settings }) => settings.enabled && !settings.skipLifeCycleManagement)
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespaceOf(deployment), labels: { app: 'spin' } },
  }
  const objects = managed.flatMap((service) => serviceObjects(service, deployment, rendered, findings))
  const withState = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')
  if (withState.length > 0)
    findings.push({
      severity: 'WARNING',
      location: `${deployment.name}.persistentStorage.sql`,
      message:
        'Without a PostgreSQL each service keeps its state in a volume of its own: it runs once, and is away for some seconds while it is updated.',
      remediation: 'Give one: hal config storage sql edit --url, and hal config storage edit --type sql.',
    })
  return { objects: inOrder([namespace, ...objects]), findings }
}
