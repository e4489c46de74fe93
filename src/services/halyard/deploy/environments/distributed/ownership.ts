import { isRaw, type Manifest, type Raw } from './manifest.ts'

/** An object as the cluster has it, with who set what. */
export interface Live extends Manifest {
  readonly status?: Raw
}

/**
 * What a manager applied of an object: exactly that, and nothing that others or Kubernetes itself put there. Applying it again brings
 * back what was applied then. Undefined when that manager applied nothing.
 */
export function appliedBy(manager: string, object: Live): Manifest | undefined {
  const { apiVersion, kind, metadata } = object
  const entries = Array.isArray(metadata.managedFields) ? metadata.managedFields.filter(isRaw) : []
  const own = entries.find(
    (each) => each.manager === manager && each.operation === 'Apply' && each.subresource === undefined,
  )
  if (own === undefined || !isRaw(own.fieldsV1)) return undefined
  const { name, namespace } = metadata
  const { metadata: ofMetadata, ...rest } = owned(object, own.fieldsV1) as Raw
  return {
    apiVersion,
    kind,
    metadata: { ...(isRaw(ofMetadata) ? ofMetadata : {}), name, ...(namespace === undefined ? {} : { namespace }) },
    ...rest,
  }
}

/** The fields of a value that a set names (Kubernetes: FieldsV1): `f:key`, `k:{…}` for elements by their keys, `v:…` by their value. */
function owned(value: unknown, fields: Raw): unknown {
  const names = Object.keys(fields).filter((name) => name !== '.')
  // A leaf, and a map or a list that is replaced as a whole.
  if (names.length === 0) return isRaw(value) && '.' in fields ? {} : Array.isArray(value) && '.' in fields ? [] : value
  // In the order of the object: another order would be another object to those who compare them.
  if (Array.isArray(value)) return value.flatMap((each, index) => element(each, index, names, fields))
  if (!isRaw(value)) return value
  const keys = names.filter((name) => name.startsWith('f:') && Object.hasOwn(value, name.slice(2)))
  return Object.fromEntries(keys.map((name) => [name.slice(2), owned(value[name.slice(2)], fieldsAt(fields[name]))]))
}

const fieldsAt = (value: unknown): Raw => (isRaw(value) ? value : {})

/** An element of a list, if one of the names is its: by its keys, its value or its place. */
function element(value: unknown, index: number, names: readonly string[], fields: Raw): unknown[] {
  for (const name of names) {
    const wanted: unknown = JSON.parse(name.slice(2))
    if (name.startsWith('v:') && wanted === value) return [value]
    if (name.startsWith('i:') && wanted === index) return [value]
    if (!name.startsWith('k:') || !isRaw(wanted) || !isRaw(value)) continue
    if (Object.entries(wanted).every(([key, each]) => value[key] === each))
      return [{ ...wanted, ...(owned(value, fieldsAt(fields[name])) as Raw) }]
  }
  return []
}

/** What the cluster added to an object by itself, taken away: what is left can be applied. */
export function withoutBookkeeping({ status: _, ...object }: Live): Manifest {
  const { name, namespace, labels, annotations } = object.metadata
  return {
    ...object,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  }
}

/** Whether a manager applied it. */
export const isAppliedBy = (manager: string, object: Live) => appliedBy(manager, object) !== undefined
