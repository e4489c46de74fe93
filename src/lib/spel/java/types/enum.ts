import { illegalArgument, nullPointer } from '../../errors.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { type EnumConstant, JavaArray } from '../values.ts'
import { enumConstant, enumConstants } from './enums.ts'

function constantNamed(type: string, name: string | null): EnumConstant {
  if (name === null) throw nullPointer('Name is null')
  const constant = enumConstant(type, name)
  if (constant === undefined) throw illegalArgument(`No enum constant ${type}.${name}`)
  return constant
}

/** `valueOf` and `values` of an enum. */
export const enumStatics = (type: string): Readonly<Record<string, Body>> => ({
  [`${type} valueOf(String)`]: (name: string | null) => constantNamed(type, name),
  [`${type}[] values()`]: () => new JavaArray(type, enumConstants(type) ?? []),
})

/** java.lang.Enum. */
export const enumType: TypeDefinition = {
  name: 'java.lang.Enum',
  extends: ['java.lang.Comparable'],
  methods: {
    'String name()': (self: EnumConstant) => self.name,
    'int ordinal()': (self: EnumConstant) => self.ordinal,
    'int compareTo(Enum)': (self: EnumConstant, other: EnumConstant) => self.ordinal - other.ordinal,
  },
  hidden: ['Class getDeclaringClass()', 'Optional describeConstable()'],
}
