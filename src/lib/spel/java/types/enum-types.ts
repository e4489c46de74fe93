import { illegalArgument, javaError } from '../../errors.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { type EnumConstant, JavaArray } from '../values.ts'
import { CHRONO_UNIT, DAY_OF_WEEK, EXECUTION_STATUS, enumConstant, enumConstants } from './enums.ts'

function constantNamed(type: string, name: string): EnumConstant {
  const constant = enumConstant(type, name)
  if (constant === undefined) throw illegalArgument(`No enum constant ${type}.${name}`)
  return constant
}

const statics = (type: string): Readonly<Record<string, Body>> => ({
  [`${type} valueOf(String)`]: (name: string) => constantNamed(type, name),
  [`${type}[] values()`]: () => new JavaArray(type, enumConstants(type) ?? []),
})

const shift = (self: EnumConstant, days: bigint) =>
  enumConstants(DAY_OF_WEEK)?.[Number((((BigInt(self.ordinal) + days) % 7n) + 7n) % 7n)]

const STATUS_METHODS: Readonly<Record<string, readonly string[]>> = {
  isComplete: ['CANCELED', 'SUCCEEDED', 'STOPPED', 'SKIPPED', 'TERMINAL', 'FAILED_CONTINUE'],
  isHalt: ['TERMINAL', 'CANCELED', 'STOPPED'],
  isSuccessful: ['SUCCEEDED', 'STOPPED', 'SKIPPED'],
  isFailure: ['TERMINAL', 'STOPPED', 'FAILED_CONTINUE'],
  isSkipped: ['SKIPPED'],
}

/** Enums that expressions meet. `methods` of ChronoUnit that need dates are in its own file. */
export const enumTypes: readonly TypeDefinition[] = [
  {
    name: 'java.lang.Enum',
    extends: ['java.lang.Comparable'],
    methods: {
      'String name()': (self: EnumConstant) => self.name,
      'int ordinal()': (self: EnumConstant) => self.ordinal,
      'int compareTo(Enum)': (self: EnumConstant, other: EnumConstant) => self.ordinal - other.ordinal,
    },
    hidden: ['Class getDeclaringClass()', 'Optional describeConstable()'],
  },
  {
    name: DAY_OF_WEEK,
    allowed: true,
    extends: ['Enum', 'TemporalAccessor', 'TemporalAdjuster'],
    statics: {
      ...statics(DAY_OF_WEEK),
      'DayOfWeek of(int)': (day: number) => {
        const constant = enumConstants(DAY_OF_WEEK)?.[day - 1]
        if (constant === undefined)
          throw javaError('java.time.DateTimeException', `Invalid value for DayOfWeek: ${day}`)
        return constant
      },
    },
    methods: {
      'int getValue()': (self: EnumConstant) => self.ordinal + 1,
      'DayOfWeek plus(long)': shift,
      'DayOfWeek minus(long)': (self: EnumConstant, days: bigint) => shift(self, -days),
    },
  },
  {
    name: EXECUTION_STATUS,
    extends: ['Enum', 'CharSequence'],
    methods: {
      ...Object.fromEntries(
        Object.entries(STATUS_METHODS).map(([name, statuses]) => [
          `boolean ${name}()`,
          (self: EnumConstant) => statuses.includes(self.name),
        ]),
      ),
      'int length()': (self: EnumConstant) => self.name.length,
      'char charAt(int)': (self: EnumConstant, index: number) => self.name.charAt(index),
    },
  },
  { name: 'java.lang.CharSequence' },
]

export const chronoUnitStatics = statics(CHRONO_UNIT)
