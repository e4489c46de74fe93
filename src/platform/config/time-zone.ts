import { z } from 'zod'

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** A time zone by its IANA name. */
export const timeZoneSchema = z.string().refine(isTimeZone, 'is not a time zone, such as America/Los_Angeles')
