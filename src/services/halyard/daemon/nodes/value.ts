import { problem } from '../../../../platform/errors/index.ts'
import { keyIn } from '../../cli/nodes/place.ts'
import { at, isTree, type Tree } from '../../halconfig/index.ts'
import type { Step } from './resolve.ts'

/** The value at some steps in a completed deployment; undefined where there is none. */
export function completedAt(deployment: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((value, step) => {
    if ('key' in step) return isTree(value) ? value[step.key] : undefined
    if (Array.isArray(value)) return value.find((each) => at(each, step.nameKey) === step.name)
    return isTree(value) ? ownAt(value, step.name) : undefined
  }, deployment)
}

/**
 * Changes the value at some steps in a deployment as it stands in its file; `undefined` takes it away. Maps on the way are made;
 * throws `notFound` for an element that is not there.
 */
export function changeAt(deployment: Tree, steps: readonly Step[], change: (old: unknown) => unknown): void {
  const [step, ...rest] = steps
  if (step === undefined) {
    replaceAll(deployment, change(deployment))
    return
  }
  if (!('key' in step)) throw new Error('A deployment has no elements.')
  const key =
    step.spellings.find((each) => each in deployment && !(step.key in deployment)) ?? keyIn(deployment, step.key)
  set(deployment, key, changed(deployment[key], rest, change))
}

function changed(value: unknown, steps: readonly Step[], change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return change(value)
  if ('key' in step) {
    const tree = isTree(value) ? value : {}
    changeAt(tree, steps, change)
    // Nothing is made for what is not written.
    return Object.keys(tree).length === 0 ? value : tree
  }
  if (isTree(value)) {
    const own = ownAt(value, step.name)
    if (!isTree(own) && !step.isMade) throw missing(step.name)
    set(value, step.name, changed(own, rest, change))
    return value
  }
  const list: unknown[] = Array.isArray(value) ? value : []
  const index = list.findIndex((each) => at(each, step.nameKey) === step.name)
  if (index < 0 && !step.isMade) throw missing(step.name)
  if (index < 0) return [...list, changed({ [step.nameKey]: step.name }, rest, change)]
  const next = changed(list[index], rest, change)
  return list.flatMap((each, position) => (position === index ? (next === undefined ? [] : [next]) : [each]))
}

/** A name comes from a client: what every object inherits is nothing that somebody wrote. */
const ownAt = (tree: Tree, name: string): unknown => (Object.hasOwn(tree, name) ? tree[name] : undefined)

const missing = (name: string) => problem('notFound', `There is no '${name}' in the halconfig.`)

function set(tree: Tree, key: string, value: unknown): void {
  if (value === undefined) delete tree[key]
  else tree[key] = value
}

function replaceAll(tree: Tree, next: unknown): void {
  // It may be the tree itself.
  const copy = { ...(next as Tree) }
  for (const key of Object.keys(tree)) delete tree[key]
  Object.assign(tree, copy)
}
