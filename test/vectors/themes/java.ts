import { SpelError } from '../../../src/lib/spel/errors.ts'
import { compile, run } from '../../../src/lib/spel/evaluate/compile.ts'
import { decodeBase64 } from '../../../src/lib/spel/functions/text.ts'
import { createRoot } from '../../../src/lib/spel/index.ts'
import { formatText } from '../../../src/lib/spel/java/format/format.ts'
import { plainValue } from '../../../src/lib/spel/java/json-text.ts'
import { parseDouble, parseFloat32 } from '../../../src/lib/spel/java/numbers.ts'
import { compilePattern, findAll, matchWhole, replace, split } from '../../../src/lib/spel/java/regex/pattern.ts'
import { javaText } from '../../../src/lib/spel/java/text.ts'
import { formatDate, parseDateWith } from '../../../src/lib/spel/java/time/simple-date-format.ts'
import { newDate } from '../../../src/lib/spel/java/types/date.ts'
import { bigInteger, char, double, float } from '../../../src/lib/spel/java/values.ts'
import { parseExpression } from '../../../src/lib/spel/syntax/parser.ts'
import { newWorkBudget } from '../../../src/lib/spel/work.ts'
import { type Difference, differences } from '../compare.ts'
import { casesIn, type VectorTheme } from '../theme.ts'

interface Case {
  readonly id: string
  readonly kind: string
}

interface CallCase extends Case {
  readonly operation: string
  readonly arguments: readonly string[]
  readonly result: unknown
}

interface NumberCase extends Case {
  readonly operation: string
  readonly text: string
  readonly result: unknown
}

interface FormatCase extends Case {
  readonly format: string
  readonly args: readonly { readonly type: string; readonly value: string | readonly string[] | null }[]
  readonly result: unknown
}

interface RegexInput {
  readonly input: string
  readonly [operation: string]: unknown
}

interface RegexCase extends Case {
  readonly pattern: string
  readonly replacement?: string
  readonly names?: readonly string[]
  readonly inputs?: readonly RegexInput[]
  readonly error?: unknown
}

interface DateCase extends Case {
  readonly pattern: string
  readonly inputs: readonly { readonly instant: string; readonly zone: string; readonly result: unknown }[]
}

interface ParseCase extends Case {
  readonly text: string
  readonly with: string
  readonly result: unknown
}

/** What the Java runtime answers where expressions reach it. */
export const theme: VectorTheme = {
  load: (files) => ({
    cases: [...files.keys()].flatMap((file) =>
      casesIn<Case>(files, file).map((vector) => ({
        id: vector.id,
        check() {
          const ask = asks[vector.kind]
          if (!ask) throw new Error(`Expressions do not reach ${vector.kind}.`)
          return ask(vector as never)
        },
      })),
    ),
  }),
}

const asks: Readonly<Record<string, (vector: never) => Difference[]>> = {
  call: (vector: CallCase) => differences(vector.result, call(vector), '/result'),
  number: (vector: NumberCase) => differences(vector.result, numberAnswer(vector), '/result'),
  format: (vector: FormatCase) =>
    differences(
      vector.result,
      answer(() => formatText(vector.format, vector.args.map(argument))),
      '/result',
    ),
  regex: regexDifferences,
  simpleDateFormat: (vector: DateCase) =>
    vector.inputs.flatMap(({ instant, zone, result }, i) =>
      differences(
        result,
        answer(() => formatDate(vector.pattern, Date.parse(instant), zone)),
        `/inputs/${i}`,
      ),
    ),
  dateParse: (vector: ParseCase) => differences(vector.result, parseAnswer(vector), '/result'),
}

function answer(ask: () => unknown): unknown {
  try {
    return { value: ask() }
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    const root = rootOf(error)
    const pattern = /PatternSyntaxException$/.test(root.javaClass)
      ? /^(?<description>.*?)(?: near index (?<index>\d+))?\n/s.exec(root.message)?.groups
      : undefined
    const place = pattern && { description: pattern.description, index: Number(pattern.index ?? -1) }
    return { error: { class: root.javaClass, message: root.message === 'null' ? null : root.message, ...place } }
  }
}

/** What Java itself threw: Spring's wrapping is taken off, an exception of Java with a cause is told itself. */
const rootOf = (error: SpelError): SpelError =>
  error.cause === undefined || error.javaClass.startsWith('java.') ? error : rootOf(error.cause)

/** The value of an expression over named values. */
function evaluate(expression: string, names: Readonly<Record<string, unknown>>): unknown {
  const root = createRoot(names)
  return run(compile(parseExpression(expression)), {
    root,
    scopeRoot: root,
    allowUnknownKeys: true,
    functions: new Map(),
    budget: newWorkBudget(),
  })
}

