import { evaluationError, illegalState, nullPointer, refuseToChange, SpelError } from '../errors.ts'
import { messageArgument } from '../java/message-argument.ts'
import { matchWhole } from '../java/regex/pattern.ts'
import { ClassReference, collectionItems, Instance, isMap, JavaCollection, JavaMap } from '../java/values.ts'
import { type Node, nodeText, type Relation } from '../syntax/tree.ts'
import { counted, work } from '../work.ts'
import { binary, isNumber, unary } from './arithmetic.ts'
import { newArray } from './arrays.ts'
import { callMethod, callText, construct } from './calls.ts'
import { compare, instanceOf, relate, spelEquals } from './comparison.ts'
import { convert, isAssignable } from './conversion.ts'
import { callFunction } from './functions.ts'
import { readIndex } from './indexing.ts'
import { project, select } from './loops.ts'
import { readProperty } from './properties.ts'
import type { Evaluate, Scope } from './scope.ts'
import { lookUpElementType, lookUpType, lookUpTypeOrPrimitive } from './type-lookup.ts'

const MAX_REGEX = 1000

/** Turns a tree into nested closures, which run several times faster than walking the tree. */
export function compile(node: Node): Evaluate {
  switch (node.kind) {
    case 'literal': {
      const { value } = node
      return () => value
    }
    case 'compound':
      return compileCompound(node.steps)
    case 'list':
      return compileList(node)
    case 'map':
      return compileMap(node)
    case 'variable':
      return compileVariable(node.name)
    case 'function': {
      const args = node.args.map(compile)
      return (scope, active) => callFunction(scope, node.name, () => args.map((arg) => arg(scope, active)))
    }
    case 'bean':
      return () => {
        throw evaluationError('NO_BEAN_RESOLVER', [node.name])
      }
    case 'type':
      return () => new ClassReference(lookUpTypeOrPrimitive(node.name) + '[]'.repeat(node.dimensions))
    case 'construct': {
      const args = node.args.map(compile)
      return (scope, active) => {
        const values = args.map((arg) => arg(scope, active))
        return construct(node.typeName, allowedClass(node.typeName, values), values)
      }
    }
    case 'array': {
      const dimensions = node.dimensions.map((dimension) => (dimension === null ? null : compile(dimension)))
      const initializer = node.initializer === null ? null : compile(node.initializer)
      return (scope, active) =>
        newArray(
          lookUpElementType(node.typeName),
          dimensions.map((dimension) => dimension?.(scope, active) ?? null),
          initializer === null ? null : initializer(scope, active),
        )
    }
    case 'assign':
      return () => {
        throw refuseToChange(`assigning to '${nodeText(node.target)}'`)
      }
    case 'step':
      return compileStep(node.operator, node.operand)
    case 'elvis': {
      const value = compile(node.value)
      const otherwise = compile(node.otherwise)
      return (scope, active) => {
        const result = value(scope, active)
        return result === null || result === undefined || result === '' ? otherwise(scope, active) : result
      }
    }
    case 'ternary': {
      const condition = compile(node.condition)
      const yes = compile(node.yes)
      const no = compile(node.no)
      return (scope, active) => (truth(condition(scope, active)) ? yes(scope, active) : no(scope, active))
    }
    case 'or':
    case 'and': {
      const left = compile(node.left)
      const right = compile(node.right)
      const decided = node.kind === 'or'
      return (scope, active) => (truth(left(scope, active)) === decided ? decided : truth(right(scope, active)))
    }
    case 'not': {
      const operand = compile(node.operand)
      return (scope, active) => !truth(operand(scope, active))
    }
    case 'unary': {
      const operand = compile(node.operand)
      return (scope, active) => unary(node.operator, operand(scope, active))
    }
    case 'binary': {
      const left = compile(node.left)
      const right = compile(node.right)
      return (scope, active) => binary(node.operator, left(scope, active), right(scope, active))
    }
    case 'relation':
      return compileRelation(node.operator, compile(node.left), compile(node.right))
    case 'instanceof':
    case 'matches':
    case 'between':
      return compileTest(node.kind, compile(node.left), compile(node.right))
    default:
      return compileStepOn(node)
  }
}

