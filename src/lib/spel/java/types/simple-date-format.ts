import { illegalArgument, javaError, nullPointer } from '../../errors.ts'
import { checkPattern, formatDate, parseDateWith } from '../time/simple-date-format.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { Instance, Scalar } from '../values.ts'
import { newDate } from './date.ts'
import { refuse } from './object.ts'

type Format = Instance<string>

function newFormat(pattern: string | null): Format {
  if (pattern === null) throw nullPointer('null')
  checkPattern(pattern)
  return new Instance('java.text.SimpleDateFormat', pattern)
}

/** java.text.SimpleDateFormat in English and UTC; its state is the pattern. */
export const simpleDateFormatType: TypeDefinition = {
  name: 'java.text.SimpleDateFormat',
  allowed: true,
  constructors: {
    '()': () => newFormat('M/d/yy, h:mm a'),
    '(String)': newFormat,
    '(String, Locale)': newFormat,
  },
  methods: {
    'String format(Date)': (self: Format, date: Instance<number> | null) => {
      if (date === null) throw nullPointer('Cannot invoke "java.util.Date.getTime()" because "date" is null')
      return formatDate(self.state, date.state)
    },
    'String format(Object)': (self: Format, value: unknown) => {
      if (value instanceof Instance && value.typeName === 'java.util.Date') {
        return formatDate(self.state, value.state as number)
      }
      const millis = value instanceof Scalar ? value.value : value
      const isNumber = typeof millis === 'bigint' || typeof millis === 'number'
      if (!isNumber) throw illegalArgument('Cannot format given Object as a Date')
      return formatDate(self.state, Number(millis))
    },
    'Date parse(String) throws java.text.ParseException': (self: Format, text: string | null) => {
      if (text === null) throw nullPointer('Cannot invoke "String.length()" because "text" is null')
      const millis = parseDateWith(self.state, text)
      if (millis === undefined) throw javaError('java.text.ParseException', `Unparseable date: "${text}"`)
      return newDate(millis)
    },
    'String toPattern()': (self: Format) => self.state,
    'String toLocalizedPattern()': (self: Format) => self.state,
    'boolean isLenient()': () => true,
    'void setTimeZone(TimeZone)': refuse('changing a SimpleDateFormat'),
    'void setLenient(boolean)': refuse('changing a SimpleDateFormat'),
    'void set2DigitYearStart(Date)': refuse('changing a SimpleDateFormat'),
    'void applyLocalizedPattern(String)': refuse('changing a SimpleDateFormat'),
    'void applyPattern(String)': refuse('changing a SimpleDateFormat'),
  },
  hidden: [
    'Calendar getCalendar()',
    'TimeZone getTimeZone()',
    'java.text.NumberFormat getNumberFormat()',
    'java.text.DateFormatSymbols getDateFormatSymbols()',
    'Object clone()',
  ],
}
