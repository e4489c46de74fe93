import { problem } from '../../../../platform/errors/index.ts'
import { isTree, type Tree } from '../../halconfig/tree.ts'
import type { Edit, Field, Node, Section } from '../../schema/index.ts'
import type { Candidates, Flag } from '../command.ts'

export type Occasion = 'add' | 'edit'
export type Given = Readonly<Record<string, unknown>>

/** A flag, and what it does to a node of the halconfig. */
export interface Binding {
  readonly flag: Flag
  apply(node: Tree, value: unknown, given: Given): void
}

/** The flags of a section: of its values, of the sections in it but those that have commands of their own, and its special ones. */
export function bindings(section: Section, occasion: Occasion, apart: readonly string[] = []): Binding[] {
  const own = Object.entries(section.fields).flatMap(([key, node]) =>
    apart.includes(key) ? [] : bindingsOf(key, node, occasion),
  )
  const special = (section.edits ?? []).filter(({ on }) => on === occasion || on === 'both')
  return [...own, ...special.map((edit) => specialFlag(edit, occasion))]
}

/** Changes a node as the flags say. Throws `invalid` for flags that contradict each other. */
export function applyAll(all: readonly Binding[], node: Tree, given: Given): void {
  for (const { flag, apply } of all) if (given[flag.name] !== undefined) apply(node, given[flag.name], given)
}

function bindingsOf(key: string, node: Node, occasion: Occasion): Binding[] {
  switch (node.kind) {
    case 'section':
      return bindings(node, occasion).map(({ flag, apply }) => ({
        flag,
        apply: (tree, value, given) => apply(inside(tree, key), value, given),
      }))
    case 'collection':
    case 'keyed':
    case 'free':
      return []
    case 'permissions':
      return (['read', 'write', 'execute'] as const).flatMap((permission) => permissionFlags(key, permission, occasion))
    case 'texts':
      return node.flag === false ? [] : listFlags(key, node, occasion)
    default:
      return node.flag === false || (node.onlyOnEdit && occasion === 'add') ? [] : [valueFlag(key, node, occasion)]
  }
}

