import { isRaw, type Raw } from '../manifest.ts'

/** By which key the elements of a list are the same, where Kubernetes merges the list instead of replacing it. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  ports: ['containerPort', 'port'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  secrets: ['name'],
  ownerReferences: ['uid'],
}
/** Lists of plain values that are joined. */
const joined = ['finalizers']

/**
 * A strategic merge patch: maps merge, `null` takes a key away, known lists merge by their key, others are replaced. `$patch: delete`
 * and `$patch: replace` are heeded, in maps and in elements of known lists.
 */
export function strategicMerge(target: unknown, patch: unknown, key = ''): unknown {
  if (Array.isArray(patch)) return mergedList(Array.isArray(target) ? target : [], patch, key)
  if (!isRaw(patch)) return patch
  if (patch.$patch === 'replace') return withoutDirectives(patch)
  const base: Raw = isRaw(target) ? target : {}
  const result: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(patch)) {
    if (name === '$patch' || name.startsWith('$setElementOrder/') || name.startsWith('$retainKeys')) continue
    if (name.startsWith('$deleteFromPrimitiveList/')) {
      const list = name.slice(name.indexOf('/') + 1)
      const gone = Array.isArray(value) ? value : []
      result[list] = (Array.isArray(base[list]) ? base[list] : []).filter((each: unknown) => !gone.includes(each))
    } else if (value === null || (isRaw(value) && value.$patch === 'delete')) delete result[name]
    else result[name] = strategicMerge(base[name], value, name)
  }
  return result
}

function mergedList(target: readonly unknown[], patch: readonly unknown[], key: string): unknown[] {
  if (joined.includes(key)) return [...new Set([...target, ...patch])]
  const directive = patch.find((each) => isRaw(each) && each.$patch === 'replace' && Object.keys(each).length === 1)
  const elements = patch.filter((each) => each !== directive)
  const mergeKey = mergeKeys[key]?.find((name) => [...target, ...elements].some((each) => isRaw(each) && name in each))
  if (mergeKey === undefined || directive !== undefined) return elements.map(withoutDirectives)
  const idOf = (each: unknown) => (isRaw(each) ? each[mergeKey] : undefined)
  const result = [...target]
  for (const each of elements) {
    const index = result.findIndex((other) => idOf(other) === idOf(each))
    if (isRaw(each) && each.$patch === 'delete') {
      if (index >= 0) result.splice(index, 1)
    } else if (index < 0) result.push(strategicMerge({}, each))
    else result[index] = strategicMerge(result[index], each)
  }
  return result
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives)
  if (!isRaw(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !name.startsWith('$') && each !== null)
      .map(([name, each]) => [name, withoutDirectives(each)]),
  )
}
