import { problem } from '../../../../platform/errors/index.ts'
import { isTree, nearest, type Tree } from '../../halconfig/index.ts'
import type { Node, Section } from '../../schema/index.ts'
import type { Candidates, Command, Invocation } from '../command.ts'
import { applyEdit } from './edit.ts'
import { applyAll, bindings, type Given } from './flags.ts'
import { masked } from './mask.ts'
import { enter, type Place, valueAt } from './place.ts'
import { deploymentOf } from './show.ts'

/** Things that are known by their names: accounts, masters, subscriptions, plugins. */
export interface Named {
  /** Where they are kept: a list of them, or a map by name. */
  readonly place: Place
  readonly of: Section
  readonly keptAs: 'list' | 'map'
  /** The key of the name in each, `name` or `baseImage.id`. */
  readonly key: string
  /** The place that findings name them by. */
  readonly scope: string
  /** What one is, for people: `account`. */
  readonly noun: string
  /** The word of the argument. */
  readonly argument?: string
  readonly messages: Messages
  readonly addExamples?: Command['examples']
  /** What else follows from an addition or an edit. */
  after?(one: Tree, deployment: Tree, given: Given): void
  /** Instead of `place` in a file that is being edited. */
  container?(deployment: Tree): { holder: Tree; key: string }
  /** Instead of `place` in a completed deployment. */
  all?(deployment: unknown): readonly unknown[]
}

/** The original's words, which scripts look for. */
export interface Messages {
  added(name: string): string
  edited(name: string): string
  deleted(name: string): string
  /** What stands above one that is shown, and above the list of names. */
  one(name: string): string
  readonly list: string
  readonly none: string
}

/** `add`, `edit`, `get`, `delete` and `list`. */
export function namedCommands(named: Named): Command[] {
  return [addCommand(named), editCommand(named), getCommand(named), deleteCommand(named), listCommand(named)]
}

const failed = (message: string) =>
  message.replace(/^(Successfully )?(\w)(\w*?)e?d /, (_, __, first: string, rest: string) => {
    const verb = `${first.toLowerCase()}${rest}`
    return `Failed to ${verb === 'delet' ? 'delete' : verb} `
  })

function addCommand(named: Named): Command {
  const all = bindings(named.of, 'add')
  return {
    name: 'add',
    describe: `Adds ${named.of.describe.replace(/^An? /, (article) => article.toLowerCase())}`,
    argument: argumentOf(named, false),
    flags: all.map(({ flag }) => flag),
    ...(named.addExamples === undefined ? {} : { examples: named.addExamples }),
    run: (invocation) =>
      edited(invocation, named, named.messages.added, (deployment, name) => {
        const list = listIn(named, deployment)
        if (list.names().includes(name))
          throw problem('conflict', `The ${named.noun} '${name}' is there already; 'edit' changes it.`)
        const one = list.add(name)
        applyAll(all, one, invocation.flags)
        named.after?.(one, deployment, invocation.flags)
      }),
  }
}

function editCommand(named: Named): Command {
  const all = bindings(named.of, 'edit')
  return {
    name: 'edit',
    describe: 'Changes what the flags say, and nothing else.',
    argument: argumentOf(named, true),
    flags: all.map(({ flag }) => flag),
    run: (invocation) =>
      edited(invocation, named, named.messages.edited, (deployment, name) => {
        const one = listIn(named, deployment).get(name)
        applyAll(all, one, invocation.flags)
        named.after?.(one, deployment, invocation.flags)
      }),
  }
}

const deleteCommand = (named: Named): Command => ({
  name: 'delete',
  describe: `Takes the ${named.noun} away.`,
  argument: argumentOf(named, true),
  run: (invocation) =>
    edited(
      invocation,
      named,
      named.messages.deleted,
      (deployment, name) => listIn(named, deployment).remove(name),
      true,
    ),
})

