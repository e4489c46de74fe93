import { createHash } from 'node:crypto'
import { payForText } from './budget.ts'
import { renderError } from './errors.ts'
import {
  compare,
  Entry,
  isEqual,
  isMap,
  isTrue,
  itemsOf,
  type JsonMap,
  jsonOf,
  memberOf,
  numberOf,
  textOf,
} from './values.ts'

/** `value|name(args)`; `variables` are all that the template sees there. */
export type Filter = (
  value: unknown,
  args: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
  variables: () => JsonMap,
) => unknown

const onText =
  (change: (text: string) => string): Filter =>
  (value) =>
    value === null || value === undefined ? value : change(textOf(value))

const escaped: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = onText((text) => text.replace(/[&<>"']/g, (mark) => escaped[mark]!))
const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()
const attribute = (item: unknown, path: unknown) => textOf(path).split('.').reduce(memberOf, item)

/** A value that attributes select by: plainly true, or equal to what is given. */
const selects = (value: unknown, args: readonly unknown[]) =>
  args.length > 2 ? isEqual(value, args[2]) : args.length > 1 ? value !== undefined && value !== null : isTrue(value)

function sorted(value: unknown, [reverse, caseSensitive, by]: readonly unknown[]): unknown[] {
  const keyOf = (item: unknown) => {
    const key = by === undefined ? item : attribute(item, by)
    return typeof key === 'string' && caseSensitive !== true ? key.toLowerCase() : key
  }
  const items = [...itemsOf(value)].sort((a, b) => compare(keyOf(a), keyOf(b)))
  return reverse === true ? items.reverse() : items
}

function batches(value: unknown, [size, fill]: readonly unknown[]): unknown[][] {
  const items = itemsOf(value)
  const width = Math.max(1, Math.floor(numberOf(size)))
  const rows = Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  )
  return rows.map((row) =>
    fill === undefined ? row : [...row, ...Array<unknown>(Math.max(0, Math.min(width, 1_000) - row.length)).fill(fill)],
  )
}

const distinct = (items: readonly unknown[]) =>
  items.filter((item, at) => items.findIndex((other) => isEqual(item, other)) === at)
const holds = (items: readonly unknown[], item: unknown) => items.some((other) => isEqual(item, other))
const longest = 10_000

/** Jinjava's filters, as far as they are pure and have an end. */
export const builtInFilters: Readonly<Record<string, Filter>> = {
  abs: (value) => Math.abs(numberOf(value)),
  add: (value, [more]) => numberOf(value) + numberOf(more),
  attr: (value, [name]) => memberOf(value, name),
  batch: batches,
  bool: (value) => isTrue(value) && textOf(value).toLowerCase() !== '0',
  capitalize: onText(capitalize),
  center: (value, [width = 80]) => {
    const text = textOf(value)
    const room = Math.max(0, Math.min(numberOf(width), longest) - text.length)
    return ' '.repeat(Math.floor(room / 2)) + text + ' '.repeat(Math.ceil(room / 2))
  },
  count: (value) => itemsOf(value).length,
  cut: (value, [part]) => textOf(value).replaceAll(textOf(part), ''),
  default: (value, [preset, whenFalse]) =>
    value === undefined || value === null || (isTrue(whenFalse) && !isTrue(value)) ? (preset ?? null) : value,
  dictsort: (value, [, by]) =>
    Object.entries(isMap(value) ? value : {})
      .map(([key, each]) => new Entry(key, each))
      .sort((a, b) => (by === 'value' ? compare(a.value, b.value) : compare(a.key, b.key))),
  difference: (value, [other]) => distinct(itemsOf(value)).filter((item) => !holds(itemsOf(other), item)),
  divide: (value, [by]) => {
    if (numberOf(by) === 0) throw renderError('Nothing can be divided by zero')
    return numberOf(value) / numberOf(by)
  },
  divisible: (value, [by]) => numberOf(by) !== 0 && numberOf(value) % numberOf(by) === 0,
  escape: escapeHtml,
  first: (value) => itemsOf(value)[0] ?? null,
  float: (value, [preset = 0]) => (value === '' || Number.isNaN(Number(value)) ? preset : Number(value)),
  format: (value, args) => args.reduce<string>((text, arg) => text.replace(/%[sd]/, () => textOf(arg)), textOf(value)),
  groupby: (value, [by]) =>
    Object.entries(Object.groupBy(itemsOf(value), (item) => textOf(attribute(item, by)))).map(([grouper, list]) => ({
      grouper,
      list,
    })),
  indent: (value, [width = 4, firstToo]) => {
    const margin = ' '.repeat(Math.max(0, Math.min(numberOf(width), 200)))
    const lines = textOf(value).split('\n')
    payForText(lines.length * margin.length)
    return lines.map((line, at) => (at === 0 && !isTrue(firstToo) ? line : margin + line)).join('\n')
  },
  int: (value, [preset = 0]) => {
    const number = Math.trunc(Number(textOf(value).replaceAll(',', '')))
    return textOf(value) === '' || Number.isNaN(number) ? preset : number
  },
  intersect: (value, [other]) => distinct(itemsOf(value)).filter((item) => holds(itemsOf(other), item)),
  join: (value, [by = '', name]) => {
    const texts = itemsOf(value).map((item) => textOf(name === undefined ? item : attribute(item, name)))
    payForText(texts.length * textOf(by).length)
    return texts.join(textOf(by))
  },
  last: (value) => itemsOf(value).at(-1) ?? null,
  length: (value) => (isMap(value) ? Object.keys(value).length : itemsOf(value).length),
  list: (value) => [...itemsOf(value)],
  lower: onText((text) => text.toLowerCase()),
  map: (value, [name], named) => itemsOf(value).map((item) => attribute(item, named['attribute'] ?? name) ?? null),
  md5: onText((text) => createHash('md5').update(text).digest('hex')),
  multiply: (value, [by]) => numberOf(value) * numberOf(by),
  pprint: (value) => jsonOf(value, 2),
  reject: (value) => itemsOf(value).filter((item) => !isTrue(item)),
  rejectattr: (value, args) => itemsOf(value).filter((item) => !selects(attribute(item, args[0]), args)),
  replace: (value, [from, to, most]) => {
    const parts = textOf(value).split(textOf(from))
    const times = most === undefined ? parts.length : numberOf(most)
    const [before, after] = [textOf(from), textOf(to)]
    payForText(parts.length * after.length)
    return parts.reduce((text, part, at) => text + (at === 0 ? '' : at <= times ? after : before) + part, '')
  },
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : [...itemsOf(value)].reverse()),
  round: (value, [digits = 0, how = 'common']) => {
    const scale = 10 ** Math.max(0, Math.min(15, numberOf(digits)))
    const round = how === 'floor' ? Math.floor : how === 'ceil' ? Math.ceil : Math.round
    return round(numberOf(value) * scale) / scale
  },
  safe: (value) => value,
  select: (value) => itemsOf(value).filter(isTrue),
  selectattr: (value, args) => itemsOf(value).filter((item) => selects(attribute(item, args[0]), args)),
  slice: (value, [slices]) => batches(value, [Math.ceil(itemsOf(value).length / Math.max(1, numberOf(slices)))]),
  sort: sorted,
  split: (value, [by = ' ']) =>
    textOf(value)
      .split(textOf(by))
      .map((part) => part.trim()),
  string: textOf,
  striptags: onText((text) => text.replace(/<[^<>]*>/g, '')),
  sum: (value, [start, name]) =>
    itemsOf(value).reduce<number>(
      (sum, item) => sum + numberOf(name === undefined ? item : attribute(item, name)),
      numberOf(start ?? 0),
    ),
  symmetric_difference: (value, [other]) => [
    ...distinct(itemsOf(value)).filter((item) => !holds(itemsOf(other), item)),
    ...distinct(itemsOf(other)).filter((item) => !holds(itemsOf(value), item)),
  ],
  title: onText((text) => text.replace(/\S+/g, capitalize)),
  tojson: (value) => jsonOf(value),
  trim: onText((text) => text.trim()),
  truncate: (value, [length = 255, killWords = false, end = '...']) => {
    const text = textOf(value)
    const most = numberOf(length)
    if (text.length <= most) return text
    const space = text.lastIndexOf(' ', most)
    return text.slice(0, isTrue(killWords) || space < 0 ? most : space) + textOf(end)
  },
  union: (value, [other]) => distinct([...itemsOf(value), ...itemsOf(other)]),
  unique: (value, [name]) => {
    const keys = itemsOf(value).map((item) => (name === undefined ? item : attribute(item, name)))
    return itemsOf(value).filter((_, at) => keys.findIndex((key) => isEqual(key, keys[at])) === at)
  },
  upper: onText((text) => text.toUpperCase()),
  urlencode: onText(encodeURIComponent),
  wordcount: (value) => textOf(value).match(/\w+/g)?.length ?? 0,
}

/** Other names of the same filters. */
export const filterAliases: Readonly<Record<string, string>> = {
  d: 'default',
  e: 'escape',
  forceescape: 'escape',
}
