import { stringify } from 'yaml'
import { isTree, type Tree } from '../halconfig/tree.ts'

/** Both as one: maps are joined, and of everything else that both have, `over` has it. */
export function merged(under: Tree, over: Tree): Tree {
  const result: Tree = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = result[key]
    result[key] = isTree(value) && isTree(below) ? merged(below, value) : value
  }
  return result
}

/** A tree as a file. Texts that any reader of YAML would take for something else are in quotes: Spring reads YAML 1.1. */
export const yamlOf = (tree: Tree): string =>
  stringify(tree, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })
