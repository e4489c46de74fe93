import { javaError } from '../../errors.ts'
import { Instance } from '../values.ts'
import { dateTimeError } from './civil.ts'
import { dateFormat, offsetAt } from './zones.ts'

export const ZONE_ID = 'java.time.ZoneId'
export const ZONE_OFFSET = 'java.time.ZoneOffset'

/** A ZoneId; its state is the id: `UTC`, `Europe/Paris`, `+02:00`. */
export type ZoneId = Instance<string>

const make = (type: string, id: string): ZoneId => new Instance(type, id, (state) => state)

const invalidOffset = (id: string) => dateTimeError(`Invalid ID for ZoneOffset, invalid format: ${id}`)

const OFFSET = /^([+-])(?:(\d)|(\d\d)(?::?([0-9]{2})(?::?([0-9]{2}))?)?)$/

/** ZoneOffset.of: `Z`, `+2`, `+02`, `+02:00`, `+0200`, `+02:00:30`. */
export function zoneOffsetOf(id: string): ZoneId {
  if (id === 'Z') return make(ZONE_OFFSET, 'Z')
  const match = OFFSET.exec(id)
  if (match === null) throw invalidOffset(id)
  const [hours, minutes, seconds] = [match[2] ?? match[3], match[4], match[5]].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ]
  const sign = match[1] === '-' ? -1 : 1
  if (hours > 18) {
    throw dateTimeError(`Zone offset hours not in valid range: value ${sign * hours} is not in the range -18 to 18`)
  }
  if (minutes > 59) {
    throw dateTimeError(`Zone offset minutes not in valid range: value ${sign * minutes} is not in the range -59 to 59`)
  }
  if (seconds > 59) {
    throw dateTimeError(`Zone offset seconds not in valid range: value ${sign * seconds} is not in the range -59 to 59`)
  }
  if (hours === 18 && minutes + seconds > 0) throw dateTimeError('Zone offset not in valid range: -18:00 to +18:00')
  if (hours + minutes + seconds === 0) return make(ZONE_OFFSET, 'Z')
  const two = (value: number) => String(value).padStart(2, '0')
  return make(ZONE_OFFSET, `${match[1]}${two(hours)}:${two(minutes)}${seconds === 0 ? '' : `:${two(seconds)}`}`)
}

/** ZoneId.of: an offset, `UTC+01:00` and the like, or a zone of the IANA database. */
export function zoneIdOf(id: string): ZoneId {
  if (id.length <= 1 || /^[+-]/.test(id)) return zoneOffsetOf(id)
  const prefixed = /^(UTC|GMT|UT)([+-].*)?$/.exec(id)
  if (prefixed?.[2] !== undefined) {
    const offset = zoneOffsetOf(prefixed[2])
    return make(ZONE_ID, offset.state === 'Z' ? (prefixed[1] as string) : `${prefixed[1]}${offset.state}`)
  }
  if (prefixed !== null) return make(ZONE_ID, id)
  if (!/^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(id)) {
    throw dateTimeError(`Invalid ID for region-based ZoneId, invalid format: ${id}`)
  }
  if (!isRegion(id)) throw javaError('java.time.zone.ZoneRulesException', `Unknown time-zone ID: ${id}`)
  return make(ZONE_ID, id)
}

/** Java is strict about upper and lower case, where Intl is not. */
function isRegion(id: string): boolean {
  if (!/[A-Z]/.test(id)) return false
  try {
    return dateFormat({ timeZone: id, timeZoneName: 'longOffset' }) !== undefined
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return false
  }
}

/** Nanoseconds that a zone's clock is ahead of UTC at an instant, given in nanoseconds since 1970. */
export function zoneNanos(zone: ZoneId, instant: bigint): bigint {
  const fixed = /^(?:UTC|GMT|UT)?(?:([+-])(\d\d):(\d\d)(?::(\d\d))?|Z)?$/.exec(zone.state)
  if (fixed !== null) {
    const seconds = Number(fixed[2] ?? 0) * 3600 + Number(fixed[3] ?? 0) * 60 + Number(fixed[4] ?? 0)
    return BigInt(fixed[1] === '-' ? -seconds : seconds) * 1_000_000_000n
  }
  return BigInt(offsetAt(zone.state, Number(instant / 1_000_000n))) * 1_000_000n
}
