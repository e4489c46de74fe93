import { problem } from '../errors/index.ts'

/**
 * A path whose filled-in segments are percent-encoded: names may hold anything but what leads to another path.
 * @throws invalid for a segment that is empty, `.` or `..`
 */
export function path(texts: TemplateStringsArray, ...segments: readonly string[]): string {
  return String.raw({ raw: texts }, ...segments.map(pathSegment))
}

/** Segments of a name that has folders in it. @throws invalid, as `path` */
export const pathSegments = (name: string): string => name.split('/').map(pathSegment).join('/')

/** One percent-encoded segment. @throws invalid, as `path` */
export function pathSegment(name: string): string {
  // No encoding keeps these: a URL's parser takes `%2e%2e` for `..` as well, and a thing without a name is the list of all.
  if (name === '' || name === '.' || name === '..') {
    throw problem(
      'invalid',
      `'${name}' can't be a name, or a part of one between slashes, for it leads to another path`,
    )
  }
  return encodeURIComponent(name)
}