export const kebab = (key: string) => key.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`)

const flagNameOf = (key: string, { flag }: Field) => (typeof flag === 'string' ? flag : kebab(key))

/** The flag of one value. An empty text takes a value away that has no default. */
function valueFlag(key: string, field: Field, occasion: Occasion): Binding {
  const name = flagNameOf(key, field)
  return {
    flag: flagOf(name, field, occasion, field.kind as Flag['kind']),
    apply(tree, value) {
      const spelling = spellingIn(tree, key, field)
      if (value === '' && (field.default === undefined || field.default === '')) delete tree[spelling]
      else tree[spelling] = value
    },
  }
}

function flagOf(name: string, field: Field, occasion: Occasion, kind: Flag['kind']): Flag {
  const preset = occasion === 'add' ? field.onAdd : undefined
  const isRequired = occasion === 'add' && field.required === true && preset === undefined
  return {
    name,
    kind,
    describe: field.describe,
    ...(field.flagAliases === undefined ? {} : { aliases: field.flagAliases }),
    ...(field.options === undefined ? {} : { options: field.options }),
    ...(preset === undefined ? {} : { default: preset }),
    ...(field.default === undefined ? {} : { otherwise: field.default }),
    ...(isRequired ? { required: true } : {}),
    ...(field.secret ? { secret: true } : {}),
    ...(field.file ? { file: true } : {}),
    ...(field.accountOf === undefined ? {} : { candidates: accountsOf(field.accountOf) }),
  }
}

/** The names of a provider's accounts in the halconfig. */
const accountsOf =
  (provider: string): Candidates =>
  async ({ home, deployment }) => {
    const { readHalconfig } = await import('../../halconfig/index.ts')
    const { providers } = readHalconfig(home).deployment(deployment)
    return providers[provider as keyof typeof providers].accounts.map(({ name }) => name)
  }

/** `--regions` sets the whole list, `--add-region` and `--remove-region` change it. */
function listFlags(key: string, field: Field, occasion: Occasion): Binding[] {
  const { storedAs } = field
  const change = (tree: Tree, to: (old: readonly string[]) => readonly string[]) => {
    const spelling = spellingIn(tree, key, field)
    const texts = to(textsOf(tree[spelling], storedAs))
    tree[spelling] = storedAs === undefined ? texts : texts.map((text) => elementOf(tree[spelling], storedAs, text))
  }
  return changes(
    flagNameOf(key, field),
    field.singular,
    occasion,
    flagOf(flagNameOf(key, field), field, occasion, 'texts'),
    change,
  )
}

/** An element that was there keeps what else it says. */
function elementOf(list: unknown, storedAs: string, text: string): unknown {
  const found = Array.isArray(list) ? list.find((each) => isTree(each) && each[storedAs] === text) : undefined
  return found ?? { [storedAs]: text }
}

function permissionFlags(key: string, permission: 'read' | 'write' | 'execute', occasion: Occasion): Binding[] {
  const flag: Flag = { name: `${permission}-permissions`, kind: 'texts', describe: roles[permission] }
  return changes(flag.name, `${permission}-permission`, occasion, flag, (tree, to) => {
    const name = permission.toUpperCase()
    const all = isTree(tree[key]) ? tree[key] : {}
    tree[key] = { ...all, [name]: to(textsOf(all[name])) }
  })
}

const roles = {
  read: 'The roles that may see it; without any, everybody may.',
  write: 'The roles that may change it; without any, everybody may.',
  execute: 'The roles that may start what uses it; without any, everybody may.',
}

function changes(
  name: string,
  singular: string | undefined,
  occasion: Occasion,
  flag: Flag,
  change: (tree: Tree, to: (old: readonly string[]) => readonly string[]) => void,
): Binding[] {
  const whole: Binding = { flag, apply: (tree, value) => change(tree, () => value as readonly string[]) }
  if (occasion === 'add' || singular === undefined) return [whole]
  const one = (
    verb: 'add' | 'remove',
    describe: string,
    to: (old: readonly string[], each: string) => readonly string[],
  ): Binding => ({
    flag: { name: `${verb}-${singular}`, kind: 'text', describe },
    apply(tree, value, given) {
      if (given[name] !== undefined)
        throw problem('invalid', `--${name} sets the whole list: it can't stand beside --${verb}-${singular}.`)
      change(tree, (old) => to(old, String(value)))
    },
  })
  return [
    whole,
    one('add', `Adds one to --${name}.`, (old, each) => (old.includes(each) ? old : [...old, each])),
    one('remove', `Takes one from --${name}.`, (old, each) => old.filter((other) => other !== each)),
  ]
}

function textsOf(value: unknown, storedAs?: string): string[] {
  const list = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
  return list.map((each) => String(storedAs !== undefined && isTree(each) ? each[storedAs] : each))
}

function specialFlag(edit: Edit, occasion: Occasion): Binding {
  const { flag: name, kind, describe, secret, file, required, aliases, otherwise } = edit
  return {
    flag: {
      name,
      kind,
      describe,
      ...(secret ? { secret: true } : {}),
      ...(file ? { file: true } : {}),
      ...(aliases === undefined ? {} : { aliases }),
      ...(otherwise === undefined ? {} : { otherwise }),
      ...(required && occasion === 'add' ? { required: true } : {}),
    },
    apply: (node, value, given) => edit.apply(node, value as never, given),
  }
}

/** A file that has an older spelling of a key keeps it. */
const spellingIn = (tree: Tree, key: string, field: Field) =>
  key in tree ? key : (field.spellings?.find((each) => each in tree) ?? key)

/** The map under a key, made when there is none. */
export function inside(tree: Tree, key: string): Tree {
  const found = tree[key]
  if (isTree(found)) return found
  const made: Tree = {}
  tree[key] = made
  return made
}
