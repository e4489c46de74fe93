import { javaError, nullPointer } from '../../errors.ts'
import type { EnumConstant, Instance } from '../values.ts'
import { civilOf, dateTimeError, floorDivBig, inRange, NANOS_PER_DAY, plusMonths } from './civil.ts'
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

export function plusDate(day: number, amount: bigint, unit: EnumConstant): number {
  const months = MONTHS_PER_UNIT[unit.name]
  if (months !== undefined) return plusMonths(day, Number(amount) * months)
  if (unit.ordinal < DAYS || unit.name === 'ERAS' || unit.name === 'FOREVER') throw unsupportedUnit(unit)
  const result = day + Number(amount) * (unit.name === 'WEEKS' ? 7 : 1)
  inRange(civilOf(result).year, -999_999_999, 999_999_999, 'Year')
  return result
}

export function plusDateTime(nanos: bigint, amount: bigint, unit: EnumConstant): bigint {
  const length = UNIT_NANOS[unit.ordinal]
  if (length !== undefined) return nanos + amount * length
  return joinNanos(plusDate(dayPart(nanos), amount, unit), timePart(nanos))
}

export function plusInstant(nanos: bigint, amount: bigint, unit: EnumConstant): bigint {
  const length = unit.ordinal === DAYS ? NANOS_PER_DAY : UNIT_NANOS[unit.ordinal]
  if (length === undefined) throw unsupportedUnit(unit)
  return nanos + amount * length
}

/** ChronoUnit.between, Temporal.until: whole units from one to the other. */
export function unitsBetween(start: Instance, end: Instance, unit: EnumConstant): bigint {
  if (start === null || end === null) throw nullPointer('temporal')
  const onlyDate = start.typeName === LOCAL_DATE
  if (onlyDate && unit.ordinal < DAYS) throw unsupportedUnit(unit)
  if (start.typeName === INSTANT && unit.ordinal > DAYS) throw unsupportedUnit(unit)
  if (end.typeName !== start.typeName && !(onlyDate && end.typeName === LOCAL_DATE_TIME)) {
    throw dateTimeError(
      `Unable to obtain ${start.typeName.slice('java.time.'.length)} from TemporalAccessor: ${end.toText?.()} of type ${end.typeName}`,
    )
  }
  const [from, to] = [nanosOf(start), onlyDate ? joinNanos(dayPart(nanosOf(end)), 0n) : nanosOf(end)]
  const months = MONTHS_PER_UNIT[unit.name]
  if (months !== undefined) return BigInt(Math.trunc(monthsBetween(from, to) / months))
  if (unit.ordinal > DAYS && unit.name !== 'WEEKS') throw unsupportedUnit(unit)
  const length = UNIT_NANOS[unit.ordinal] ?? NANOS_PER_DAY * (unit.name === 'WEEKS' ? 7n : 1n)
  return (to - from) / length
}

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
  if (unit.name === 'FOREVER') return nanos
  const length = unit.ordinal === DAYS ? NANOS_PER_DAY : UNIT_NANOS[unit.ordinal]
  if (length === undefined) {
    throw javaError(
      'java.time.temporal.UnsupportedTemporalTypeException',
      'Unit is too large to be used for truncation',
    )
  }
  return floorDivBig(nanos, length) * length
}
