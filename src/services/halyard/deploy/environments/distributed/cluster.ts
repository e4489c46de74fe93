import type { ServiceName } from '../../../names.ts'
import type { Kubectl } from './kubectl.ts'
import { inOrder, isRaw, keyOf, type Manifest } from './manifest.ts'
import { fieldManager, spin } from './names.ts'
import { appliedBy, isAppliedBy, type Live, withoutBookkeeping } from './ownership.ts'

/** What hal makes, but for state: claims of volumes are only ever taken away by people. */
export const managedKinds = [
  'deployments.apps',
  'services',
  'serviceaccounts',
  'configmaps',
  'secrets',
  'poddisruptionbudgets.policy',
] as const

/** What of a service is in the cluster. */
export const objectsOf = (kubectl: Kubectl, service: ServiceName): Promise<Live[]> =>
  kubectl.list(managedKinds, { selector: `cluster=${spin(service)}`, managedFields: true })

/**
 * Brings a service back to how it was before: what hal had applied is applied again, what others had made is put back as it was, and
 * what is new goes.
 */
export async function putBack(kubectl: Kubectl, before: readonly Live[], applied: readonly Manifest[]): Promise<void> {
  const known = new Set(before.map(keyOf))
  await kubectl.apply(inOrder(before.flatMap((each) => appliedBy(fieldManager, each) ?? [])))
  const touched = new Set(applied.map(keyOf))
  const others = before.filter((each) => !isAppliedBy(fieldManager, each) && touched.has(keyOf(each)))
  await kubectl.replace(others.map(withoutBookkeeping))
  await kubectl.remove(
    applied.filter(
      (each) => !known.has(keyOf(each)) && each.kind !== 'Namespace' && each.kind !== 'PersistentVolumeClaim',
    ),
  )
}

/**
 * Takes away what hal applied for a service and is wanted no more. ConfigMaps and Secrets stay while a revision of the Deployment that
 * Kubernetes keeps names them.
 */
export async function collectGarbage(
  kubectl: Kubectl,
  service: ServiceName,
  wanted: readonly Manifest[],
): Promise<readonly Manifest[]> {
  const live = await objectsOf(kubectl, service)
  const sets = await kubectl.list(['replicasets.apps'], { selector: `cluster=${spin(service)}` })
  const names = new Set(wanted.map(keyOf))
  const used = new Set(sets.flatMap(referencesOf))
  const garbage = live.filter(
    (each) =>
      !names.has(keyOf(each)) && isAppliedBy(fieldManager, each) && !used.has(`${each.kind}/${each.metadata.name}`),
  )
  await kubectl.remove(garbage)
  return garbage
}

/** The ConfigMaps and Secrets that a template names anywhere. */
function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf)
  if (!isRaw(value)) return []
  return Object.entries(value).flatMap(([key, each]) => {
    const kind = kinds[key]
    if (kind === undefined || !isRaw(each)) return referencesOf(each)
    const name = each.name ?? each.secretName
    return typeof name === 'string' ? [`${kind}/${name}`] : []
  })
}

const kinds: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secret: 'Secret',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
}
