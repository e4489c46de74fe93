import { evaluationError, nullPointer, SpelError, tooMuch } from '../errors.ts'
import { classOf } from '../java/class-names.ts'
import { findType, typeNamed } from '../java/registry.ts'
import { MAX_TEXT } from '../java/text.ts'
import { boxed, isPrimitive, type Method, type TypeName } from '../java/type-definition.ts'
import { ClassReference, char, double, float, JavaArray, Scalar } from '../java/values.ts'
import { workOnText } from '../work.ts'
import { canConvert, convert, isAssignable, numberOf } from './conversion.ts'

/** Exceptions that Java makes callers declare: Spring wraps them, all others pass through. */
const CHECKED = new Set(['java.text.ParseException', 'java.io.UnsupportedEncodingException', 'java.io.IOException'])

const nameOf = (value: unknown): string => (value === null || value === undefined ? 'null' : classOf(value))

/** `max(java.lang.Integer,null)`: a call as messages write it. */
export const callText = (name: string, args: readonly unknown[]): string => `${name}(${args.map(nameOf).join(',')})`

/**
 * Calls a method the way Spring finds it: by name, number and types of the arguments, converting where needed
 * (spring: ReflectiveMethodResolver; kork: FilteredMethodResolver decides which methods exist).
 */
export function callMethod(target: unknown, name: string, args: readonly unknown[]): unknown {
  if (target === null || target === undefined) throw evaluationError('METHOD_CALL_ON_NULL', [callText(name, args)])
  if (typeof target === 'string') workOnText(target)
  for (const arg of args) if (typeof arg === 'string') workOnText(arg)
  const isClass = target instanceof ClassReference
  const className = isClass ? target.name : classOf(target)
  const type = typeNamed(className)
  const candidates = (isClass ? type.statics : type.methods).get(name) ?? []
  let method: Method | undefined
  try {
    method = choose(candidates, args, name)
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw evaluationError('PROBLEM_LOCATING_METHOD', [callText(name, args), className], error)
  }
  if (method === undefined) throw evaluationError('METHOD_NOT_FOUND', [callText(name, args), className])
  let converted: unknown[]
  try {
    converted = convertArguments(method, args)
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw evaluationError(
      'METHOD_INVOCATION_PROBLEM',
      [name, isClass ? 'java.lang.Class' : className, `Problem invoking method: ${methodText(method)}`],
      error,
    )
  }
  try {
    return invokeBody(method, target, converted)
  } catch (error) {
    if (!(error instanceof SpelError) || !CHECKED.has(error.javaClass)) throw error
    throw new SpelError(
      'org.springframework.expression.ExpressionInvocationTargetException',
      `A problem occurred when trying to execute method '${name}' on object of type [${isClass ? 'java.lang.Class' : className}]`,
      error,
    )
  }
}

function methodText(method: Method): string {
  const modifiers = method.isStatic ? 'public static' : 'public'
  const throws = method.throws === '' ? '' : ` throws ${method.throws}`
  return `${modifiers} ${method.result} ${method.declaredBy}.${method.name}(${method.parameters.join(',')})${throws}`
}

/** Creates an object (spring: ConstructorReference). */
export function construct(typeName: string, className: string, args: readonly unknown[]): unknown {
  const constructors = findType(className)?.constructors ?? []
  let close: Method | undefined
  let converting: Method | undefined
  for (const candidate of constructors) {
    const match = matchArguments(candidate, args)
    if (match === 'exact') {
      close = candidate
      break
    }
    if (match === 'close') close = candidate
    else if (match === 'conversion') converting = candidate
  }
  const chosen = close ?? converting
  if (chosen === undefined) throw evaluationError('CONSTRUCTOR_NOT_FOUND', [typeName, callText('', args)])
  try {
    return chosen.body(...convertArguments(chosen, args).map((arg, i) => toBody(arg, chosen.parameters[i] as string)))
  } catch (problem) {
    const error = problem instanceof TypeError ? nullPointer('null') : problem
    if (!(error instanceof SpelError)) throw error
    throw evaluationError('CONSTRUCTOR_INVOCATION_PROBLEM', [typeName, callText('', args)], error)
  }
}

type Match = 'exact' | 'close' | 'conversion' | undefined

/** The method that fits best: exact, else closest in the type hierarchy, else the only one that needs conversion. */
function choose(candidates: readonly Method[], args: readonly unknown[], name: string): Method | undefined {
  let close: Method | undefined
  let closeDistance = 0
  let converting: Method | undefined
  let several = false
  for (const candidate of candidates) {
    const match = matchArguments(candidate, args)
    if (match === 'exact') return candidate
    if (match === 'close') {
      const distance = typeDistance(candidate, args)
      if (close === undefined || distance < closeDistance) {
        close = candidate
        closeDistance = distance
      }
    } else if (match === 'conversion') {
      several = converting !== undefined
      converting = candidate
    }
  }
  if (close !== undefined) return close
  if (several) throw evaluationError('AMBIGUOUS_METHOD', [name])
  return converting
}

