/** How a selection picks: all that match `?[]`, the first `^[]` or the last `$[]`. */
export type SelectionKind = 'all' | 'first' | 'last'

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '^'
export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>='

/** A parsed expression. `step` nodes apply to the value before them in a `compound`, or to the root when they come first. */
export type Node =
  | { readonly kind: 'literal'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Node, Node])[] }
  | { readonly kind: 'compound'; readonly steps: readonly Node[] }
  | { readonly kind: 'property'; readonly name: string; readonly nullSafe: boolean }
  | { readonly kind: 'method'; readonly name: string; readonly nullSafe: boolean; readonly args: readonly Node[] }
  | { readonly kind: 'index'; readonly index: Node; readonly nullSafe: boolean }
  | { readonly kind: 'selection'; readonly pick: SelectionKind; readonly criteria: Node; readonly nullSafe: boolean }
  | { readonly kind: 'projection'; readonly item: Node; readonly nullSafe: boolean }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'bean'; readonly name: string }
  | { readonly kind: 'type'; readonly name: string; readonly dimensions: number }
  | { readonly kind: 'construct'; readonly typeName: string; readonly args: readonly Node[] }
  | {
      readonly kind: 'array'
      readonly typeName: string
      readonly dimensions: readonly (Node | null)[]
      readonly initializer: Node | null
    }
  | { readonly kind: 'assign'; readonly target: Node; readonly value: Node }
  | { readonly kind: 'elvis'; readonly value: Node; readonly otherwise: Node }
  | { readonly kind: 'ternary'; readonly condition: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'or' | 'and'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly operand: Node }
  | { readonly kind: 'unary'; readonly operator: '+' | '-'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'relation'; readonly operator: Relation; readonly left: Node; readonly right: Node }
  | { readonly kind: 'instanceof' | 'matches' | 'between'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'step'; readonly operator: '++' | '--'; readonly prefix: boolean; readonly operand: Node }

const texts = (nodes: readonly Node[]) => nodes.map(nodeText).join(',')
const SELECTED: Readonly<Record<SelectionKind, string>> = { all: '?', first: '^', last: '$' }

/** A node written out again, for the messages that quote a part of an expression (spring: toStringAST). */
export function nodeText(node: Node): string {
  switch (node.kind) {
    case 'literal':
      return node.text
    case 'property':
      return node.name
    case 'variable':
      return `#${node.name}`
    case 'compound':
      return node.steps.map((step, i) => (i === 0 ? '' : separator(step)) + nodeText(step)).join('')
    case 'index':
      return `[${nodeText(node.index)}]`
    case 'method':
      return `${node.name}(${texts(node.args)})`
    case 'function':
      return `#${node.name}(${texts(node.args)})`
    case 'selection':
      return `${SELECTED[node.pick]}[${nodeText(node.criteria)}]`
    case 'projection':
      return `![${nodeText(node.item)}]`
    case 'binary':
    case 'relation':
      return `(${nodeText(node.left)} ${node.operator} ${nodeText(node.right)})`
    case 'or':
    case 'and':
    case 'instanceof':
    case 'matches':
    case 'between':
      return `(${nodeText(node.left)} ${node.kind} ${nodeText(node.right)})`
    case 'elvis':
      return `(${nodeText(node.value)} ?: ${nodeText(node.otherwise)})`
    case 'ternary':
      return `(${nodeText(node.condition)} ? ${nodeText(node.yes)} : ${nodeText(node.no)})`
    case 'list':
      return `{${texts(node.items)}}`
    case 'map':
      return `{${node.entries.map(([key, value]) => `${nodeText(key)}:${nodeText(value)}`).join(',')}}`
    case 'type':
      return `T(${node.name}${'[]'.repeat(node.dimensions)})`
    case 'construct':
      return `new ${node.typeName}(${texts(node.args)})`
    case 'array':
      return node.initializer === null
        ? `new ${node.typeName}${node.dimensions.map((size) => `[${size === null ? '' : nodeText(size)}]`).join('')}`
        : `new ${node.typeName}[] ${nodeText(node.initializer)}`
    case 'assign':
      return `${nodeText(node.target)}=${nodeText(node.value)}`
    case 'step':
      return node.prefix ? `${node.operator}${nodeText(node.operand)}` : `${nodeText(node.operand)}${node.operator}`
    case 'not':
      return `!${nodeText(node.operand)}`
    case 'unary':
      return `${node.operator}${nodeText(node.operand)}`
    case 'bean':
      return `@${node.name}`
  }
}

const isNullSafe = (node: Node) => 'nullSafe' in node && node.nullSafe
const separator = (node: Node) => (isNullSafe(node) ? '?.' : node.kind === 'index' ? '' : '.')
