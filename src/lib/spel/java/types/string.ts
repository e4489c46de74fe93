import {
  classCast,
  illegalArgument,
  indexOutOfBounds,
  nullPointer,
  stringIndexOutOfBounds,
  tooMuch,
} from '../../errors.ts'
import { work } from '../../work.ts'
import { decodeBytes, encodeText } from '../charset.ts'
import { classOf } from '../class-names.ts'
import { formatText } from '../format/format.ts'
import { stringHash } from '../hash.ts'
import { decimalText } from '../numbers.ts'
import { matchWhole, replace, split } from '../regex/pattern.ts'
import { javaText, MAX_TEXT } from '../text.ts'
import { javaTrim } from '../trim.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { char as charOf, collectionItems, EnumConstant, type Instance, JavaArray } from '../values.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: Java counts them as white space
const WHITE_SPACE = /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+/
// biome-ignore lint/suspicious/noControlCharactersInRegex: Java counts them as white space
const TRAILING_SPACE = /[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+$/
/** Longer than any text that is searched. */
const NOWHERE = '\0'.repeat(64)
const stripStart = (text: string) => text.replace(WHITE_SPACE, '')
const stripEnd = (text: string) => text.replace(TRAILING_SPACE, '')

function substring(text: string, begin: number, end = text.length): string {
  if (begin < 0 || end > text.length || begin > end) {
    throw stringIndexOutOfBounds(`begin ${begin}, end ${end}, length ${text.length}`)
  }
  return text.slice(begin, end)
}

function characterAt(text: string, index: number): string {
  if (index < 0 || index >= text.length) throw stringIndexOutOfBounds(`String index out of range: ${index}`)
  return text[index] as string
}

/** The text to search for a code point; what is none is nowhere, so it becomes what no text can end with. */
const codeText = (code: number) => (code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : NOWHERE)

/** Spring hands over any CharSequence; ours are strings and execution statuses. */
const sequence = (value: unknown, call: string, name = 's'): string => {
  if (typeof value === 'string') return value
  if (value instanceof EnumConstant) return value.name
  throw nullPointer(`Cannot invoke "java.lang.CharSequence.${call}" because "${name}" is null`)
}

const need = (value: string | null, call: string, name: string): string => {
  if (value === null) throw nullPointer(`Cannot invoke "String.${call}" because "${name}" is null`)
  return value
}

/** What Objects.requireNonNull says of a null. */
const required = (value: string | null, name: string): string => {
  if (value === null) throw nullPointer(name)
  return value
}

function replaceText(text: string, target: string, replacement: string): string {
  const count = target === '' ? text.length + 1 : text.split(target).length - 1
  if (text.length + count * replacement.length > MAX_TEXT)
    throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
  return text.replaceAll(target, () => replacement)
}

function repeat(text: string, count: number): string {
  if (count < 0) throw illegalArgument(`count is negative: ${count}`)
  if (text.length * count > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
  return text.repeat(count)
}

function join(delimiter: string, elements: readonly unknown[]): string {
  return elements
    .map((element) => {
      if (element === null || typeof element === 'string' || element instanceof EnumConstant) return javaText(element)
      const from = classOf(element)
      throw classCast(
        `class ${from} cannot be cast to class java.lang.CharSequence (${from} and java.lang.CharSequence are in module java.base of loader 'bootstrap')`,
      )
    })
    .join(delimiter)
}

/** Checks a part of an array. @returns where it begins */
function checked(array: JavaArray | null, offset: number, count: number): number {
  if (array === null) throw nullPointer('Cannot read the array length because "value" is null')
  if (offset < 0 || count < 0 || offset > array.items.length - count) {
    throw stringIndexOutOfBounds(`offset ${offset}, count ${count}, length ${array.items.length}`)
  }
  return offset
}

const partOf = (chars: JavaArray, offset: number, count: number) =>
  chars.items
    .slice(checked(chars, offset, count), offset + count)
    .map(javaText)
    .join('')

/** Writing into an array changes nothing that an expression can see again, so only its checks are left. */
function copyInto(target: JavaArray | null, text: string, begin: number, end: number): void {
  substring(text, begin, end)
  if (target === null) throw nullPointer('Cannot read the array length because "dst" is null')
}

const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

const foldCase = (text: string) => Array.from(text, (ch) => ch.toUpperCase().toLowerCase()).join('')
const region = (text: string, start: number, length: number) => text.slice(start, start + length)

function linesIndented(text: string, count: number): string {
  if (text === '') return ''
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  if (lines.length * count > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
  const indent = (line: string) => {
    if (count >= 0) return ' '.repeat(Math.min(count, MAX_TEXT)) + line
    const space = WHITE_SPACE.exec(line)?.[0].length ?? 0
    return line.slice(Math.min(space, -count))
  }
  return `${lines.map(indent).join('\n')}\n`
}

/** java.lang.String. Constructors from null fail as Java's do: with the overload that Spring happens to pick. */
export const stringType: TypeDefinition = {
  name: 'java.lang.String',
  allowed: true,
  extends: ['CharSequence', 'java.lang.Comparable'],
  constructors: {
    '()': () => '',
    '(StringBuffer)': () => {
      throw nullPointer('Cannot invoke "java.lang.StringBuffer.toString()" because "buffer" is null')
    },
    '(byte[])': (bytes: JavaArray) => decodeBytes(bytes, 'UTF-8'),
    '(char[])': (chars: JavaArray) => chars.items.map(javaText).join(''),
    '(String)': (text: string) => text,
    '(StringBuilder)': () => {
      throw nullPointer('Cannot invoke "java.lang.StringBuilder.toString()" because "builder" is null')
    },
    '(byte[], String)': (bytes: JavaArray, charset: string) => decodeBytes(bytes, charset),
    '(byte[], int)': (bytes: JavaArray) => decodeBytes(bytes, 'ISO-8859-1'),
    '(char[], int, int)': (chars: JavaArray, offset: number, count: number) => partOf(chars, offset, count),
    '(byte[], int, int)': (bytes: JavaArray, offset: number, count: number) =>
      decodeBytes(new JavaArray('byte', bytes.items.slice(checked(bytes, offset, count), offset + count)), 'UTF-8'),
    '(int[], int, int)': (codes: JavaArray, offset: number, count: number) =>
      codes.items
        .slice(checked(codes, offset, count), offset + count)
        .map((code) => {
          if (!(Number(code) >= 0 && Number(code) <= 0x10ffff)) throw illegalArgument(String(code))
          return String.fromCodePoint(Number(code))
        })
        .join(''),
    '(byte[], int, int, String)': (bytes: JavaArray, offset: number, count: number, charset: string) =>
      decodeBytes(new JavaArray('byte', bytes.items.slice(checked(bytes, offset, count), offset + count)), charset),
  },
  statics: {
    'String format(String, Object...)': (format: string, args: JavaArray) =>
      formatText(need(format, 'length()', 's'), args.items),
    'String format(Locale, String, Object...)': (_, format: string, args: JavaArray) =>
      formatText(need(format, 'length()', 's'), args.items),
    'String join(CharSequence, CharSequence...)': (delimiter, elements: JavaArray) =>
      join(sequence(delimiter, 'toString()', 'delimiter'), elements.items),
    'String join(CharSequence, Iterable)': (delimiter, elements) => {
      if (delimiter === null || elements === null) throw nullPointer('null')
      return join(sequence(delimiter, 'toString()'), collectionItems(elements) ?? [])
    },
    'String valueOf(char[])': (chars: JavaArray | null) => {
      if (chars === null) throw nullPointer('Cannot read the array length because "value" is null')
      return chars.items.map(javaText).join('')
    },
    'String valueOf(Object)': (value) => javaText(value),
    'String valueOf(boolean)': javaText,
    'String valueOf(char)': (ch: string) => ch,
    'String valueOf(int)': String,
    'String valueOf(long)': String,
    'String valueOf(float)': (value: number) => decimalText(value, 32),
    'String valueOf(double)': (value: number) => decimalText(value),
    'String valueOf(char[], int, int)': partOf,
    'String copyValueOf(char[])': (chars: JavaArray) => chars.items.map(javaText).join(''),
    'String copyValueOf(char[], int, int)': partOf,
  },
  methods: {
    'char charAt(int)': characterAt,
    'int codePointAt(int)': (text: string, index: number) => {
      if (index < 0 || index >= text.length) throw stringIndexOutOfBounds(`index ${index}, length ${text.length}`)
      return text.codePointAt(index)
    },
    'int codePointBefore(int)': (text: string, index: number) => {
      if (index < 1 || index > text.length) throw stringIndexOutOfBounds(`String index out of range: ${index}`)
      return [...text.slice(Math.max(0, index - 2), index)].at(-1)?.codePointAt(0)
    },
    'int codePointCount(int, int)': (text: string, begin: number, end: number) => {
      if (begin < 0 || begin > end || end > text.length) throw indexOutOfBounds('null')
      return [...text.slice(begin, end)].length
    },
    'int compareTo(String)': (text: string, other: string) => compareText(text, need(other, 'value', 'anotherString')),
    'int compareToIgnoreCase(String)': (text: string, other: string) =>
      compareText(foldCase(text), foldCase(need(other, 'value', 'anotherString'))),
    'String concat(String)': (text: string, other: string) => text + need(other, 'isEmpty()', 'str'),
    'boolean contains(CharSequence)': (text: string, other) => text.includes(sequence(other, 'toString()')),
    'boolean contentEquals(StringBuffer)': () => {
      throw nullPointer('Cannot invoke "java.lang.CharSequence.length()" because "cs" is null')
    },
    'boolean contentEquals(CharSequence)': (text: string, other) => text === sequence(other, 'length()'),
    'boolean endsWith(String)': (text: string, suffix: string) => text.endsWith(need(suffix, 'length()', 'suffix')),
    'boolean equalsIgnoreCase(String)': (text: string, other: string | null) =>
      other !== null && foldCase(text) === foldCase(other),
    'String formatted(Object...)': (text: string, args: JavaArray) => formatText(text, args.items),
    'byte[] getBytes()': (text: string) => encodeText(text, 'UTF-8'),
    'byte[] getBytes(String) throws java.io.UnsupportedEncodingException': encodeText,
    'byte[] getBytes(Charset)': (text: string, charset: Instance<string> | null) => {
      if (charset === null) throw nullPointer('null')
      return encodeText(text, charset.state)
    },
    'void getChars(int, int, char[], int)': (text: string, begin: number, end: number, target: JavaArray) =>
      copyInto(target, text, begin, end),
    'void getBytes(int, int, byte[], int)': (text: string, begin: number, end: number, target: JavaArray) =>
      copyInto(target, text, begin, end),
    'int hashCode()': stringHash,
    'String indent(int)': linesIndented,
    'int indexOf(String)': (text: string, part: string) => text.indexOf(need(part, 'coder()', 'str')),
    'int indexOf(int)': (text: string, code: number) => text.indexOf(codeText(code)),
    'int indexOf(String, int)': (text: string, part: string, from: number) =>
      text.indexOf(need(part, 'coder()', 'str'), from),
    'int indexOf(int, int)': (text: string, code: number, from: number) => text.indexOf(codeText(code), from),
    'String intern()': (text: string) => text,
    'boolean isBlank()': (text: string) => stripStart(text) === '',
    'boolean isEmpty()': (text: string) => text === '',
    'int lastIndexOf(String)': (text: string, part: string) => text.lastIndexOf(need(part, 'coder()', 'str')),
    'int lastIndexOf(int)': (text: string, code: number) => text.lastIndexOf(codeText(code)),
    'int lastIndexOf(String, int)': (text: string, part: string, from: number) =>
      from < 0 ? -1 : text.lastIndexOf(need(part, 'coder()', 'tgtStr'), from),
    'int lastIndexOf(int, int)': (text: string, code: number, from: number) =>
      from < 0 ? -1 : text.lastIndexOf(codeText(code), from),
    'int length()': (text: string) => text.length,
    'boolean matches(String)': (text: string, pattern: string) =>
      matchWhole(need(pattern, 'isEmpty()', 'this.pattern'), text),
    'int offsetByCodePoints(int, int)': (text: string, index: number, count: number) => {
      if (index < 0 || index > text.length) throw indexOutOfBounds('null')
      const side = count < 0 ? [...text.slice(0, index)].reverse() : [...text.slice(index)]
      if (side.length < Math.abs(count)) throw indexOutOfBounds('null')
      return index + Math.sign(count) * side.slice(0, Math.abs(count)).join('').length
    },
    'boolean regionMatches(int, String, int, int)': (
      text: string,
      at: number,
      other: string,
      from: number,
      length: number,
    ) =>
      at >= 0 &&
      from >= 0 &&
      at + length <= text.length &&
      from + length <= other.length &&
      region(text, at, length) === region(other, from, length),
    'boolean regionMatches(boolean, int, String, int, int)': (
      text: string,
      ignoreCase: boolean,
      at: number,
      other: string,
      from: number,
      length: number,
    ) => {
      if (at < 0 || from < 0 || at + length > text.length || from + length > other.length) return false
      const [a, b] = [region(text, at, length), region(other, from, length)]
      return ignoreCase ? foldCase(a) === foldCase(b) : a === b
    },
    'String repeat(int)': repeat,
    'String replace(char, char)': (text: string, from: string, to: string) => text.replaceAll(from, () => to),
    'String replace(CharSequence, CharSequence)': (text: string, from, to) =>
      replaceText(text, sequence(from, 'toString()', 'target'), sequence(to, 'toString()', 'replacement')),
    'String replaceAll(String, String)': (text: string, pattern: string, replacement: string) =>
      replace(need(pattern, 'length()', 'p'), text, need(replacement, 'length()', 'replacement')),
    'String replaceFirst(String, String)': (text: string, pattern: string, replacement: string) =>
      replace(need(pattern, 'isEmpty()', 'this.pattern'), text, required(replacement, 'replacement'), 1),
    'String[] split(String)': (text: string, pattern: string) => split(need(pattern, 'length()', 'regex'), text),
    'String[] split(String, int)': (text: string, pattern: string, limit: number) =>
      split(need(pattern, 'length()', 'regex'), text, limit),
    'boolean startsWith(String)': (text: string, prefix: string) => text.startsWith(need(prefix, 'value', 'prefix')),
    'boolean startsWith(String, int)': (text: string, prefix: string, at: number) =>
      text.startsWith(need(prefix, 'length()', 'prefix'), at) && at >= 0 && at <= text.length,
    'String strip()': (text: string) => stripEnd(stripStart(text)),
    'String stripIndent()': stripIndent,
    'String stripLeading()': stripStart,
    'String stripTrailing()': stripEnd,
    'String substring(int)': (text: string, begin: number) => substring(text, begin),
    'String substring(int, int)': substring,
    'char[] toCharArray()': (text: string) => toChars(text),
    'String toLowerCase()': (text: string) => text.toLowerCase(),
    'String toLowerCase(Locale)': (text: string) => text.toLowerCase(),
    'String toString()': (text: string) => text,
    'String toUpperCase()': (text: string) => text.toUpperCase(),
    'String toUpperCase(Locale)': (text: string) => text.toUpperCase(),
    'String translateEscapes()': translateEscapes,
    'String trim()': javaTrim,
  },
  hidden: [
    'java.util.stream.IntStream chars()',
    'java.util.stream.IntStream codePoints()',
    'java.util.stream.Stream lines()',
    'Optional describeConstable()',
    'CharSequence subSequence()',
  ],
}

function toChars(text: string): JavaArray {
  work(text.length)
  return new JavaArray(
    'char',
    text.split('').map((ch) => charOf(ch)),
  )
}

function stripIndent(text: string): string {
  const lines = text.split(/\r\n|\r|\n/)
  const indents = lines
    .filter((line, i) => stripStart(line) !== '' || i === lines.length - 1)
    .map((line) => WHITE_SPACE.exec(line)?.[0].length ?? 0)
  const least = Math.min(...indents)
  return lines.map((line) => stripEnd(line.slice(least))).join('\n')
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', s: ' ', t: '\t' }

function translateEscapes(text: string): string {
  return text.replace(/\\(\r\n|[0-3][0-7]{0,2}|[4-7][0-7]?|[\s\S]|$)/g, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    if (/^[\r\n]/.test(code)) return ''
    if (/^['"\\]$/.test(code)) return code
    const character = ESCAPES[code]
    if (character !== undefined) return character
    throw illegalArgument(
      `Invalid escape sequence: \\${code} \\\\u${code.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    )
  })
}
