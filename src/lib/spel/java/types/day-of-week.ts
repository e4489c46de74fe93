import { nullPointer } from '../../errors.ts'
import { dateTimeError } from '../time/civil.ts'
import { dayPart, nanosOf } from '../time/points.ts'
import { dateFormat } from '../time/zones.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { type EnumConstant, Instance } from '../values.ts'
import { weekday } from './date-methods.ts'
import { enumStatics } from './enum.ts'
import { DAY_OF_WEEK, enumConstants } from './enums.ts'

const shift = (self: EnumConstant, days: bigint) =>
  enumConstants(DAY_OF_WEEK)?.[Number((((BigInt(self.ordinal) + days) % 7n) + 7n) % 7n)]

/** A weekday's name; 1970-01-05 was a Monday. */
function displayName(ordinal: number, style: string, locale: string): string {
  const width = style.startsWith('FULL') ? 'long' : style.startsWith('SHORT') ? 'short' : 'narrow'
  const day = Date.UTC(1970, 0, 5 + ordinal)
  const write = (tag: string) => dateFormat({ weekday: width, timeZone: 'UTC' }, tag).format(day)
  try {
    return write(locale.replaceAll('_', '-'))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return write('en')
  }
}

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
    'String getDisplayName(java.time.format.TextStyle, Locale)': (
      self: EnumConstant,
      style: EnumConstant | null,
      locale: Instance<string> | null,
    ) => {
      if (style === null) throw nullPointer('textStyle')
      if (locale === null) throw nullPointer('locale')
      return displayName(self.ordinal, style.name, locale.state)
    },
    'DayOfWeek minus(long)': (self: EnumConstant, days: bigint) => shift(self, -days),
  },
}
