import { masked } from '../../cli/nodes/mask.ts'
import { isTree } from '../../halconfig/index.ts'
import type { Node } from '../../schema/index.ts'

/** A completed part of the halconfig as the API has it: secrets as `***`, lists as they are stored. */
export const shown = (node: Node, value: unknown): unknown => stored(node, masked(node, value))

/** Some lists of texts are lists of maps in files, and so for clients. */
function stored(node: Node, value: unknown): unknown {
  switch (node.kind) {
    case 'section':
      if (!isTree(value)) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => {
          const child = node.fields[key]
          return [key, child === undefined ? each : stored(child, each)]
        }),
      )
    case 'collection':
      return Array.isArray(value) ? value.map((each) => stored(node.of, each)) : value
    case 'keyed':
      return isTree(value)
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, stored(node.of, each)]))
        : value
    case 'texts': {
      const { storedAs } = node
      return storedAs === undefined || !Array.isArray(value) ? value : value.map((each) => ({ [storedAs]: each }))
    }
    default:
      return value
  }
}
