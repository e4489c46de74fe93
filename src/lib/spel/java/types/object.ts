import { refuseToChange } from '../../errors.ts'
import { javaEquals } from '../equality.ts'
import { hashCode } from '../hash.ts'
import { javaText } from '../text.ts'
import type { TypeDefinition } from '../type-definition.ts'

/** What every object can do; the rest of Object's methods is rejected. */
export const objectType: TypeDefinition = {
  name: 'java.lang.Object',
  methods: {
    'boolean equals(Object)': (self, other) => javaEquals(self, other),
    'int hashCode()': (self) => hashCode(self),
    'String toString()': (self) => javaText(self),
  },
  hidden: ['Class getClass()'],
}

/** What arrays of any type can do. */
export const arrayType: TypeDefinition = { name: '[]', identity: true }

/** The body of a method that would change its object. */
export const refuse = (what: string) => () => {
  throw refuseToChange(what)
}