/** A boolean operand: null is an error, `'yes'` and `'off'` are booleans. */
function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const result = value === null || value === undefined ? null : convert(value, 'java.lang.Boolean')
  if (result === null) throw evaluationError('TYPE_CONVERSION_ERROR', ['null', 'boolean'])
  return result as boolean
}

function allowedClass(typeName: string, args: readonly unknown[]): string {
  try {
    return lookUpType(typeName)
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw evaluationError('CONSTRUCTOR_INVOCATION_PROBLEM', [typeName, callText('', args)], error)
  }
}

function compileRelation(operator: Relation, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '==':
      return (scope, active) => spelEquals(left(scope, active), right(scope, active))
    case '!=':
      return (scope, active) => !spelEquals(left(scope, active), right(scope, active))
    default:
      return (scope, active) => relate(operator, left(scope, active), right(scope, active))
  }
}

function compileTest(kind: 'instanceof' | 'matches' | 'between', left: Evaluate, right: Evaluate): Evaluate {
  switch (kind) {
    case 'instanceof':
      return (scope, active) => instanceOf(left(scope, active), right(scope, active), isAssignable)
    case 'matches':
      return (scope, active) => matches(left(scope, active) ?? null, () => right(scope, active))
    default:
      return (scope, active) => {
        const value = left(scope, active)
        const bounds = collectionItems(right(scope, active))
        if (bounds?.length !== 2) throw evaluationError('BETWEEN_NEEDS_TWO_ELEMENTS')
        return compare(value, bounds[0]) >= 0 && compare(value, bounds[1]) <= 0
      }
  }
}

/** The left side is read, and converted, before the right one is looked at. */
function matches(value: unknown, right: () => unknown): boolean {
  const text = convert(value, 'java.lang.String') as string | null
  if (text === null) throw evaluationError('MATCHES_LEFT_NOT_STRING', ['null'])
  const pattern = right()
  if (typeof pattern !== 'string') throw evaluationError('MATCHES_RIGHT_NOT_STRING', [messageArgument(pattern)])
  if (pattern.length > MAX_REGEX) throw evaluationError('REGEX_TOO_LONG', [MAX_REGEX])
  try {
    return matchWhole(pattern, text)
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    const message = error.javaClass === 'java.lang.IllegalStateException' ? 'FLAWED_PATTERN' : 'INVALID_PATTERN'
    throw evaluationError(message, [pattern], error)
  }
}

function compileVariable(name: string): Evaluate {
  if (name === 'root') return (scope) => scope.root
  if (name === 'this') return (_, active) => active
  // A helper's name without parentheses is the helper itself.
  return (scope) => (scope.functions.has(name) ? new Instance('java.lang.reflect.Method', name) : null)
}

/** Nodes that Spring can hand out as a place, though it could not write to all of them. */
const PLACES: ReadonlySet<Node['kind']> = new Set([
  'property',
  'index',
  'variable',
  'method',
  'projection',
  'selection',
] as const)

/** `++` and `--` would write: what could be written is refused, what could not gets Spring's message. */
function compileStep(operator: '++' | '--', operand: Node): Evaluate {
  const last = operand.kind === 'compound' ? operand.steps.at(-1) : operand
  const hasPlace = last !== undefined && PLACES.has(last.kind)
  const text = nodeText(operand)
  const evaluate = compile(operand)
  return (scope, active) => {
    if (!hasPlace) throw evaluationError('NOT_ASSIGNABLE', [text])
    const value = evaluate(scope, active)
    if (!isNumber(value)) {
      throw evaluationError(operator === '++' ? 'NOT_INCREMENTABLE' : 'NOT_DECREMENTABLE', [text])
    }
    throw refuseToChange(`changing '${text}' by ${operator}`)
  }
}

/** Constant inline collections cannot be modified in the original, so they have another class there. */
const isConstant = (node: Node): boolean =>
  node.kind === 'literal' ||
  (node.kind === 'list' && node.items.every(isConstant)) ||
  (node.kind === 'map' &&
    node.entries.every(([key, value]) => (key.kind === 'property' || isConstant(key)) && isConstant(value))) ||
  (node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'literal')

