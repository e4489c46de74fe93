import {
  compilePath,
  InvalidPathError,
  JsonPathError,
  PathNotFoundError,
  readPath,
} from '../../../src/lib/jsonpath/index.ts'
import { differences } from '../compare.ts'
import { casesIn, type VectorTheme } from '../theme.ts'

/** What Jayway's JsonPath answered; which words it failed with does not matter, but which kind of failure does. */
interface PathCase {
  readonly id: string
  readonly document: string
  readonly path: string
  readonly definite: boolean | null
  readonly read: { value: unknown } | { error: { class: string; message: string } }
}

/** Paths into the sample documents of `documents.json`. */
export const theme: VectorTheme = {
  load(files) {
    const documents = (files.get('documents.json') ?? {}) as Record<string, unknown>
    return {
      cases: casesIn<PathCase>(files, 'cases.json').map(({ id, document, path, definite, read }) => ({
        id,
        check: () =>
          differences(
            { definite, read: 'value' in read ? read : { error: kindOf(read.error.class) } },
            { definite: isDefinite(path), read: answer(documents[document], path) },
          ),
      })),
    }
  },
}

const kindOf = (javaClass: string) => /PathNotFound|InvalidPath/.exec(javaClass)?.[0] ?? 'other'

function isDefinite(path: string): boolean | null {
  try {
    return compilePath(path).definite
  } catch (error) {
    if (error instanceof InvalidPathError) return null
    throw error
  }
}

function answer(document: unknown, path: string) {
  try {
    return { value: readPath(document, path) }
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error
    if (error instanceof PathNotFoundError) return { error: 'PathNotFound' }
    return { error: error instanceof InvalidPathError && path !== '' ? 'InvalidPath' : 'other' }
  }
}
