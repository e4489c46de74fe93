import { type Budget, createBudget, paidBy } from './budget.ts'
import { JinjaError, renderError, syntaxError } from './errors.ts'
import { createParser, type Expression, type Macro, parseExpression } from './expression.ts'
import { builtInFilters, type Filter } from './filters.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { type CustomTag, type Rendering, Scope } from './scope.ts'
import { Entry, isTrue, itemsOf, type JsonMap, textOf } from './values.ts'

interface JinjaOptions {
  readonly tags?: Readonly<Record<string, CustomTag>>
  readonly filters?: Readonly<Record<string, Filter>>
  /** Shared by all renderings that belong together; without one each has its own. */
  readonly budget?: Budget
  /** An output or a condition that is null is an error, as the original has it. */
  readonly failOnUnknown?: boolean
}

/**
 * Renders a Jinja template as Jinjava does, within a budget and without reach to anything but its variables.
 * @throws JinjaError
 */
export function renderJinja(template: string, variables: JsonMap, options: JinjaOptions = {}): string {
  const rendering: Rendering = {
    budget: options.budget ?? createBudget(),
    filters: { ...builtInFilters, ...options.filters },
    tags: options.tags ?? {},
    failOnUnknown: options.failOnUnknown ?? false,
  }
  return rendering.budget.deeper(() =>
    paidBy(rendering.budget, () => {
      const render = parseTemplate(piecesOf(template), rendering)
      return render(new Scope(rendering, { ...variables }))
    }),
  )
}

type Node = (scope: Scope) => string

const ends = [
  'endif',
  'endunless',
  'endfor',
  'endmacro',
  'endset',
  'endblock',
  'endautoescape',
  'else',
  'elif',
  'elseif',
]

