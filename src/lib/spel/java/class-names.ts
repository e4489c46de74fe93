import { Bean } from '../engine/bean.ts'
import { EXECUTION_STATUS } from './types/enums.ts'
import {
  ClassReference,
  EnumConstant,
  Instance,
  JavaArray,
  JavaCollection,
  JavaMap,
  MapEntry,
  MapView,
  numberType,
  Scalar,
} from './values.ts'

/** A stage's context, which is a map. */
export const STAGE_CONTEXT = 'com.netflix.spinnaker.orca.pipeline.model.StageContext'

const ARRAY_CODES: Readonly<Record<string, string>> = {
  int: 'I',
  long: 'J',
  double: 'D',
  float: 'F',
  byte: 'B',
  short: 'S',
  char: 'C',
  boolean: 'Z',
}

/** The Java class of a value that is not null, an array written `int[]`. */
export function classOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'java.lang.String'
    case 'boolean':
      return 'java.lang.Boolean'
    case 'bigint':
      return 'java.lang.Long'
    case 'number':
      return `java.lang.${numberType(value)}`
  }
  if (Array.isArray(value)) return 'java.util.ArrayList'
  if (value instanceof Scalar) return value.type === 'BigInteger' ? 'java.math.BigInteger' : `java.lang.${value.type}`
  if (value instanceof JavaArray) return `${value.component}[]`
  if (value instanceof ClassReference) return 'java.lang.Class'
  if (value instanceof MapEntry) return 'java.util.LinkedHashMap$Entry'
  if (
    value instanceof JavaCollection ||
    value instanceof JavaMap ||
    value instanceof MapView ||
    value instanceof EnumConstant ||
    value instanceof Instance ||
    value instanceof Bean
  ) {
    return value.typeName
  }
  return 'java.util.LinkedHashMap'
}

/** What Class.getName answers for an array: `[I`, `[Ljava.lang.String;`. */
export function binaryName(name: string): string {
  const dimensions = (name.match(/\[\]/g) ?? []).length
  if (dimensions === 0) return name
  const component = name.slice(0, name.indexOf('['))
  return '['.repeat(dimensions) + (ARRAY_CODES[component] ?? `L${component};`)
}

/** `class java.lang.String`, `interface java.util.List`, `int`: what Class.toString answers. */
export function classText(name: string): string {
  if (/^[a-z]+$/.test(name)) return name
  if (
    /^java\.util\.(?:Collection|Iterator|List|ListIterator|Map|Set|Spliterator)$|\.stream\.|CharSequence$|\.Chronology$/.test(
      name,
    )
  ) {
    return `interface ${name}`
  }
  return `class ${binaryName(name)}`
}

/** A value's type as conversion messages show it: collections with a wildcard for each type parameter. */
export function describeType(value: unknown): string {
  const name = classOf(value)
  // The getters that hand out an ExecutionStatus carry this annotation.
  if (name === EXECUTION_STATUS) return `@javax.annotation.Nonnull ${name}`
  if (value instanceof JavaCollection || Array.isArray(value) || value instanceof ClassReference) return `${name}<?>`
  if (value instanceof MapEntry) return `${name}<?, ?>`
  // A stage's context is a map without type parameters of its own.
  if (name === STAGE_CONTEXT) return name
  return value instanceof JavaMap || value instanceof MapView || name === 'java.util.LinkedHashMap'
    ? `${name}<?, ?>`
    : name
}
