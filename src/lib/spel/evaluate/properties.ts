import { evaluationError, illegalArgument, SpelError } from '../errors.ts'
import { classOf, classText } from '../java/class-names.ts'
import { typeNamed } from '../java/registry.ts'
import type { Method } from '../java/type-definition.ts'
import { ClassReference, isMap, JavaArray, mapGet, mapHas } from '../java/values.ts'
import { invokeBody } from './calls.ts'

/**
 * Reads `target.name`: a key of a map, otherwise a getter (kork: MapPropertyAccessor, FilteredPropertyAccessor).
 * @param allowUnknownKeys a missing key of a map is null instead of an error
 */
export function readProperty(target: unknown, name: string, allowUnknownKeys: boolean): unknown {
  if (target === null || target === undefined) throw evaluationError('PROPERTY_NOT_READABLE_ON_NULL', [name])
  if (isMap(target) && (allowUnknownKeys || mapHas(target, name))) return mapGet(target, name)
  try {
    return readGetter(target, name)
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw evaluationError('PROPERTY_READ_PROBLEM', [name, error.message], error)
  }
}

type Getter = { readonly method: Method } | { readonly rejected: string } | undefined

/** Getters by class and name; those of a class itself are its statics. */
const instanceGetters = new Map<string, Map<string, Getter>>()
const staticGetters = new Map<string, Map<string, Getter>>()
const MAX_NAMES = 1_000

/** Calls the getter of a property: `getName()`, `isName()` or `name()`. */
export function readGetter(target: unknown, name: string): unknown {
  if (target instanceof JavaArray && name === 'length') return target.items.length
  const isClass = target instanceof ClassReference
  const className = isClass ? target.name : classOf(target)
  const getters = isClass ? staticGetters : instanceGetters
  let named = getters.get(className)
  if (named === undefined) {
    named = new Map()
    getters.set(className, named)
  }
  let getter = named.get(name)
  if (getter === undefined && !named.has(name)) {
    getter = findGetter(className, name, isClass)
    if (named.size < MAX_NAMES) named.set(name, getter)
  }
  if (getter === undefined) {
    throw illegalArgument(`requested getter ${name} not found on type ${classText(className)}`)
  }
  if ('rejected' in getter) {
    throw illegalArgument(
      `found getter for requested ${name} but rejected due to return type ${classText(getter.rejected)}`,
    )
  }
  return invokeBody(getter.method, target, [])
}

function findGetter(className: string, name: string, staticOnly: boolean): Getter {
  const type = typeNamed(className)
  const suffix = /^.\p{Lu}/u.test(name) ? name : name.charAt(0).toUpperCase() + name.slice(1)
  for (const candidate of [`get${suffix}`, `is${suffix}`, name]) {
    const method = (staticOnly ? type.statics : type.methods)
      .get(candidate)
      ?.find(({ parameters, result }) => parameters.length === 0 && result !== 'void')
    if (method !== undefined && (!candidate.startsWith('is') || candidate === name || method.result === 'boolean')) {
      return { method }
    }
    const rejected = staticOnly ? undefined : type.hidden.get(candidate)
    if (rejected !== undefined) return { rejected }
  }
  return undefined
}