function compileList(node: Extract<Node, { kind: 'list' }>): Evaluate {
  const items = node.items.map(compile)
  if (!isConstant(node)) return (scope, active) => items.map((item) => item(scope, active) ?? null)
  return (scope, active) =>
    new JavaCollection(
      'java.util.Collections$UnmodifiableRandomAccessList',
      items.map((item) => item(scope, active)),
    )
}

function compileMap(node: Extract<Node, { kind: 'map' }>): Evaluate {
  const typeName = isConstant(node) ? 'java.util.Collections$UnmodifiableMap' : 'java.util.LinkedHashMap'
  const entries = node.entries.map(([key, value]) => {
    const keyName = key.kind === 'property' ? key.name : undefined
    return [keyName === undefined ? compile(key) : () => keyName, compile(value)] as const
  })
  return (scope, active) =>
    new JavaMap(
      typeName,
      entries.map(([key, value]) => [key(scope, active), value(scope, active) ?? null] as const),
    )
}

/** Applies a step to a value. */
type Step = (scope: Scope, target: unknown) => unknown

function compileCompound(steps: readonly Node[]): Evaluate {
  const first = compile(steps[0] as Node)
  const rest = steps.slice(1).map(compileStepOn)
  const last = steps.at(-1)
  if (last?.kind === 'function') {
    rest[rest.length - 1] = () => {
      throw evaluationError('NOT_ASSIGNABLE', [nodeText(last)])
    }
  }
  if (rest.length === 1) {
    const only = rest[0] as Step
    return (scope, active) => only(scope, first(scope, active))
  }
  return (scope, active) => {
    let value = first(scope, active)
    for (const step of rest) value = step(scope, value)
    return value
  }
}

function compileStepOn(node: Node): Step {
  switch (node.kind) {
    case 'property': {
      const { name, nullSafe } = node
      return (scope, target) =>
        nullSafe && (target === null || target === undefined)
          ? null
          : readProperty(target, name, scope.allowUnknownKeys)
    }
    case 'method': {
      const { name, nullSafe } = node
      const args = node.args.map(compile)
      return (scope, target) => {
        const values = args.map((arg) => arg(scope, scope.scopeRoot) ?? null)
        if (nullSafe && (target === null || target === undefined)) return null
        work(1)
        return callMethod(target, name, values)
      }
    }
    case 'index':
      return compileIndex(node)
    case 'selection': {
      const criteria = compile(node.criteria)
      return (scope, target) => {
        if (target !== null && target !== undefined) return select(scope, target, node.pick, criteria)
        if (node.nullSafe) return null
        throw evaluationError('INVALID_TYPE_FOR_SELECTION', ['null'])
      }
    }
    case 'projection': {
      const item = compile(node.item)
      return (scope, target) => {
        if (target !== null && target !== undefined) return project(scope, target, item)
        if (node.nullSafe) return null
        throw evaluationError('PROJECTION_NOT_SUPPORTED', ['null'])
      }
    }
    default:
      return compile(node)
  }
}

function compileIndex(node: Extract<Node, { kind: 'index' }>): Step {
  const key = node.index.kind === 'property' ? node.index.name : undefined
  const index = compile(node.index)
  return (scope, target) => {
    if (target === null || target === undefined) {
      if (node.nullSafe) return null
      throw evaluationError('CANNOT_INDEX_INTO_NULL')
    }
    // An unquoted identifier is a key of a map by its name; everything else is evaluated against the root.
    return readIndex(target, key !== undefined && isMap(target) ? key : index(scope, scope.root))
  }
}

/** Runs a compiled expression and makes its value ready; exhausted stacks are errors of the expression. */
export function run(evaluate: Evaluate, scope: Scope, finish?: (value: unknown) => unknown): unknown {
  try {
    return counted(scope.budget, () => {
      const value = evaluate(scope, scope.root) ?? null
      return finish === undefined ? value : finish(value)
    })
  } catch (error) {
    if (error instanceof RangeError) throw illegalState(`the expression is too deep or too large: ${error.message}`)
    // A body met null where Java would have met it too.
    if (error instanceof TypeError) throw nullPointer('null')
    throw error
  }
}
