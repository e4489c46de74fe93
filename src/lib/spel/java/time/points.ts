import { nullPointer } from '../../errors.ts'
import { floorDivBig } from '../numbers.ts'
import { Instance } from '../values.ts'
import { checkEpochDay, civilOf, dateText, dateTimeError, inRange, NANOS_PER_DAY, timeText } from './civil.ts'

export const LOCAL_DATE = 'java.time.LocalDate'
export const LOCAL_DATE_TIME = 'java.time.LocalDateTime'
export const LOCAL_TIME = 'java.time.LocalTime'
export const INSTANT = 'java.time.Instant'

/** The seconds of the first and the last Instant. */
const MIN_SECOND = -31557014167219200n
const MAX_SECOND = 31556889864403199n

/** A LocalDate; its state is the day since 1970-01-01. */
export type LocalDate = Instance<number>
/** A LocalDateTime and an Instant; their state is nanoseconds since 1970. */
export type LocalDateTime = Instance<bigint>

export const newLocalDate = (day: number): LocalDate => new Instance(LOCAL_DATE, day, dateText)
export const newLocalDateTime = (nanos: bigint): LocalDateTime => {
  const day = floorDivBig(nanos, NANOS_PER_DAY)
  checkEpochDay(day)
  return new Instance(LOCAL_DATE_TIME, nanos, (state) => `${dateText(dayPart(state))}T${timeText(timePart(state))}`)
}
export const newInstant = (nanos: bigint): Instance<bigint> => {
  const seconds = floorDivBig(nanos, 1_000_000_000n)
  if (seconds < MIN_SECOND || seconds > MAX_SECOND) throw dateTimeError('Instant exceeds minimum or maximum instant')
  return new Instance(INSTANT, nanos, (state) => `${dateText(dayPart(state))}T${timeText(timePart(state), true)}Z`)
}

export const dayPart = (nanos: bigint) => Number(floorDivBig(nanos, NANOS_PER_DAY))
export const timePart = (nanos: bigint) => nanos - floorDivBig(nanos, NANOS_PER_DAY) * NANOS_PER_DAY
export const joinNanos = (day: number, nanoOfDay: bigint) => BigInt(day) * NANOS_PER_DAY + nanoOfDay
export const nowNanos = () => BigInt(Date.now()) * 1_000_000n

/** Nanoseconds on the clock of a LocalDate, LocalDateTime or Instant. */
export const nanosOf = (value: Instance): bigint =>
  value.typeName === LOCAL_DATE ? joinNanos(value.state as number, 0n) : (value.state as bigint)

/** LocalDate.compareTo answers the difference of the first field that differs; the others −1, 0 or 1. */
export function comparePoints(left: Instance, right: Instance): number {
  if (left.typeName !== INSTANT) {
    const [a, b] = [civilOf(dayPart(nanosOf(left))), civilOf(dayPart(nanosOf(right)))]
    const difference = a.year - b.year || a.month - b.month || a.day - b.day
    if (difference !== 0 || left.typeName === LOCAL_DATE) return difference
  }
  const [a, b] = [nanosOf(left), nanosOf(right)]
  return a < b ? -1 : a > b ? 1 : 0
}

/** Nanoseconds of the day, each field checked. */
export const clock = (hour: number, minute: number, second = 0, nano = 0): bigint => {
  inRange(hour, 0, 23, 'HourOfDay')
  inRange(minute, 0, 59, 'MinuteOfHour')
  inRange(second, 0, 59, 'SecondOfMinute')
  inRange(nano, 0, 999_999_999, 'NanoOfSecond')
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(nano)
}

/** A text to parse, which Java insists on. */
export const parsed = (text: string | null): string => {
  if (text === null) throw nullPointer('text')
  return text
}

export function dateHash(day: number): number {
  const { year, month, day: dayOfMonth } = civilOf(day)
  return (year & 0xfffff800) ^ ((year << 11) + (month << 6) + dayOfMonth)
}