const UNIT = 'T(java.time.temporal.ChronoUnit).valueOf'

/** Calls as expressions: `a`, `b` and `c` are the arguments as text, `i` and `j` the second and third as numbers. */
const CALLS: Readonly<Record<string, string>> = {
  'UUID.nameUUIDFromBytes': "T(java.util.UUID).nameUUIDFromBytes(a.getBytes('UTF-8')).toString()",
  'UUID.fromString': 'T(java.util.UUID).fromString(a).toString()',
  'URLEncoder.encode': 'T(java.net.URLEncoder).encode(a, b)',
  'Integer.toString': 'T(Integer).toString(T(Integer).parseInt(a), i)',
  'Integer.toHexString': 'T(Integer).toHexString(T(Integer).parseInt(a))',
  'Instant.plus': `T(java.time.Instant).parse(a).plus(i, ${UNIT}(c)).toString()`,
  'Instant.minus': `T(java.time.Instant).parse(a).minus(i, ${UNIT}(c)).toString()`,
  'Instant.truncatedTo': `T(java.time.Instant).parse(a).truncatedTo(${UNIT}(b)).toString()`,
  'Instant.ofEpochMilli': 'T(java.time.Instant).ofEpochMilli(T(Long).parseLong(a)).toString()',
  'Instant.ofEpochSecond': 'T(java.time.Instant).ofEpochSecond(T(Long).parseLong(a)).toString()',
  'LocalDate.plusDays': 'T(java.time.LocalDate).parse(a).plusDays(i).toString()',
  'LocalDate.plusWeeks': 'T(java.time.LocalDate).parse(a).plusWeeks(i).toString()',
  'LocalDate.plusMonths': 'T(java.time.LocalDate).parse(a).plusMonths(i).toString()',
  'LocalDate.plusYears': 'T(java.time.LocalDate).parse(a).plusYears(i).toString()',
  'LocalDate.withDayOfMonth': 'T(java.time.LocalDate).parse(a).withDayOfMonth(i).toString()',
  'LocalDate.of': 'T(java.time.LocalDate).of(T(Integer).parseInt(a), i, j).toString()',
  'LocalDateTime.plusHours': 'T(java.time.LocalDateTime).parse(a).plusHours(i).toString()',
  'DayOfWeek.plus': 'T(java.time.DayOfWeek).valueOf(a).plus(i).toString()',
  'Date.toString': 'new java.util.Date(T(Long).parseLong(a)).toString()',
  'String.compareTo': 'a.compareTo(b)',
  'String.compareToIgnoreCase': 'a.compareToIgnoreCase(b)',
  'String.indexOf': 'a.indexOf(b)',
  'String.lastIndexOf': 'a.lastIndexOf(b)',
  'String.repeat': 'a.repeat(i)',
  'String.charAt': 'a.charAt(i).toString()',
}

const REPEATED: Readonly<Record<string, readonly [string, number]>> = {
  'Random.nextInt': ['random.nextInt(i)', 5],
  'Random.nextIntUnbounded': ['random.nextInt()', 5],
  'Random.nextLong': ['random.nextLong().toString()', 5],
  'Random.nextDouble': ['random.nextDouble()', 3],
  'Random.nextGaussian': ['random.nextGaussian()', 3],
  'Random.nextBoolean': ['random.nextBoolean()', 8],
}

function call({ operation, arguments: args }: CallCase): unknown {
  const [a, b, c] = args
  const names = { a, b, c, i: Number(b), j: Number(c) }
  const repeated = REPEATED[operation]
  if (repeated !== undefined) {
    const random = evaluate('new java.util.Random(T(Long).parseLong(a))', names)
    return answer(() =>
      Array.from({ length: repeated[1] }, () => plainValue(evaluate(repeated[0], { ...names, random }))),
    )
  }
  switch (operation) {
    case 'LocalDate.properties':
      return properties(names)
    case 'String.substring':
      return answer(() => evaluate(c === undefined ? 'a.substring(i)' : 'a.substring(i, j)', names))
    case 'ChronoUnit.between': {
      const type = b?.endsWith('Z') ? 'Instant' : b?.includes('T') ? 'LocalDateTime' : 'LocalDate'
      const point = (name: string) => `T(java.time.${type}).parse(${name})`
      return answer(() => evaluate(`${UNIT}(a).between(${point('b')}, ${point('c')}).toString()`, names))
    }
    case 'Base64.encode':
      return answer(() => Buffer.from(String(a), 'utf8').toString('base64'))
    case 'Base64.decode':
      return answer(() => decodeBase64(String(a)))
  }
  const expression = CALLS[operation]
  if (expression === undefined) throw new Error(`Expressions do not reach ${operation}.`)
  return answer(() => evaluate(expression, names))
}