const getCommand = (named: Named): Command => ({
  name: 'get',
  describe: `Shows the ${named.noun}, with its defaults; secrets as ***.`,
  argument: argumentOf(named, true),
  async run(invocation) {
    const all = completed(named, invocation)
    const name = invocation.argument!
    const one = all.find((each) => nameOf(named, each) === name)
    if (one === undefined)
      throw missing(
        named,
        name,
        all.map((each) => nameOf(named, each)),
      )
    invocation.say.success(named.messages.one(name))
    invocation.say.data(masked(named.of as Node, one))
  },
})

const listCommand = (named: Named): Command => ({
  name: 'list',
  describe: 'Lists their names.',
  async run(invocation) {
    const { say } = invocation
    const names = completed(named, invocation).map((each) => nameOf(named, each))
    if (say.format === 'json' || say.format === 'yaml') return say.data(names)
    say.success(names.length === 0 ? named.messages.none : named.messages.list)
    for (const name of names) say.line(`  - ${name}`)
  },
})

function argumentOf(named: Named, exists: boolean): NonNullable<Command['argument']> {
  const candidates: Candidates = (where) => completed(named, where).map((each) => nameOf(named, each))
  return {
    name: named.argument ?? 'NAME',
    describe: exists ? `The name of the ${named.noun}.` : `The name of the new ${named.noun}.`,
    required: true,
    ...(exists ? { candidates } : {}),
  }
}

const edited = (
  invocation: Invocation,
  named: Named,
  done: (name: string) => string,
  change: (deployment: Tree, name: string) => void,
  takesAway = false,
) =>
  applyEdit(invocation, {
    scope: takesAway ? named.scope : `${named.scope}.${invocation.argument}`,
    done: done(invocation.argument!),
    failed: failed(done(invocation.argument!)),
    takesAway,
    change: (deployment) => change(deployment, invocation.argument!),
  })

function completed(named: Named, where: Pick<Invocation, 'home' | 'deployment'>): readonly unknown[] {
  const deployment = deploymentOf(where)
  if (named.all) return named.all(deployment)
  const value = valueAt(deployment, named.place)
  return Array.isArray(value)
    ? value
    : isTree(value)
      ? Object.entries(value).map(([id, each]) => ({ id, ...(each as Tree) }))
      : []
}

const nameOf = (named: Named, one: unknown) => String(valueAt(one, named.key.split('.')) ?? '')

const missing = ({ noun }: Named, name: string, names: readonly string[]) => {
  const right = nearest(name, names)
  const hint =
    right !== undefined
      ? `Did you mean '${right}'?`
      : names.length > 0
        ? `There are ${names.join(', ')}.`
        : `There is none; 'add' makes one.`
  return problem('notFound', `There is no ${noun} '${name}'. ${hint}`)
}

/** The elements in a file that is being edited. */
function listIn(named: Named, deployment: Tree) {
  const { holder, key } = named.container?.(deployment) ?? {
    holder: enter(deployment, named.place.slice(0, -1)),
    key: named.place.at(-1)!,
  }
  const elements = (): Tree[] => {
    const value = holder[key]
    if (Array.isArray(value)) return value.filter(isTree)
    return isTree(value) ? Object.entries(value).map(([id, each]) => ({ id, ...(each as Tree) })) : []
  }
  return {
    names: () => elements().map((each) => nameOf(named, each)),
    add(name: string): Tree {
      const [first, ...inner] = named.key.split('.') as [string, ...string[]]
      const one: Tree = { [first]: inner.reduceRight<unknown>((value, part) => ({ [part]: value }), name) }
      if (named.keptAs === 'map') holder[key] = { ...(isTree(holder[key]) ? holder[key] : {}), [name]: one }
      else holder[key] = [...(Array.isArray(holder[key]) ? holder[key] : []), one]
      return one
    },
    get(name: string): Tree {
      const value = holder[key]
      const one =
        named.keptAs === 'map'
          ? isTree(value) && isTree(value[name])
            ? value[name]
            : undefined
          : elements().find((each) => nameOf(named, each) === name)
      if (one === undefined) throw missing(named, name, this.names())
      return one
    },
    remove(name: string): void {
      this.get(name)
      const value = holder[key]
      if (named.keptAs === 'map') delete (value as Tree)[name]
      else holder[key] = (value as unknown[]).filter((each) => nameOf(named, each) !== name)
    },
  }
}
