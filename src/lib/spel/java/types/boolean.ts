import type { TypeDefinition } from '../type-definition.ts'

const parse = (text: string | null) => text !== null && text.toLowerCase() === 'true'

/** java.lang.Boolean and java.lang.Character. */
export const booleanType: TypeDefinition = {
  name: 'java.lang.Boolean',
  allowed: true,
  extends: ['java.lang.Comparable'],
  constructors: { '(String)': parse, '(boolean)': (value: boolean) => value },
  statics: {
    'boolean parseBoolean(String)': parse,
    'Boolean valueOf(String)': parse,
    'Boolean valueOf(boolean)': (value: boolean) => value,
    'String toString(boolean)': String,
    'int compare(boolean, boolean)': (a: boolean, b: boolean) => Number(a) - Number(b),
    'boolean logicalAnd(boolean, boolean)': (a: boolean, b: boolean) => a && b,
    'boolean logicalOr(boolean, boolean)': (a: boolean, b: boolean) => a || b,
    'boolean logicalXor(boolean, boolean)': (a: boolean, b: boolean) => a !== b,
    'int hashCode(boolean)': (value: boolean) => (value ? 1231 : 1237),
  },
  methods: {
    'boolean booleanValue()': (self: boolean) => self,
    'int compareTo(Boolean)': (self: boolean, other: boolean) => Number(self) - Number(other),
  },
  hidden: ['Optional describeConstable()'],
}
