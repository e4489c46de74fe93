import { dateTimeError } from '../time/civil.ts'
import { dayPart, nanosOf } from '../time/points.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { type EnumConstant, Instance } from '../values.ts'
import { weekday } from './date-methods.ts'
import { enumStatics } from './enum.ts'
import { DAY_OF_WEEK, enumConstants } from './enums.ts'

const shift = (self: EnumConstant, days: bigint) =>
  enumConstants(DAY_OF_WEEK)?.[Number((((BigInt(self.ordinal) + days) % 7n) + 7n) % 7n)]

/** java.time.DayOfWeek. */
export const dayOfWeekType: TypeDefinition = {
  name: DAY_OF_WEEK,
  allowed: true,
  extends: ['Enum', 'TemporalAccessor', 'TemporalAdjuster'],
  statics: {
    ...enumStatics(DAY_OF_WEEK),
    'DayOfWeek of(int)': (day: number) => {
      const constant = enumConstants(DAY_OF_WEEK)?.[day - 1]
      if (constant === undefined) throw dateTimeError(`Invalid value for DayOfWeek: ${day}`)
      return constant
    },
    'DayOfWeek from(TemporalAccessor)': (value: Instance | EnumConstant) =>
      value instanceof Instance ? weekday(dayPart(nanosOf(value))) : value,
  },
  methods: {
    'int getValue()': (self: EnumConstant) => self.ordinal + 1,
    'DayOfWeek plus(long)': shift,
    'DayOfWeek minus(long)': (self: EnumConstant, days: bigint) => shift(self, -days),
  },
}
