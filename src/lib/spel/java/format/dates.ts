import { classOf } from '../class-names.ts'
import { javaText } from '../text.ts'
import { dayPart, INSTANT, LOCAL_DATE, LOCAL_DATE_TIME, nanosOf, timePart } from '../time/points.ts'
import { formatDate } from '../time/simple-date-format.ts'
import { EnumConstant, Instance } from '../values.ts'
import { cased, justify, mismatch, type Specifier } from './specifier.ts'

/** `%tY` and its kin, by the patterns of SimpleDateFormat that mean the same. */
const DATE_PATTERNS: Readonly<Record<string, string>> = {
  H: 'HH',
  I: 'hh',
  k: 'H',
  l: 'h',
  M: 'mm',
  S: 'ss',
  L: 'SSS',
  Z: 'zzz',
  z: 'Z',
  B: 'MMMM',
  b: 'MMM',
  h: 'MMM',
  A: 'EEEE',
  a: 'EEE',
  Y: 'yyyy',
  y: 'yy',
  j: 'DDD',
  m: 'MM',
  d: 'dd',
  e: 'd',
  R: 'HH:mm',
  T: 'HH:mm:ss',
  r: 'hh:mm:ss a',
  D: 'MM/dd/yy',
  F: 'yyyy-MM-dd',
  c: 'EEE MMM dd HH:mm:ss zzz yyyy',
}

/** The conversion that a longer one begins with: it is the one that fails. */
const FIRST: Readonly<Record<string, string>> = { R: 'H', T: 'H', r: 'I', D: 'm', F: 'Y', c: 'a' }

/** Conversions that points of java.time can answer. */
const ANSWERS: Readonly<Record<string, RegExp>> = {
  [LOCAL_DATE]: /^[YyCFjmDBbhdeAa]$/,
  [LOCAL_DATE_TIME]: /^[HkRTIlrMSLNpYyCFjmDBbhdeAa]$/,
  [INSTANT]: /^[LNsQ]$/,
  'java.time.DayOfWeek': /^[Aa]$/,
}

/** `%tY` and its kin (java: Formatter.print of dates). */
export function formatDateField(s: Specifier, value: unknown): string {
  if (value === null) return justify(s, cased(s, 'null'))
  return justify(s, cased(s, fieldText(s, value)))
}

function fieldText(s: Specifier, value: unknown): string {
  if (classOf(value) === 'java.lang.Long') return millisText(s.conversion, Number(value))
  if (value instanceof Instance && value.typeName === 'java.util.Date') {
    return millisText(s.conversion, value.state as number)
  }
  const type = value instanceof Instance || value instanceof EnumConstant ? value.typeName : ''
  const answers = ANSWERS[type]
  if (answers === undefined) throw mismatch(s.conversion, value)
  if (value instanceof EnumConstant && answers.test(s.conversion)) {
    const name = value.name.charAt(0) + value.name.slice(1).toLowerCase()
    return s.conversion === 'A' ? name : name.slice(0, 3)
  }
  // The text of all of a date and time ends in a zone, which a LocalDateTime lacks; a LocalDate lacks the hour too.
  if (s.conversion === 'c' && type === LOCAL_DATE_TIME) throw mismatch('Z', value)
  if (s.conversion === 'c' && type === LOCAL_DATE) throw mismatch('H', value)
  if (!answers.test(s.conversion)) throw mismatch(FIRST[s.conversion] ?? s.conversion, value)
  const nanos = nanosOf(value as Instance)
  if (s.conversion === 'N') return String(timePart(nanos) % 1_000_000_000n).padStart(9, '0')
  return millisText(s.conversion, dayPart(nanos) * 86_400_000 + Number(timePart(nanos) / 1_000_000n))
}

function millisText(conversion: string, millis: number): string {
  const pattern = DATE_PATTERNS[conversion]
  if (pattern !== undefined) return formatDate(pattern, millis)
  switch (conversion) {
    case 'N':
      return String((((millis % 1000) + 1000) % 1000) * 1_000_000).padStart(9, '0')
    case 'p':
      return formatDate('a', millis).toLowerCase()
    case 's':
      return String(Math.trunc(millis / 1000))
    case 'Q':
      return String(millis)
    case 'C':
      return formatDate('yyyy', millis).slice(0, 2)
    default:
      return javaText(millis)
  }
}
