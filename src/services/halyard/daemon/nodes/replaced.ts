import { problem } from '../../../../platform/errors/index.ts'
import { at, isTree, type Tree } from '../../halconfig/index.ts'
import { same } from '../../halconfig/tree.ts'
import { type Collection, type Field, integrations, type Keyed, type Node, type Section } from '../../schema/index.ts'
import { integrationSection } from './resolve.ts'

/** A value as the file has it, and as the API shows it. */
interface Old {
  readonly raw: unknown
  readonly shown: unknown
}

const mask = '***'

/**
 * What stands in the file once a client sent `body` for a node. Clients send back what they were shown: what is the same as that
 * stays as it is in the file, so that a masked secret keeps its value, a default stays unwritten, a placeholder stays one. Keys that
 * nobody knows stay, too. Undefined: nothing is left. Throws `invalid` for a mask that stands for no secret.
 */
export function replaced(node: Node, old: Old, body: unknown): unknown {
  if (same(old.shown, body)) return old.raw
  if (body === undefined) return undefined
  switch (node.kind) {
    case 'section':
      return isTree(body) ? section(node, old, body) : body
    case 'collection':
      return Array.isArray(body) ? elements(node, old, body) : body
    case 'keyed':
      return isTree(body) ? keyed(node, old, body) : body
    default:
      return field(node, old, body)
  }
}

function section({ fields, legacy = [] }: Section, old: Old, body: Tree): Tree {
  const result: Tree = isTree(old.raw) ? { ...old.raw } : {}
  const known = new Set(legacy)
  for (const [key, node] of Object.entries(fields)) {
    const names = [key, ...('spellings' in node ? (node.spellings ?? []) : [])]
    for (const name of names) known.add(name)
    const stands = names.find((name) => name in result) ?? key
    const given = names.find((name) => name in body) ?? key
    const below = { raw: result[stands], shown: isTree(old.shown) ? old.shown[key] : undefined }
    const next =
      key === 'serviceIntegrations' ? serviceIntegrations(below, body[given]) : replaced(node, below, body[given])
    if (next === undefined) delete result[stands]
    else result[stands] = next
  }
  for (const [key, value] of Object.entries(body)) {
    const isTold = known.has(key) && !legacy.includes(key)
    if (!isTold && value !== undefined) result[key] = unmasked({ raw: result[key], shown: undefined }, value)
  }
  return result
}

function elements({ key, of }: Collection, old: Old, body: readonly unknown[]): unknown[] {
  const find = (list: unknown, name: unknown) =>
    Array.isArray(list) && name !== undefined ? list.find((each) => at(each, key) === name) : undefined
  return body.map((each) => {
    const name = at(each, key)
    return replaced(of, pair(find(old.raw, name), find(old.shown, name)), each) ?? each
  })
}

function keyed({ of }: Keyed, old: Old, body: Tree): Tree {
  const under = (tree: unknown, name: string) => (isTree(tree) ? tree[name] : undefined)
  return Object.fromEntries(
    Object.entries(body).map(([name, each]) => [
      name,
      replaced(of, pair(under(old.raw, name), under(old.shown, name)), each) ?? each,
    ]),
  )
}

/** What is shown but stands elsewhere, under an older spelling, is no counterpart. */
const pair = (raw: unknown, shown: unknown): Old => ({ raw, shown: raw === undefined ? undefined : shown })

/** Elements that have nothing in common but their names; files of kleat have them as a map. */
function serviceIntegrations({ raw, shown }: Old, body: unknown): unknown {
  if (same(shown, body)) return raw
  if (!Array.isArray(body)) return undefined
  const rawOf = (name: unknown) =>
    Array.isArray(raw) ? raw.find((each) => at(each, 'name') === name) : isTree(raw) ? raw[String(name)] : undefined
  return body.map((each: unknown) => {
    const name = at(each, 'name')
    const integration = integrations.find((one) => one.name === name)
    if (integration === undefined) return each
    const before = Array.isArray(shown) ? shown.find((one) => at(one, 'name') === name) : undefined
    const own = pair(rawOf(name), before)
    return { name, ...(replaced(integrationSection(integration), own, each) as Tree | undefined) }
  })
}

function field({ kind, secret, storedAs }: Field, old: Old, body: unknown): unknown {
  if (kind === 'free') return unmasked(old, body)
  if (kind === 'texts' && storedAs !== undefined && Array.isArray(body)) {
    const list: unknown[] = Array.isArray(old.raw) ? old.raw : []
    return body.map((each: unknown) => {
      const text = isTree(each) ? each[storedAs] : each
      return list.find((one) => isTree(one) && one[storedAs] === text) ?? (isTree(each) ? each : { [storedAs]: each })
    })
  }
  return secret && body === mask ? behindMask(old.raw) : body
}

/** A structure without a schema: a mask stands for the secret that was at the same place. */
function unmasked({ raw, shown }: Old, body: unknown): unknown {
  if (shown !== undefined && same(shown, body)) return raw
  if (body === mask) return behindMask(raw)
  if (isTree(body))
    return Object.fromEntries(
      Object.entries(body).map(([key, each]) => [
        key,
        unmasked({ raw: isTree(raw) ? raw[key] : undefined, shown: isTree(shown) ? shown[key] : undefined }, each),
      ]),
    )
  if (!Array.isArray(body)) return body
  return body.map((each: unknown) => unmasked(counterpart({ raw, shown }, each), each))
}

/** The element that one of a list was: of the same name, or the only one that was shown like it. */
function counterpart({ raw, shown }: Old, each: unknown): Old {
  if (!Array.isArray(raw) || !Array.isArray(shown)) return { raw: undefined, shown: undefined }
  const name = at(each, 'name')
  const found = shown.flatMap((one, index) =>
    (name === undefined ? same(one, each) : at(one, 'name') === name) ? [index] : [],
  )
  const [index, another] = found
  // Two that look alike may have different secrets.
  return index === undefined || another !== undefined
    ? { raw: undefined, shown: undefined }
    : { raw: raw[index], shown: shown[index] }
}

function behindMask(raw: unknown): unknown {
  if (raw !== undefined && raw !== null && typeof raw !== 'object') return raw
  throw problem(
    'invalid',
    `'${mask}' stands for a secret that is stored already, and there is none at its place. Send the secret itself, or a reference to it (encrypted:…).`,
  )
}

/** A body without its nulls: of old, clients send them for what is not set. */
export function withoutNulls(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutNulls)
  if (!isTree(body)) return body ?? undefined
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls(each)]])),
  )
}
