import type { RegexNode } from './syntax.ts'

/** The bound of a repetition without one. */
export const MAX_REPEAT = 2147483647

/** As `widest`; Java also takes a repeated character for bounded where nothing stands before it. */
export const widestFirst = (node: RegexNode): number =>
  node.kind === 'repeat' && node.max === MAX_REPEAT && node.item.kind === 'char' ? MAX_REPEAT : widest(node)

/** The longest text that a node can match, in characters. */
function widest(node: RegexNode): number {
  switch (node.kind) {
    case 'char':
      return 2
    case 'linebreak':
      return 2
    case 'grapheme':
    case 'backreference':
      return Number.POSITIVE_INFINITY
    case 'sequence':
      return node.items.reduce((sum, item) => sum + (sum > 0 ? widest(item) : widestFirst(item)), 0)
    case 'choice':
      return Math.max(...node.options.map(widest))
    case 'group':
    case 'atomic':
      return widest(node.item)
    case 'repeat':
      // Java takes `a+` and `a*` for bounded.
      if (node.max === MAX_REPEAT && node.item.kind === 'char' && node.min < 2 && node.greed === 'greedy')
        return MAX_REPEAT
      return node.max === MAX_REPEAT ? Number.POSITIVE_INFINITY : node.max * widest(node.item)
    default:
      return 0
  }
}
