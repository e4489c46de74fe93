import type { TypeDefinition } from '../type-definition.ts'
import type { Scalar } from '../values.ts'

/** java.lang.Character: what charAt answers; it cannot be named. */
export const characterType: TypeDefinition = {
  name: 'java.lang.Character',
  extends: ['java.lang.Comparable'],
  methods: {
    'char charValue()': (self: Scalar) => self.value,
    'int compareTo(Character)': (self: Scalar, other: string) => String(self.value).charCodeAt(0) - other.charCodeAt(0),
  },
  hidden: ['Optional describeConstable()'],
}