function matchArguments(method: Method, args: readonly unknown[]): Match {
  const { parameters } = method
  if (!method.varargs) return parameters.length === args.length ? matchAll(parameters, args) : undefined
  const fixed = parameters.length - 1
  if (args.length < fixed) return undefined
  const lead = matchAll(parameters.slice(0, fixed), args.slice(0, fixed))
  if (lead === undefined) return undefined
  const array = parameters[fixed] as string
  const rest = args.slice(fixed)
  if (rest.length === 1 && rest[0] instanceof JavaArray && isAssignable(rest[0], array)) return lead
  const component = array.slice(0, -2)
  // Spring goes on after an argument that does not fit, so the last one decides.
  let result: Match = lead
  for (const arg of rest) {
    if (arg === null) {
      if (isPrimitive(component)) result = undefined
    } else if (classOf(arg) !== component) {
      if (isAssignable(arg, component)) result = result === 'conversion' ? result : 'close'
      else result = canConvert(arg, component) ? 'conversion' : undefined
    }
  }
  return result
}

function matchAll(parameters: readonly TypeName[], args: readonly unknown[]): Match {
  let result: Match = 'exact'
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    const parameter = parameters[i] as string
    if (arg === null || arg === undefined) {
      if (isPrimitive(parameter)) return undefined
    } else if (classOf(arg) !== parameter) {
      if (isAssignable(arg, parameter)) result = result === 'conversion' ? result : 'close'
      else if (canConvert(arg, parameter)) result = 'conversion'
      else return undefined
    }
  }
  return result
}

/** How far the arguments' types are from the parameters': Spring counts steps up the hierarchy. */
function typeDistance(method: Method, args: readonly unknown[]): number {
  let distance = method.varargs ? 1 : 0
  method.parameters.forEach((parameter, i) => {
    const arg = args[i]
    if (arg === null || arg === undefined) return
    const own = classOf(arg)
    const isNumber = /^java\.lang\.(?:Integer|Long|Double|Float|Byte|Short)$/.test(own)
    if (isPrimitive(parameter) || boxed(parameter) === 'java.lang.Object') distance += isNumber ? 4 : 2
    else if (own !== parameter) distance += 1
  })
  return distance
}

const isListClass = (value: unknown) => typeNamed(classOf(value)).supertypes.has('java.util.List')

function convertArguments(method: Method, args: readonly unknown[]): unknown[] {
  const { parameters } = method
  if (!method.varargs) return args.map((arg, i) => convert(arg ?? null, parameters[i] as string))
  const fixed = parameters.length - 1
  const array = parameters[fixed] as string
  const rest = args.slice(fixed)
  const lead = args.slice(0, fixed).map((arg, i) => convert(arg ?? null, parameters[i] as string))
  const component = array.slice(0, -2)
  if (rest.length === 1) {
    const only = rest[0] ?? null
    if (only instanceof JavaArray && isAssignable(only, array)) return [...lead, only]
    // A list, an array of another type and what converts to an array are the arguments themselves, not one of them.
    const spreads =
      only !== null &&
      (Array.isArray(only) || isListClass(only) || (!isAssignable(only, component) && canConvert(only, array)))
    if (spreads) return [...lead, convert(only, array)]
  }
  return [
    ...lead,
    new JavaArray(
      component,
      rest.map((arg) => convert(arg ?? null, component)),
    ),
  ]
}

/** Runs a method's body and gives the result its Java type. */
export function invokeBody(method: Method, target: unknown, args: readonly unknown[]): unknown {
  const { parameters, body } = method
  const values = args.map((arg, i) => toBody(arg, parameters[i] as string))
  return fromBody(method.isStatic ? body(...values) : body(target, ...values), method.result)
}

/** Bodies work with JavaScript's numbers (bigint for long) and strings. */
function toBody(value: unknown, type: TypeName): unknown {
  if (value === null) return null
  switch (boxed(type)) {
    case 'java.lang.Integer':
    case 'java.lang.Double':
    case 'java.lang.Float':
    case 'java.lang.Byte':
    case 'java.lang.Short':
      return numberOf(value)
    case 'java.lang.Long':
      return BigInt(value instanceof Scalar ? value.value : (value as number))
    case 'java.lang.Character':
      return value instanceof Scalar ? value.value : value
    default:
      return value
  }
}

function fromBody(value: unknown, type: TypeName): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'double':
    case 'java.lang.Double':
      return typeof value === 'number' ? double(value) : value
    case 'float':
    case 'java.lang.Float':
      return typeof value === 'number' ? float(value) : value
    case 'long':
    case 'java.lang.Long':
      return typeof value === 'number' ? BigInt(value) : value
    case 'byte':
    case 'java.lang.Byte':
      return typeof value === 'number' ? new Scalar('Byte', value) : value
    case 'short':
    case 'java.lang.Short':
      return typeof value === 'number' ? new Scalar('Short', value) : value
    case 'char':
      return typeof value === 'string' ? char(value) : value
    case 'java.lang.String':
      if ((value as string).length > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
      return value
    default:
      return type.endsWith('[]') && Array.isArray(value) ? new JavaArray(type.slice(0, -2), value) : value
  }
}
