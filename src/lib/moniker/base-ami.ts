/** What the description of a baked image says about the image that it was baked on. */
export interface BaseAmiInfo {
  readonly baseAmiId?: string
  readonly baseAmiName?: string
  /** Midnight UTC of the date in the base image's name. */
  readonly baseAmiDate?: Date
}

const imageId = 'ami-[a-z0-9]{8}'
const ids = [new RegExp(`^.*?base_ami_id=(${imageId}).*$`), new RegExp(`^.*?ancestor_id=(${imageId}).*$`)]
const names = [/^.*?base_ami_name=([^,]+).*$/, /^.*?ancestor_name=([^,]+).*$/]
const date = /^.*-(20\d{2})(\d{2})(\d{2})(?:-.*)?$/

/**
 * Reads `…,ancestor_name=…,ancestor_id=ami-…` (and the older `base_ami_…`, which win) from an image's description
 * (frigga: BaseAmiInfo.parseDescription). Only ids with eight places are known to it.
 */
export function parseBaseAmi(description: string | null | undefined): BaseAmiInfo {
  if (!description) return {}
  const baseAmiId = firstGroup(ids, description)
  const baseAmiName = firstGroup(names, description)
  const baseAmiDate = baseAmiName === undefined ? undefined : dateIn(baseAmiName)
  return {
    ...(baseAmiId !== undefined && { baseAmiId }),
    ...(baseAmiName !== undefined && { baseAmiName }),
    ...(baseAmiDate !== undefined && { baseAmiDate }),
  }
}

function firstGroup(patterns: readonly RegExp[], text: string): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined)
}

/** A day that the month does not have runs on into the next (`20230230` is the second of March), as in Java. */
function dateIn(baseAmiName: string): Date | undefined {
  const [, year, month, day] = date.exec(baseAmiName) ?? []
  return year === undefined ? undefined : new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
}
