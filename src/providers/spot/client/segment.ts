import { problem } from '../../../platform/errors/index.ts'

/** An id as a part of a path; throws `invalid` for what would lead to another route: nothing, `.` and `..`. */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw problem('invalid', `"${id}" is the id of nothing that Spot has`)
  return encodeURIComponent(id)
}
