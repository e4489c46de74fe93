import { problem } from '../../../../platform/errors/index.ts'
import { isTree, type Tree } from '../../halconfig/index.ts'

/** What Front50 (and Kayenta) keep. */
export const documentKinds = [
  'application',
  'permission',
  'template',
  'strategy',
  'pipeline',
  'project',
  'notification',
  'serviceAccount',
  'canaryConfig',
  'other',
] as const
export type DocumentKind = (typeof documentKinds)[number]

/** One of them, as it was kept. */
export interface Document {
  readonly kind: DocumentKind
  readonly id: string
  readonly body: Tree
  /** Of `other`: what it is. */
  readonly group?: string
}

/** Something that should have been a document. */
export interface Unreadable {
  readonly where: string
  readonly why: string
}

export interface Documents {
  readonly documents: readonly Document[]
  readonly unreadable: readonly Unreadable[]
}

/** Of one document; the largest pipelines that people have are a few. */
const mostBytes = 16 * 1024 * 1024

/** Throws `invalid` for what is no JSON object. */
export function bodyOf(text: string): Tree {
  if (text.length > mostBytes)
    throw problem('invalid', `It is larger than ${mostBytes / 1024 / 1024} MB; no document of Front50's is.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problem('invalid', 'It is not JSON; look whether it was cut off when it was copied.')
  }
  if (!isTree(value)) throw problem('invalid', 'It is no JSON object.')
  return value
}

/** Reads one after the other, and goes on after one that can't be read. */
export function collect() {
  const documents: Document[] = []
  const unreadable: Unreadable[] = []
  return {
    documents,
    unreadable,
    add(where: string, what: Omit<Document, 'body'>, text: string): void {
      try {
        documents.push({ ...what, body: bodyOf(text) })
      } catch (error) {
        unreadable.push({ where, why: (error as Error).message })
      }
    },
  }
}
