import { createTwoFilesPatch } from 'diff'
import { placeOf } from '../findings.ts'
import { at, isTree, type Tree } from '../halconfig/index.ts'
import { deploymentConfiguration, visit } from '../schema/index.ts'

/** A value of a halconfig that is another one now. Secrets are never shown, only that they changed. */
export interface ValueChange {
  readonly change: 'EDITED' | 'ADDED' | 'REMOVED'
  /** The node, such as `default.provider.spot.prod`. */
  readonly node: string
  readonly field?: string
  readonly from?: unknown
  readonly to?: unknown
}

/** A file that is another one now. */
export interface FileChange {
  readonly change: 'EDITED' | 'ADDED' | 'REMOVED'
  readonly path: string
  /** Line by line; not of a file that is a secret as a whole. */
  readonly lines?: string
}

const hidden = '***'
/** Keys whose values nobody may see, also where no schema says so. */
const secretKey =
  /(password|passphrase|secret|token|apikey|api_key|app_key|appkey|insert_key|accesskey|privatekey|credential)/i

/** What differs between two deployments as they stand in their files. Elements of lists are known by their names. */
export function halconfigChanges(before: Tree | undefined, after: Tree): ValueChange[] {
  const name = typeof after.name === 'string' ? after.name : 'default'
  // Its name is in every place that is named, and its version has a line of its own in a plan.
  const isSaid = ({ node, field }: ValueChange) => node === name && (field === 'name' || field === 'version')
  return treeChanges(before ?? {}, after, name).filter((change) => !isSaid(change))
}

function treeChanges(before: Tree, after: Tree, node: string): ValueChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => valueChanges(before[key] ?? undefined, after[key] ?? undefined, node, key))
}

function valueChanges(before: unknown, after: unknown, node: string, key: string): ValueChange[] {
  if (same(before, after)) return []
  const inner = `${node}.${placeOf(key)}`
  if (isNamedList(before ?? after) && isNamedList(after ?? before))
    return listChanges(
      (before ?? []) as Tree[],
      (after ?? []) as Tree[],
      key === 'accounts' || key === 'masters' ? node : inner,
    )
  if (isTree(before ?? after) && isTree(after ?? before))
    return treeChanges((before ?? {}) as Tree, (after ?? {}) as Tree, inner)
  const change = before === undefined ? 'ADDED' : after === undefined ? 'REMOVED' : 'EDITED'
  const show = (value: unknown) => (value === undefined ? undefined : secretKey.test(key) ? hidden : masked(value))
  const [from, to] = [show(before), show(after)]
  return [{ change, node, field: key, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }]
}

function listChanges(before: readonly Tree[], after: readonly Tree[], node: string): ValueChange[] {
  const find = (list: readonly Tree[], name: unknown) => list.find((each) => nameOf(each) === name)
  const gone = before.filter((each) => find(after, nameOf(each)) === undefined)
  return [
    ...gone.map((each): ValueChange => ({ change: 'REMOVED', node: `${node}.${nameOf(each)}` })),
    ...after.flatMap((each): ValueChange[] => {
      const own = `${node}.${nameOf(each)}`
      const old = find(before, nameOf(each))
      if (old === undefined)
        return [{ change: 'ADDED', node: own }, ...treeChanges({}, each, own).filter(({ field }) => field !== 'name')]
      return treeChanges(old, each, own)
    }),
  ]
}

const nameOf = (each: Tree): unknown => each.name ?? at(each, 'baseImage.id')
const isNamedList = (value: unknown): value is Tree[] =>
  Array.isArray(value) && value.length > 0
    ? value.every((each) => isTree(each) && nameOf(each) !== undefined)
    : Array.isArray(value)

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked)
  if (!isTree(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, secretKey.test(key) ? hidden : masked(each)]),
  )
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Every secret of a deployment, so that it can be struck out wherever it was rendered to. */
export function secretsOf(deployment: Tree): string[] {
  const secrets = [...visit(deploymentConfiguration, deployment)].flatMap(({ field, value }) =>
    field.secret && !field.file && typeof value === 'string' ? [value] : [],
  )
  // A secret of a few letters would strike out half of every file.
  return [...new Set(secrets)].filter((secret) => secret.length >= 4 && !/^encrypted(File)?:/.test(secret))
}

export interface NamedFile {
  readonly path: string
  readonly content: string | Buffer
  /** Whether it is a secret as a whole: that it changed is all that is said. */
  readonly secret: boolean
}

/** What differs between two sets of files. */
export function fileChanges(
  before: readonly NamedFile[],
  after: readonly NamedFile[],
  secrets: readonly string[],
): FileChange[] {
  const old = new Map(before.map((file) => [file.path, file]))
  const now = new Map(after.map((file) => [file.path, file]))
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path): FileChange[] => {
    const [one, other] = [old.get(path), now.get(path)]
    const [from, to] = [textOf(one), textOf(other)]
    if (one !== undefined && other !== undefined && from === to) return []
    const change = one === undefined ? 'ADDED' : other === undefined ? 'REMOVED' : 'EDITED'
    if (one?.secret || other?.secret) return [{ change, path }]
    const strike = (text: string) => struck(text, secrets)
    const patch = createTwoFilesPatch(path, path, strike(from), strike(to), undefined, undefined, { context: 2 })
    // The first lines of a patch repeat the name of the file.
    const lines = patch.split('\n').slice(4).join('\n').trimEnd()
    return [{ change, path, lines: lines === '' ? 'A secret in it is another one.' : lines }]
  })
}

const textOf = (file: NamedFile | undefined) => (file === undefined ? '' : file.content.toString())

/**
 * A text of settings, or a line of a log, without what nobody may see: the secrets that are known, whatever stands after a key that
 * sounds like one (on its line, in braces, or in the block below it), private keys, and passwords in addresses.
 */
export function struck(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((each, secret) => each.replaceAll(secret, hidden), text)
  let below: number | undefined
  const lines = known.split('\n').map((line) => {
    const indent = line.search(/\S/)
    // What stands further right than the key of a block belongs to it, and so do empty lines.
    if (below !== undefined && (indent === -1 || indent > below))
      return indent === -1 ? line : `${' '.repeat(indent)}${hidden}`
    below = undefined
    const [, start, key, value] = /^(\s*(?:- )?["']?([\w.-]+)["']?\s*[:=]\s*)(\S.*)$/.exec(line) ?? []
    if (start === undefined || !secretKey.test(key!) || isReference(value!)) return inBraces(line)
    if (/^[|>][-+0-9]*\s*$/.test(value!)) {
      below = start.search(/[^\s-]/)
      return line
    }
    if (value!.startsWith('{')) return inBraces(line)
    return `${start}${value!.startsWith('[') ? `[${hidden}]` : hidden}`
  })
  return lines
    .join('\n')
    .replaceAll(/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(-----END|$)/g, `$1 ${hidden} $2`)
    .replaceAll(/(\/\/[^\s/:@"']+:)[^\s/@"']+@/g, `$1${hidden}@`)
}

const isReference = (value: string) => /^["']?(encrypted(File)?:|\$\{)/.test(value) || value === hidden

/** Values of keys that sound like a secret, wherever in a line they stand: JSON, and YAML in one line. */
function inBraces(line: string): string {
  return line.replaceAll(
    /(["']?([\w.-]+)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|(?:\$\{[^}]*\}|[^\s,{}[\]"'])+)/g,
    (whole, start: string, key: string, value: string) =>
      secretKey.test(key) && !isReference(value)
        ? `${start}${/^["']/.test(value) ? JSON.stringify(hidden) : hidden}`
        : whole,
  )
}
