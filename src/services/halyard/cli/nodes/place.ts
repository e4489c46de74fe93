import { problem } from '../../../../platform/errors/index.ts'
import { placeOf } from '../../findings.ts'
import { deploymentIn, isTree, nearest, type Tree } from '../../halconfig/index.ts'
import { inside } from './flags.ts'

/** A node of a deployment: its keys from the deployment down, such as `['providers', 'kubernetes']`. */
export type Place = readonly string[]

/** Older names of keys; a file that has them keeps them. */
const older: Readonly<Record<string, string>> = { oracle: 'oraclebmcs', 'github-status': 'githubStatus' }

/** The map at a place in a deployment that is being edited; made when it is not there. */
export const enter = (deployment: Tree, place: Place): Tree =>
  place.reduce<Tree>((tree, key) => inside(tree, keyIn(tree, key)), deployment)

/** The name that a file has a map under: an older one, where it says that. */
export function keyIn(tree: Tree, key: string): string {
  const old = older[key]
  return old !== undefined && !isTree(tree[key]) && isTree(tree[old]) ? old : key
}

/** A place as findings name it, below the deployment: `provider.kubernetes.prod`. */
export const scopeOf = (place: Place, name?: string): string =>
  [...place.map(placeOf), ...(name === undefined ? [] : [name])].join('.')

/** The value at a place in a completed deployment. */
export const valueAt = (deployment: unknown, place: Place): unknown =>
  place.reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), deployment)

/** The deployment that a command edits. One that is named must be there: only `--set-current-deployment` makes one. */
export function editedDeployment(raw: Tree, name: string | undefined): Tree {
  const list = Array.isArray(raw.deploymentConfigurations) ? raw.deploymentConfigurations.filter(isTree) : []
  const names = list.map((each) => (typeof each.name === 'string' ? each.name : 'default'))
  if (name !== undefined && !names.includes(name) && (names.length > 0 || name !== 'default')) {
    const right = nearest(name, names)
    throw problem(
      'notFound',
      `There is no deployment '${name}' in the halconfig. ${right === undefined ? `It has ${names.join(', ') || 'default'}.` : `Did you mean '${right}'?`}`,
    )
  }
  return deploymentIn(raw, name)
}
