import { javaError, nullPointer, SpelError } from '../../errors.ts'
import { exactLong, floorDivBig } from '../numbers.ts'
import { javaText } from '../text.ts'
import { type EnumConstant, Instance } from '../values.ts'
import { civilOf, inRange, NANOS_PER_DAY, plusDays, plusMonths } from './civil.ts'
import { dayPart, INSTANT, joinNanos, LOCAL_DATE, LOCAL_DATE_TIME, nanosOf, timePart } from './points.ts'

/** Fixed lengths of units in nanoseconds, by their position in ChronoUnit. */
const UNIT_NANOS = [1n, 1_000n, 1_000_000n, 1_000_000_000n, 60_000_000_000n, 3_600_000_000_000n, 43_200_000_000_000n]
/** The position of DAYS in ChronoUnit: shorter units measure time, longer ones dates. */
export const DAYS = 7
const MONTHS_PER_UNIT: Readonly<Record<string, number>> = {
  MONTHS: 1,
  YEARS: 12,
  DECADES: 120,
  CENTURIES: 1200,
  MILLENNIA: 12_000,
}

const unsupportedUnit = (unit: EnumConstant) =>
  javaError('java.time.temporal.UnsupportedTemporalTypeException', `Unsupported unit: ${unit.text}`)

function needUnit(unit: EnumConstant | null): void {
  if (unit !== null) return
  throw nullPointer(
    'Cannot invoke "java.time.temporal.TemporalUnit.addTo(java.time.temporal.Temporal, long)" because "unit" is null',
  )
}

export function plusDate(day: number, amount: bigint, unit: EnumConstant): number {
  needUnit(unit)
  const months = MONTHS_PER_UNIT[unit.name]
  if (months !== undefined) {
    const years = BigInt(Math.max(1, months / 12))
    return plusMonths(day, unit.name === 'MONTHS' ? amount : exactLong(amount * years) * 12n)
  }
  if (unit.name === 'DAYS') return plusDays(day, amount)
  if (unit.name === 'WEEKS') return plusDays(day, exactLong(amount * 7n))
  if (unit.name === 'ERAS') return plusEras(day, amount)
  throw unsupportedUnit(unit)
}

/** The same day of the year that has this number in the other era. */
function plusEras(day: number, amount: bigint): number {
  const { year } = civilOf(day)
  const era = exactLong((year >= 1 ? 1n : 0n) + amount)
  inRange(era, 0, 1, 'Era')
  return amount === 0n ? day : plusMonths(day, BigInt(1 - 2 * year) * 12n)
}

export function plusDateTime(nanos: bigint, amount: bigint, unit: EnumConstant): bigint {
  needUnit(unit)
  const length = UNIT_NANOS[unit.ordinal]
  if (length !== undefined) return nanos + amount * length
  return joinNanos(plusDate(dayPart(nanos), amount, unit), timePart(nanos))
}

export function plusInstant(nanos: bigint, amount: bigint, unit: EnumConstant): bigint {
  needUnit(unit)
  const length = unit.ordinal === DAYS ? NANOS_PER_DAY : UNIT_NANOS[unit.ordinal]
  if (length === undefined) throw unsupportedUnit(unit)
  return nanos + amount * length
}

/** Whether a point in time can be moved by a unit. */
export function supports(point: Instance, unit: EnumConstant | null): boolean {
  if (unit === null) return false
  if (point.typeName === LOCAL_DATE) return unit.ordinal >= DAYS && unit.name !== 'FOREVER'
  return point.typeName === INSTANT ? unit.ordinal <= DAYS : unit.name !== 'FOREVER'
}

const notObtainable = (type: string, value: Instance | EnumConstant, cause?: SpelError): SpelError =>
  new SpelError(
    'java.time.DateTimeException',
    `Unable to obtain ${type} from TemporalAccessor: ${javaText(value)} of type ${value.typeName}`,
    cause,
  )

/** LocalDate.from, LocalDateTime.from, Instant.from: the part of another point that a type is made of. */
export function pointFrom(type: string, value: Instance | EnumConstant | null): Instance {
  if (value === null) throw nullPointer('temporal')
  const isPoint = value instanceof Instance
  if (isPoint && (value.typeName === type || (type === LOCAL_DATE && value.typeName === LOCAL_DATE_TIME))) return value
  const name = type.slice('java.time.'.length)
  if (type === LOCAL_DATE) throw notObtainable(name, value)
  if (type === LOCAL_DATE_TIME) {
    throw notObtainable(name, value, notObtainable(value.typeName === LOCAL_DATE ? 'LocalTime' : 'LocalDate', value))
  }
  const field = javaError('java.time.temporal.UnsupportedTemporalTypeException', 'Unsupported field: InstantSeconds')
  throw notObtainable(name, value, field)
}

/** ChronoUnit.between, Temporal.until: whole units from one to the other. */
export function unitsBetween(start: Instance, other: Instance, unit: EnumConstant): bigint {
  if (start === null) throw nullPointer('temporal')
  const end = pointFrom(start.typeName, other)
  const onlyDate = start.typeName === LOCAL_DATE
  if (onlyDate && unit.ordinal < DAYS) throw unsupportedUnit(unit)
  if (start.typeName === INSTANT && unit.ordinal > DAYS) throw unsupportedUnit(unit)
  const [from, to] = [nanosOf(start), onlyDate ? joinNanos(dayPart(nanosOf(end)), 0n) : nanosOf(end)]
  const months = MONTHS_PER_UNIT[unit.name]
  if (months !== undefined) return BigInt(Math.trunc(monthsBetween(from, to) / months))
  if (unit.name === 'ERAS') return BigInt(eraOf(to) - eraOf(from))
  if (unit.ordinal > DAYS && unit.name !== 'WEEKS') throw unsupportedUnit(unit)
  const length = UNIT_NANOS[unit.ordinal] ?? NANOS_PER_DAY * (unit.name === 'WEEKS' ? 7n : 1n)
  return (to - from) / length
}

const eraOf = (nanos: bigint) => (civilOf(dayPart(nanos)).year >= 1 ? 1 : 0)

function monthsBetween(from: bigint, to: bigint): number {
  const [a, b] = [civilOf(dayPart(from)), civilOf(dayPart(to))]
  const months = (b.year - a.year) * 12 + (b.month - a.month)
  const within = (nanos: bigint, day: number) => BigInt(day) * NANOS_PER_DAY + timePart(nanos)
  const [restA, restB] = [within(from, a.day), within(to, b.day)]
  if (months > 0 && restB < restA) return months - 1
  return months < 0 && restB > restA ? months + 1 : months
}

/** Cuts off what is smaller than a unit. */
export function truncate(nanos: bigint, unit: EnumConstant): bigint {
  const length = unit.ordinal === DAYS ? NANOS_PER_DAY : UNIT_NANOS[unit.ordinal]
  if (length === undefined) {
    throw javaError(
      'java.time.temporal.UnsupportedTemporalTypeException',
      'Unit is too large to be used for truncation',
    )
  }
  return floorDivBig(nanos, length) * length
}
