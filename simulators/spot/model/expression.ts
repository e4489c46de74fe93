/**
 * The amount of a scaling action: a number, a number in a string, or Spot's little formula language with the variables
 * `currCapacity` and `value`, the operators + - * / ^ and the functions SQRT, IF, MIN and MAX.
 * Throws when the formula can't be read; the caller says which policy it belongs to.
 */
export function evaluate(amount: number | string, variables: { [name: string]: number }): number {
  if (typeof amount === 'number') return amount
  const tokens = amount.match(/[A-Za-z]\w*|\d+(?:\.\d+)?|[<>=!]=|[-+*/^(),<>]|\S/g) ?? []
  const reader = { tokens, at: 0 }
  const result = comparison(reader, variables)
  if (reader.at < tokens.length) throw new Error(`unexpected ${tokens[reader.at]} in ${amount}`)
  return result
}

type Reader = { tokens: string[]; at: number }
type Variables = { [name: string]: number }

const take = (reader: Reader, ...wanted: string[]): string | undefined => {
  const token = reader.tokens[reader.at]
  if (token === undefined || !wanted.includes(token)) return undefined
  reader.at++
  return token
}

const need = (reader: Reader, token: string): void => {
  if (!take(reader, token)) throw new Error(`${token} expected, got ${reader.tokens[reader.at] ?? 'the end'}`)
}

function comparison(reader: Reader, variables: Variables): number {
  const left = sum(reader, variables)
  const operator = take(reader, '<', '>', '<=', '>=', '==', '!=')
  if (!operator) return left
  const right = sum(reader, variables)
  const holds: { [operator: string]: boolean } = {
    '<': left < right,
    '>': left > right,
    '<=': left <= right,
    '>=': left >= right,
    '==': left === right,
    '!=': left !== right,
  }
  return holds[operator] ? 1 : 0
}

function sum(reader: Reader, variables: Variables): number {
  let result = product(reader, variables)
  for (let operator = take(reader, '+', '-'); operator; operator = take(reader, '+', '-')) {
    const right = product(reader, variables)
    result = operator === '+' ? result + right : result - right
  }
  return result
}

function product(reader: Reader, variables: Variables): number {
  let result = power(reader, variables)
  for (let operator = take(reader, '*', '/'); operator; operator = take(reader, '*', '/')) {
    const right = power(reader, variables)
    result = operator === '*' ? result * right : result / right
  }
  return result
}

function power(reader: Reader, variables: Variables): number {
  const base = operand(reader, variables)
  return take(reader, '^') ? base ** power(reader, variables) : base
}

const FUNCTIONS: { [name: string]: (...values: number[]) => number } = {
  SQRT: (value = 0) => Math.sqrt(value),
  IF: (condition = 0, yes = 0, no = 0) => (condition !== 0 ? yes : no),
  MIN: Math.min,
  MAX: Math.max,
}

function operand(reader: Reader, variables: Variables): number {
  if (take(reader, '-')) return -operand(reader, variables)
  if (take(reader, '(')) {
    const inner = comparison(reader, variables)
    need(reader, ')')
    return inner
  }
  const token = reader.tokens[reader.at++]
  if (token === undefined) throw new Error('a value expected, got the end')
  if (/^\d/.test(token)) return Number(token)
  const variable = Object.hasOwn(variables, token) ? variables[token] : undefined
  if (variable !== undefined) return variable
  const name = token.toUpperCase()
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!apply) throw new Error(`unknown name ${token}`)
  need(reader, '(')
  const values = [comparison(reader, variables)]
  while (take(reader, ',')) values.push(comparison(reader, variables))
  need(reader, ')')
  return apply(...values)
}
