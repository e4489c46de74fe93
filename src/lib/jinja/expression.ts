import { renderError, syntaxError } from './errors.ts'
import { filterAliases } from './filters.ts'
import { callMethod, functions } from './methods.ts'
import { operators, operatorWords, tests } from './operators.ts'
import type { Scope } from './scope.ts'
import { isTrue, memberOf, numberOf, textOf } from './values.ts'

/** An expression, ready to be evaluated. An unknown name is undefined. */
export type Expression = (scope: Scope) => unknown

interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'mark' | 'end'
  readonly text: string
}

const longest = 20_000
const pattern =
  /\s+|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<mark>\*\*|\/\/|==|!=|<=|>=|&&|\|\||[-+*/%~<>=!?:.,|()[\]{}])/gy

function tokensOf(source: string, line: number): Token[] {
  if (source.length > longest) throw syntaxError(`An expression is longer than ${longest} characters`, line)
  const tokens: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex
    const groups = pattern.exec(source)?.groups
    if (groups === undefined)
      throw syntaxError(`'${source}' is not an expression: '${source.slice(at, at + 10)}' is not understood`, line)
    const kind = (['name', 'number', 'text', 'mark'] as const).find((each) => groups[each] !== undefined)
    if (kind !== undefined) tokens.push({ kind, text: groups[kind]! })
  }
  return [...tokens, { kind: 'end', text: '' }]
}

const unescaped = (quoted: string) =>
  quoted.slice(1, -1).replace(/\\(.)/gs, (_, mark: string) => ({ n: '\n', t: '\t', r: '\r' })[mark] ?? mark)

/** Operators of two sides by how tightly they bind, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ['==', '!=', '<', '>', '<=', '>=', 'in', 'not in', 'is', 'is not'],
  ['+', '-', '~'],
  ['*', '/', '//', '%'],
]

/** Parses a whole text as one expression; `line` is where it stands. */
export function parseExpression(source: string, line = 0): Expression {
  const parser = createParser(source, line)
  const expression = parser.expression()
  parser.finish()
  return expression
}

