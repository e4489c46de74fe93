/**
 * A name, or a part of one, that breaks the rules. The message says which and why.
 * `missing` tells an absent part from a wrong one: the originals throw different classes for the two.
 */
export class InvalidNameError extends Error {
  readonly missing: boolean

  constructor(message: string, options: { readonly missing?: boolean } = {}) {
    super(message)
    this.name = 'InvalidNameError'
    this.missing = options.missing ?? false
  }
}

/** frigga: NameValidation.notEmpty. Returns the value, or throws naming the part that lacks one. */
export function requirePart(value: string | null | undefined, part: string): string {
  if (value === null || value === undefined) {
    throw new InvalidNameError(`ERROR: Trying to use String with null ${part}`, { missing: true })
  }
  if (value === '') throw new InvalidNameError(`ERROR: Illegal empty string for ${part}`)
  return value
}
