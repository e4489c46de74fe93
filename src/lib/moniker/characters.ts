import { labelPattern } from './labels.ts'

/** The characters of an application and of a stack, as the original's messages print them. */
export const NAME_CHARACTERS = 'a-zA-Z0-9._'

/** The characters of a detail and of a whole name. The backslash belongs to the text that the original prints. */
export const NAME_CHARACTERS_WITH_HYPHEN = '-a-zA-Z0-9._~\\^'

/** A push (a version of a cluster): `v` and three to six digits. */
export const PUSH = 'v[0-9]{3,6}'

const name = /^[a-zA-Z0-9._]+$/
const nameWithHyphen = /^[-a-zA-Z0-9._~^]+$/
const endsWithPush = new RegExp(`^.*${PUSH}$`)
const hasLabel = new RegExp(`(?:^|-)${labelPattern}`)
const hasPush = new RegExp(`(?:^|-)${PUSH}(?:-|$)`)
const lineBreak = /[\n\r\u0085\u2028\u2029]/

/** Whether an application or a stack is well formed (frigga: NameValidation.checkName). */
export function isName(value: string): boolean {
  return name.test(value)
}

/** Whether a detail, a cluster or a whole name is well formed (frigga: NameValidation.checkNameWithHyphen). */
export function isNameWithHyphen(value: string): boolean {
  return nameWithHyphen.test(value)
}

/**
 * Whether a name ends like a push (`v000`, even without a hyphen before it) or carries one of the odd labels
 * (`c0us`) as a part or at the start of one (frigga: NameValidation.usesReservedFormat).
 */
export function usesReservedFormat(value: string): boolean {
  return !lineBreak.test(value) && (endsWithPush.test(value) || hasLabel.test(value))
}

/** Whether one of the hyphenated parts is a push: a stack or detail like this would be read back as a version. */
export function containsPush(value: string): boolean {
  return hasPush.test(value)
}
