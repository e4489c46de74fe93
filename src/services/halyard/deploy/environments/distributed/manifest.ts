/** A map as Kubernetes has it. */
export type Raw = { readonly [key: string]: unknown }

/** An object of Kubernetes, as it is applied. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
  readonly [key: string]: unknown
}

export interface Metadata {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What tells two objects of a namespace apart. The version of the API is no part of it: an upgrade changes that. */
export const keyOf = ({ apiVersion, kind, metadata }: Manifest) =>
  `${kind}.${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : 'core'}/${metadata.name}`

/** Without the keys that have no value: Kubernetes tells an absent key and an empty one apart. */
export function filled<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined && !isEmpty(each))) as T
}

const isEmpty = (value: unknown) =>
  value === null || (Array.isArray(value) ? value.length === 0 : isRaw(value) && Object.keys(value).length === 0)

/** Objects in the order in which they need each other. */
export function inOrder(objects: readonly Manifest[]): Manifest[] {
  const rank = ({ kind }: Manifest) => (order.includes(kind) ? order.indexOf(kind) : order.length)
  return [...objects].sort((one, other) => rank(one) - rank(other))
}

const order = [
  'Namespace',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'Service',
  'PodDisruptionBudget',
  'Deployment',
]