function properties(names: Readonly<Record<string, unknown>>): unknown {
  const date = 'T(java.time.LocalDate).parse(a)'
  const all = {
    dayOfWeek: 'dayOfWeek.toString()',
    dayOfWeekValue: 'dayOfWeek.value',
    dayOfYear: 'dayOfYear',
    monthValue: 'monthValue',
    leapYear: 'leapYear',
    lengthOfMonth: 'lengthOfMonth()',
    epochDay: 'toEpochDay()',
    startOfDay: 'atStartOfDay().toString()',
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, step]) => [name, plainValue(evaluate(`${date}.${step}`, names))]),
  )
}

const NUMBERS: Readonly<Record<string, string>> = {
  'Integer.parseInt': 'T(Integer).parseInt(t)',
  'Long.parseLong': 'T(Long).parseLong(t)',
  'Boolean.parseBoolean': 'T(Boolean).parseBoolean(t)',
  'Math.round': 'T(Math).round(T(Double).parseDouble(t))',
  '(int)double': 'T(Double).parseDouble(t).intValue()',
  '(long)double': 'T(Double).parseDouble(t).longValue()',
  'String.hashCode': 't.hashCode()',
  'String.trim': 't.trim()',
  'String.strip': 't.strip()',
  'String.toUpperCase': 't.toUpperCase()',
  'String.toLowerCase': 't.toLowerCase()',
}

function numberAnswer({ operation, text }: NumberCase): unknown {
  if (operation === 'Double.toString') return answer(() => javaText(double(parseDouble(text))))
  if (operation === 'Float.toString') return answer(() => javaText(float(parseFloat32(text))))
  const expression = NUMBERS[operation]
  if (expression === undefined) throw new Error(`Expressions do not reach ${operation}.`)
  return answer(() => javaText(evaluate(expression, { t: text })))
}

function argument({ type, value }: FormatCase['args'][number]): unknown {
  switch (type) {
    case 'int':
      return Number(value)
    case 'long':
      return BigInt(value as string)
    case 'double':
      return double(parseDouble(value as string))
    case 'float':
      return float(parseFloat32(value as string))
    case 'boolean':
      return value === 'true'
    case 'char':
      return char(value as string)
    case 'bigInteger':
      return bigInteger(BigInt(value as string))
    case 'instantDate':
      return newDate(Date.parse(value as string))
    case 'bigDecimal':
      throw new Error('Expressions do not reach BigDecimal.')
    default:
      return value
  }
}

function regexDifferences(vector: RegexCase): Difference[] {
  const { pattern, replacement, names = [], inputs = [] } = vector
  if (vector.error !== undefined) {
    const got = answer(() => compilePattern(pattern)) as { error?: { class: string; message: string } }
    const { class: javaClass, message } = vector.error as { class: string; message: string }
    return differences({ class: javaClass, message }, got.error ?? null, '/error')
  }
  return inputs.flatMap((expected, i) => {
    const { input } = expected
    const answers: Record<string, () => unknown> = {
      matches: () => matchWhole(pattern, input),
      find: () =>
        [...findAll(pattern, input)].map((spans) => {
          const group = (index: number) => {
            const start = spans[2 * index] as number
            return start < 0 ? null : input.slice(start, spans[2 * index + 1])
          }
          const groups = Array.from({ length: spans.length / 2 }, (_, index) => group(index))
          const { groupNames } = compilePattern(pattern)
          const named = Object.fromEntries(names.map((name) => [name, group(groupNames.get(name) ?? 0)]))
          return { start: spans[0], end: spans[1], groups, ...(names.length > 0 ? { named } : {}) }
        }),
      split: () => split(pattern, input),
      splitAll: () => split(pattern, input, -1),
      splitTwo: () => split(pattern, input, 2),
      replaceAll: () => replace(pattern, input, replacement ?? ''),
      replaceFirst: () => replace(pattern, input, replacement ?? '', 1),
    }
    return Object.entries(answers).flatMap(([operation, ask]) =>
      expected[operation] === undefined
        ? []
        : differences(expected[operation], answer(ask), `/inputs/${i}/${operation}`),
    )
  })
}

function parseAnswer({ text, with: format }: ParseCase): unknown {
  if (format.startsWith('simple:')) {
    return answer(() => {
      const millis = parseDateWith(format.slice('simple:'.length), text)
      if (millis === undefined) throw new SpelError('java.text.ParseException', `Unparseable date: "${text}"`)
      return javaText(evaluate('T(java.time.Instant).ofEpochMilli(m)', { m: millis }))
    })
  }
  if (!/^(?:Instant|LocalDate|LocalDateTime)$/.test(format)) throw new Error(`Expressions do not reach ${format}.`)
  return answer(() => javaText(evaluate(`T(java.time.${format}).parse(t)`, { t: text })))
}
