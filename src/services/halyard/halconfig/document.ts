import { Document, parseDocument } from 'yaml'
import { problem } from '../../../platform/errors/index.ts'
import { splice } from './splice.ts'
import { isTree, same, type Tree } from './tree.ts'
import { withoutSource } from './without-source.ts'

/** A YAML file that is changed in places: comments, order and what nobody knows stay as they are. */
export interface EditableDocument {
  /** What it says. */
  readonly tree: Tree
  /** The text of the file once it says `wanted`. Only the lines that must change do; where nothing differs, none does. */
  with(wanted: Tree): string
}

/** `what` names the file in errors. Throws `invalid` for what is no map in YAML. */
export function editable(text: string, what: string): EditableDocument {
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error', keepSourceTokens: true })
  const [error] = document.errors
  if (error !== undefined) throw problem('invalid', `${what} is not valid YAML: ${withoutSource(error)}`)
  const tree = meant(document, what)
  if (tree === undefined) throw problem('invalid', `${what} must be a map of keys.`)
  return {
    tree,
    with(wanted) {
      if (same(tree, wanted)) return text
      // A file of comments alone: what it says comes after them.
      const after = `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${newDocument(wanted)}`
      if (document.contents === null && says(after, wanted)) return after
      const spliced = splice(document, text, tree, wanted)
      if (spliced !== undefined && says(spliced, wanted)) return spliced
      // An anchor: what is changed in one place means something in another. No comment is lost without a word.
      if (/(^|\s)#/m.test(text))
        throw problem(
          'conflict',
          `${what} can't be changed in place, because it has anchors. Write out what they stand for, or edit it by hand.`,
        )
      return newDocument(wanted)
    },
  }
}

function meant(document: Document.Parsed, what: string): Tree | undefined {
  try {
    return treeOf(document)
  } catch {
    // Its message repeats the text, which may be a secret that nobody put in quotes.
    throw problem(
      'invalid',
      `${what} is not valid YAML: an alias (*name) in it has no anchor, or it has too many. A text that begins with * is written in quotes.`,
    )
  }
}

function treeOf(document: Document.Parsed | Document): Tree | undefined {
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
  return isTree(value) ? value : undefined
}

function says(text: string, wanted: Tree): boolean {
  const document = parseDocument(text, { logLevel: 'silent' })
  return document.errors.length === 0 && same(treeOf(document), wanted)
}

/** A new file. */
export function newDocument(tree: Tree): string {
  return new Document(tree).toString({ lineWidth: 0, indentSeq: false })
}