/** Parses `name, name`, `in`-less lists and the like: what is left after the expression is the caller's. */
export function createParser(source: string, line: number) {
  const tokens = tokensOf(source, line)
  let at = 0
  let depth = 0
  const now = () => tokens[at]!
  const fail = (): never => {
    const what = now().kind === 'end' ? 'it ends too early' : `'${now().text}' is not expected there`
    throw syntaxError(`'${source.trim()}' is not an expression: ${what}`, line)
  }
  const isNext = (...texts: string[]) => now().kind !== 'text' && now().kind !== 'end' && texts.includes(now().text)
  const take = (...texts: string[]) => (isNext(...texts) ? tokens[at++]!.text : undefined)
  const need = (text: string) => take(text) ?? fail()
  const name = () => (now().kind === 'name' ? tokens[at++]!.text : fail())

  function expression(): Expression {
    depth += 1
    if (depth > 50) throw syntaxError(`'${source.slice(0, 60)}…' is nested too deeply`, line)
    try {
      return conditional()
    } finally {
      depth -= 1
    }
  }

  function conditional(): Expression {
    const value = or()
    if (take('?')) {
      const then = expression()
      need(':')
      const otherwise = expression()
      return (scope) => (isTrue(value(scope)) ? then(scope) : otherwise(scope))
    }
    if (!take('if')) return value
    const condition = or()
    const otherwise = take('else') ? expression() : () => null
    return (scope) => (isTrue(condition(scope)) ? value(scope) : otherwise(scope))
  }

  function or(): Expression {
    let left = and()
    while (take('or', '||')) {
      const [before, right] = [left, and()]
      left = (scope) => (isTrue(before(scope)) ? true : isTrue(right(scope)))
    }
    return left
  }

  function and(): Expression {
    let left = not()
    while (take('and', '&&')) {
      const [before, right] = [left, not()]
      left = (scope) => isTrue(before(scope)) && isTrue(right(scope))
    }
    return left
  }

  function not(): Expression {
    if (!take('not', '!')) return binary(0)
    const value = not()
    return (scope) => !isTrue(value(scope))
  }

  function operator(level: readonly string[]): string | undefined {
    if (now().kind !== 'mark' && now().kind !== 'name') return undefined
    const two = `${now().text} ${tokens[at + 1]?.text}`
    if ((two === 'not in' || two === 'is not') && level.includes(two)) {
      at += 2
      return two
    }
    const text = Object.hasOwn(operatorWords, now().text) ? operatorWords[now().text]! : now().text
    if (!level.includes(text)) return undefined
    at += 1
    return text
  }

  function binary(index: number): Expression {
    const level = levels[index]
    if (level === undefined) return power()
    let left = binary(index + 1)
    for (let found = operator(level); found !== undefined; found = operator(level)) {
      const before = left
      if (found === 'is' || found === 'is not') {
        left = test(before, found === 'is not')
        continue
      }
      const apply = operators[found]!
      const right = binary(index + 1)
      left = (scope) => step(scope, apply(before(scope), right(scope)))
    }
    return left
  }

  function test(value: Expression, negated: boolean): Expression {
    const known = name()
    if (!Object.hasOwn(tests, known)) throw syntaxError(`There is no test '${known}'`, line)
    const args = isNext('(')
      ? arguments_().args
      : now().kind === 'text' || now().kind === 'number'
        ? [primary()]
        : now().kind === 'name' && !isNext('and', 'or', 'if', 'else', 'not', 'in', 'is')
          ? [postfix()]
          : []
    return (scope) => tests[known]!(value(scope), ...args.map((arg) => arg(scope))) !== negated
  }

  function power(): Expression {
    const base = unary()
    if (!take('**')) return base
    const exponent = power()
    return (scope) => step(scope, operators['**']!(base(scope), exponent(scope)))
  }

  function unary(): Expression {
    if (take('-')) {
      const value = unary()
      return (scope) => -numberOf(value(scope))
    }
    if (take('empty')) {
      const value = unary()
      return (scope) => !isTrue(value(scope))
    }
    return postfix()
  }

  function postfix(): Expression {
    let value = primary()
    for (;;) {
      const on = value
      if (take('.')) {
        const member = name()
        if (isNext('(')) {
          const { args } = arguments_()
          value = (scope) => {
            const target = on(scope)
            if (target === null || target === undefined) return null
            return step(
              scope,
              callMethod(
                target,
                member,
                args.map((arg) => arg(scope)),
              ),
            )
          }
        } else value = (scope) => memberOf(on(scope), member)
      } else if (take('[')) value = inBrackets(on)
      else if (take('|')) value = filtered(on, name())
      else return value
    }
  }

  function inBrackets(on: Expression): Expression {
    const from = isNext(':') ? () => undefined : expression()
    if (!take(':')) {
      need(']')
      return (scope) => memberOf(on(scope), from(scope))
    }
    const to = isNext(']') ? () => undefined : expression()
    need(']')
    return (scope) => {
      const target = on(scope)
      const [first, last] = [from(scope), to(scope)]
      const range = [first == null ? 0 : numberOf(first), last == null ? undefined : numberOf(last)] as const
      return typeof target === 'string' || Array.isArray(target) ? target.slice(...range) : null
    }
  }

  function filtered(on: Expression, given: string): Expression {
    const known = Object.hasOwn(filterAliases, given) ? filterAliases[given]! : given
    const { args, named } = isNext('(') ? arguments_() : { args: [], named: {} }
    return (scope) => {
      const { filters } = scope.rendering
      if (!Object.hasOwn(filters, known)) throw renderError(`There is no filter '${given}'`, line)
      const options = Object.fromEntries(Object.entries(named).map(([key, each]) => [key, each(scope)]))
      return step(
        scope,
        filters[known]!(
          on(scope),
          args.map((arg) => arg(scope)),
          options,
          () => scope.all(),
        ),
      )
    }
  }

  function arguments_(): { args: Expression[]; named: Record<string, Expression> } {
    need('(')
    const args: Expression[] = []
    const named: Record<string, Expression> = Object.create(null)
    while (!take(')')) {
      if (now().kind === 'name' && tokens[at + 1]?.text === '=' && tokens[at + 1]?.kind === 'mark') {
        const key = name()
        need('=')
        named[key] = expression()
      } else args.push(expression())
      if (!isNext(')')) need(',')
    }
    return { args, named }
  }

  function primary(): Expression {
    const token = now()
    if (token.kind === 'text') {
      at += 1
      const text = unescaped(token.text)
      return () => text
    }
    if (token.kind === 'number') {
      at += 1
      const number = Number(token.text)
      return () => number
    }
    if (token.kind === 'name') return named()
    if (take('(')) {
      const first = expression()
      if (take(')')) return first
      const items = [first]
      while (take(',')) if (!isNext(')')) items.push(expression())
      need(')')
      return list(items)
    }
    if (take('[')) {
      const items: Expression[] = []
      while (!take(']')) {
        items.push(expression())
        if (!isNext(']')) need(',')
      }
      return list(items)
    }
    if (take('{')) {
      const entries: [Expression, Expression][] = []
      while (!take('}')) {
        const key = now().kind === 'name' && tokens[at + 1]?.text === ':' ? constant(name()) : expression()
        need(':')
        entries.push([key, expression()])
        if (!isNext('}')) need(',')
      }
      return (scope) => Object.fromEntries(entries.map(([key, value]) => [textOf(key(scope)), value(scope)]))
    }
    return fail()
  }

  function named(): Expression {
    const word = name()
    if (word === 'true' || word === 'True') return () => true
    if (word === 'false' || word === 'False') return () => false
    if (word === 'null' || word === 'none' || word === 'None') return () => null
    if (!isNext('(')) return (scope) => step(scope, scope.get(word))
    const { args, named: options } = arguments_()
    return (scope) => {
      const values = args.map((arg) => arg(scope))
      const macro = scope.get(word)
      if (typeof macro === 'function') {
        const given = Object.fromEntries(Object.entries(options).map(([key, each]) => [key, each(scope)]))
        return step(scope, (macro as Macro)(values, given))
      }
      if (!Object.hasOwn(functions, word)) throw renderError(`There is no function '${word}'`, line)
      return step(scope, functions[word]!(...values))
    }
  }

  return {
    expression,
    name,
    take,
    need,
    isNext,
    finish() {
      if (now().kind !== 'end') fail()
    },
  }
}

/** What `{% macro %}` makes: called in expressions. */
export type Macro = (args: readonly unknown[], named: Readonly<Record<string, unknown>>) => string

const constant = (text: string) => () => text
const list =
  (items: readonly Expression[]): Expression =>
  (scope) =>
    step(
      scope,
      items.map((item) => item(scope)),
    )

/** Counts an evaluation, and the text that it made. */
function step(scope: Scope, value: unknown): unknown {
  scope.rendering.budget.step()
  if (typeof value === 'string') scope.rendering.budget.text(value.length)
  else if (Array.isArray(value)) scope.rendering.budget.text(value.length)
  return value
}