function parseTemplate(pieces: readonly Piece[], rendering: Rendering): Node {
  let at = 0
  let depth = 0

  /** Nodes up to one of the tags; that tag is the next piece. */
  function until(...stops: string[]): Node {
    depth += 1
    if (depth > 100) throw renderError('The template is nested too deeply')
    const nodes: Node[] = []
    for (; at < pieces.length; at += 1) {
      const piece = pieces[at]!
      if (piece.kind === 'text') nodes.push(textNode(piece.text))
      else if (piece.kind === 'output') nodes.push(outputNode(piece))
      else if (stops.includes(piece.name)) break
      else nodes.push(tag(piece))
    }
    depth -= 1
    return (scope) => {
      let text = ''
      for (const node of nodes) text += node(scope)
      return text
    }
  }

  function closing(opened: TagPiece): TagPiece {
    const piece = pieces[at]
    if (piece?.kind !== 'tag') throw syntaxError(`'${opened.image}' is not closed`, opened.line)
    return piece
  }

  function tag(piece: TagPiece): Node {
    switch (piece.name) {
      case 'if':
      case 'unless':
        return branch(piece)
      case 'for':
        return loop(piece)
      case 'set':
        return assignment(piece)
      case 'macro':
        return macro(piece)
      case 'do': {
        const run = expressionOf(piece)
        return (scope) => {
          run(scope)
          return ''
        }
      }
      case 'print':
        return outputNode({ source: piece.helpers, line: piece.line })
      case 'block':
      case 'autoescape': {
        at += 1
        const body = until(`end${piece.name}`)
        closing(piece)
        return body
      }
    }
    const known = piece.name.toLowerCase()
    const custom = Object.hasOwn(rendering.tags, known) ? rendering.tags[known] : undefined
    if (custom === undefined || ends.includes(piece.name)) {
      throw syntaxError(`There is no tag '${piece.name}', or it has no place there: ${piece.image}`, piece.line)
    }
    return (scope) => {
      const text = custom({
        helpers: piece.helpers,
        image: piece.image,
        line: piece.line,
        resolve: (source) => parseExpression(source, piece.line)(scope) ?? undefined,
        variables: scope.all(),
      })
      return spent(scope, text)
    }
  }

  function branch(piece: TagPiece): Node {
    const branches: { test: Expression; body: Node }[] = []
    let otherwise: Node = () => ''
    const first = expressionOf(piece)
    let test: Expression | undefined = piece.name === 'unless' ? (scope) => !isTrue(first(scope)) : first
    for (;;) {
      at += 1
      const body = until('elif', 'elseif', 'else', 'endif', 'endunless')
      if (test === undefined) otherwise = body
      else branches.push({ test, body })
      const next = closing(piece)
      if (next.name.startsWith('end')) break
      test = next.name === 'else' ? undefined : expressionOf(next)
    }
    return (scope) => {
      const taken = branches.find(({ test: condition }) => {
        scope.rendering.budget.step()
        return isTrue(condition(scope))
      })
      return (taken?.body ?? otherwise)(scope)
    }
  }

  function loop(piece: TagPiece): Node {
    const parser = createParser(piece.helpers, piece.line)
    const names = [parser.name()]
    while (parser.take(',')) names.push(parser.name())
    parser.need('in')
    const over = known(parser.expression(), piece.helpers.split(/\bin\b/)[1] ?? '', piece.line)
    parser.finish()
    at += 1
    const body = until('else', 'endfor')
    let otherwise: Node = () => ''
    if (closing(piece).name === 'else') {
      at += 1
      otherwise = until('endfor')
      closing(piece)
    }
    return (scope) => {
      const items = itemsOf(over(scope))
      if (items.length === 0) return otherwise(scope)
      const outer = scope.get('loop') as { depth?: number } | undefined
      let text = ''
      for (const [index, item] of items.entries()) {
        scope.rendering.budget.step()
        const own: Record<string, unknown> = {
          loop: {
            index: index + 1,
            index0: index,
            revindex: items.length - index,
            revindex0: items.length - index - 1,
            first: index === 0,
            last: index === items.length - 1,
            length: items.length,
            depth: (outer?.depth ?? 0) + 1,
            depth0: outer?.depth ?? 0,
          },
        }
        if (names.length === 1) own[names[0]!] = item
        else for (const [position, name] of names.entries()) own[name] = partOf(item, position)
        text += body(scope.inner(own))
      }
      return text
    }
  }

  function assignment(piece: TagPiece): Node {
    const split = /^([\w\s,]+?)=(?!=)([\s\S]*)$/.exec(piece.helpers)
    if (split === null) {
      const name = piece.helpers.trim()
      at += 1
      const body = until('endset')
      closing(piece)
      return (scope) => {
        scope.set(name, body(scope))
        return ''
      }
    }
    const names = split[1]!.split(',').map((name) => name.trim())
    const source = split[2]!
    const value = parseExpression(names.length > 1 ? `(${source})` : source, piece.line)
    return (scope) => {
      const result = value(scope)
      if (names.length === 1) scope.set(names[0]!, result)
      else for (const [position, name] of names.entries()) scope.set(name, itemsOf(result)[position])
      return ''
    }
  }

  function macro(piece: TagPiece): Node {
    const parser = createParser(piece.helpers, piece.line)
    const name = parser.name()
    const parameters: { name: string; preset?: Expression }[] = []
    parser.need('(')
    while (!parser.take(')')) {
      const parameter = parser.name()
      parameters.push(parser.take('=') ? { name: parameter, preset: parser.expression() } : { name: parameter })
      if (!parser.isNext(')')) parser.need(',')
    }
    parser.finish()
    at += 1
    const body = until('endmacro')
    closing(piece)
    return (scope) => {
      const run: Macro = (args, named) =>
        scope.rendering.budget.deeper(() =>
          body(
            scope.inner(
              Object.fromEntries(
                parameters.map(({ name: parameter, preset }, position) => [
                  parameter,
                  (Object.hasOwn(named, parameter) ? named[parameter] : null) ??
                    args[position] ??
                    preset?.(scope) ??
                    null,
                ]),
              ),
            ),
          ),
        )
      scope.set(name, run)
      return ''
    }
  }

  const whole = until()
  return whole
}

type TagPiece = Extract<Piece, { kind: 'tag' }>

const textNode =
  (text: string): Node =>
  (scope) =>
    spent(scope, text)

function outputNode({ source, line }: { source: string; line: number }): Node {
  const value = known(parseExpression(source, line), source, line)
  return (scope) => spent(scope, textOf(value(scope)))
}

const expressionOf = ({ helpers, line }: TagPiece) => known(parseExpression(helpers, line), helpers, line)

/** The expression, which must not be null where that is an error; failures get its line. */
function known(expression: Expression, source: string, line: number): Expression {
  return (scope) => {
    scope.rendering.budget.step()
    let value: unknown
    try {
      value = expression(scope)
    } catch (error) {
      if (error instanceof JinjaError && error.line === 0) throw new JinjaError(error.kind, error.message, line)
      throw error
    }
    if ((value === null || value === undefined) && scope.rendering.failOnUnknown) {
      throw new JinjaError('UnknownTokenException', `Unknown token found: ${source.trim()}`, line)
    }
    return value
  }
}

function spent(scope: Scope, text: string): string {
  scope.rendering.budget.text(text.length)
  return text
}

const partOf = (item: unknown, position: number) =>
  item instanceof Entry ? [item.key, item.value][position] : itemsOf(item)[position]
