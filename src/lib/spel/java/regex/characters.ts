import type { CharTest, Flags } from './syntax.ts'

const range =
  (low: number, high: number): CharTest =>
  (code) =>
    code >= low && code <= high
const anyOf =
  (...tests: CharTest[]): CharTest =>
  (code) =>
    tests.some((test) => test(code))
const property =
  (pattern: RegExp): CharTest =>
  (code) =>
    pattern.test(String.fromCodePoint(code))

export const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code)

const DIGIT = range(0x30, 0x39)
const UPPER = range(0x41, 0x5a)
const LOWER = range(0x61, 0x7a)
const ALPHA = anyOf(UPPER, LOWER)
const SPACE: CharTest = (code) => code === 0x20 || (code >= 9 && code <= 13)
const WORD = anyOf(ALPHA, DIGIT, (code) => code === 0x5f)
const PUNCTUATION = anyOf(range(0x21, 0x2f), range(0x3a, 0x40), range(0x5b, 0x60), range(0x7b, 0x7e))
const HORIZONTAL: CharTest = (code) =>
  code === 9 ||
  code === 0x20 ||
  code === 0xa0 ||
  code === 0x1680 ||
  code === 0x180e ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000
const VERTICAL: CharTest = (code) => (code >= 10 && code <= 13) || code === 0x85 || code === 0x2028 || code === 0x2029

/** `\d`, `\w`, `\s`, `\h`, `\v`; the upper-case letters are their opposites. */
export function escapeClass(letter: string, flags: Flags): CharTest | undefined {
  const unicode = flags.unicodeClass
  const classes: Readonly<Record<string, CharTest>> = {
    d: unicode ? property(/^\p{Nd}$/u) : DIGIT,
    w: unicode ? property(/^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u) : WORD,
    s: unicode ? property(/^\p{White_Space}$/u) : SPACE,
    h: HORIZONTAL,
    v: VERTICAL,
  }
  const test = classes[letter.toLowerCase()]
  if (test === undefined) return undefined
  return letter === letter.toLowerCase() ? test : not(test)
}

export const isWord = (code: number, unicode: boolean): boolean =>
  WORD(code) ||
  (unicode ? /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u : /^[\p{L}\p{Nd}\p{Mn}]$/u).test(String.fromCodePoint(code))

const POSIX: Readonly<Record<string, CharTest>> = {
  Lower: LOWER,
  Upper: UPPER,
  ASCII: range(0, 0x7f),
  Alpha: ALPHA,
  Digit: DIGIT,
  Alnum: anyOf(ALPHA, DIGIT),
  Punct: PUNCTUATION,
  Graph: anyOf(ALPHA, DIGIT, PUNCTUATION),
  Print: anyOf(ALPHA, DIGIT, PUNCTUATION, (code) => code === 0x20),
  Blank: (code) => code === 0x20 || code === 9,
  Cntrl: anyOf(range(0, 0x1f), (code) => code === 0x7f),
  XDigit: anyOf(DIGIT, range(0x61, 0x66), range(0x41, 0x46)),
  Space: SPACE,
}

const UNICODE_POSIX: Readonly<Record<string, RegExp>> = {
  Lower: /^\p{Lowercase}$/u,
  Upper: /^\p{Uppercase}$/u,
  Alpha: /^\p{Alphabetic}$/u,
  Digit: /^\p{Nd}$/u,
  Alnum: /^[\p{Alphabetic}\p{Nd}]$/u,
  Punct: /^\p{P}$/u,
  Space: /^\p{White_Space}$/u,
  Cntrl: /^\p{Cc}$/u,
}

const JAVA_CLASSES: Readonly<Record<string, CharTest>> = {
  javaLowerCase: property(/^\p{Lowercase}$/u),
  javaUpperCase: property(/^\p{Uppercase}$/u),
  javaWhitespace: (code) =>
    (code >= 9 && code <= 13) ||
    (code >= 0x1c && code <= 0x1f) ||
    (/^[\p{Zs}\p{Zl}\p{Zp}]$/u.test(String.fromCodePoint(code)) && code !== 0xa0 && code !== 0x2007 && code !== 0x202f),
  javaMirrored: property(/^\p{Bidi_Mirrored}$/u),
  javaAlphabetic: property(/^\p{Alphabetic}$/u),
  javaLetter: property(/^\p{L}$/u),
  javaDigit: property(/^\p{Nd}$/u),
  javaLetterOrDigit: property(/^[\p{L}\p{Nd}]$/u),
  javaSpaceChar: property(/^[\p{Zs}\p{Zl}\p{Zp}]$/u),
  javaTitleCase: property(/^\p{Lt}$/u),
}

const EXTRA: Readonly<Record<string, CharTest>> = {
  L1: range(0, 0xff),
  all: () => true,
  LC: property(/^[\p{Ll}\p{Lu}\p{Lt}]$/u),
  LD: property(/^[\p{L}\p{Nd}]$/u),
}

/**
 * `\p{Name}`: POSIX classes, `javaX`, categories, scripts (`IsLatin`), binary properties (`IsAlphabetic`), blocks of
 * the common kinds.
 */
export function propertyClass(name: string, flags: Flags): CharTest | undefined {
  const unicodePosix = flags.unicodeClass ? UNICODE_POSIX[name] : undefined
  if (unicodePosix !== undefined) return property(unicodePosix)
  const known = POSIX[name] ?? JAVA_CLASSES[name] ?? EXTRA[name]
  if (known !== undefined) return caseless(name, known, flags)
  const assignment = /^(\w+)=(\w+)$/.exec(name)
  if (assignment !== null) {
    const [, key = '', value = ''] = assignment
    if (/^(?:sc|script)$/i.test(key)) return unicodeProperty(`Script=${title(value)}`)
    if (/^(?:gc|general_category)$/i.test(key)) return unicodeProperty(value)
    return /^(?:blk|block)$/i.test(key) ? block(value) : undefined
  }
  if (name.startsWith('Is')) {
    const rest = name.slice(2)
    return (
      unicodeProperty(BINARY[rest.toUpperCase()] ?? '') ??
      (rest.length <= 2 ? unicodeProperty(rest) : undefined) ??
      unicodeProperty(`Script=${title(rest)}`)
    )
  }
  if (name.startsWith('In')) return block(name.slice(2))
  const category = /^[A-Z][a-z]?$/.test(name) ? unicodeProperty(name) : undefined
  return category === undefined ? undefined : caseless(name, category, flags)
}

/** With `(?i)`, upper and lower case classes match either case. */
function caseless(name: string, test: CharTest, flags: Flags): CharTest {
  if (!flags.ignoreCase) return test
  if (name === 'Lower' || name === 'Upper') return ALPHA
  return /^(?:Lu|Ll|Lt|javaLowerCase|javaUpperCase|javaTitleCase)$/.test(name)
    ? property(/^[\p{Ll}\p{Lu}\p{Lt}]$/u)
    : test
}

const BINARY: Readonly<Record<string, string>> = {
  ALPHABETIC: 'Alphabetic',
  LETTER: 'L',
  IDEOGRAPHIC: 'Ideographic',
  LOWERCASE: 'Lowercase',
  UPPERCASE: 'Uppercase',
  TITLECASE: 'Lt',
  WHITE_SPACE: 'White_Space',
  WHITESPACE: 'White_Space',
  CONTROL: 'Cc',
  PUNCTUATION: 'P',
  HEX_DIGIT: 'Hex_Digit',
  HEXDIGIT: 'Hex_Digit',
  ASSIGNED: 'Assigned',
  DIGIT: 'Nd',
  EMOJI: 'Emoji',
}

const title = (name: string) => name.toLowerCase().replace(/(?:^|_)\w/g, (part) => part.toUpperCase())

function unicodeProperty(name: string): CharTest | undefined {
  if (name === '') return undefined
  try {
    return property(new RegExp(`^\\p{${name}}$`, 'u'))
  } catch {
    return undefined
  }
}

const BLOCKS: Readonly<Record<string, readonly [number, number]>> = {
  BASICLATIN: [0, 0x7f],
  LATIN1SUPPLEMENT: [0x80, 0xff],
  LATINEXTENDEDA: [0x100, 0x17f],
  LATINEXTENDEDB: [0x180, 0x24f],
  GREEK: [0x370, 0x3ff],
  GREEKANDCOPTIC: [0x370, 0x3ff],
  CYRILLIC: [0x400, 0x4ff],
  HEBREW: [0x590, 0x5ff],
  ARABIC: [0x600, 0x6ff],
  GENERALPUNCTUATION: [0x2000, 0x206f],
  CURRENCYSYMBOLS: [0x20a0, 0x20cf],
  ARROWS: [0x2190, 0x21ff],
  BOXDRAWING: [0x2500, 0x257f],
  HIRAGANA: [0x3040, 0x309f],
  KATAKANA: [0x30a0, 0x30ff],
  CJKUNIFIEDIDEOGRAPHS: [0x4e00, 0x9fff],
  HANGULSYLLABLES: [0xac00, 0xd7af],
}

function block(name: string): CharTest | undefined {
  const bounds = BLOCKS[name.toUpperCase().replace(/[\s_-]/g, '')]
  return bounds === undefined ? undefined : range(bounds[0], bounds[1])
}

/** How a pattern folds case: not at all, ASCII only, or all of Unicode. */
export function foldOf(flags: Flags): ((codePoint: number) => number) | undefined {
  if (!flags.ignoreCase) return undefined
  if (!flags.unicodeCase) return (code) => (code >= 0x41 && code <= 0x5a ? code + 32 : code)
  return (code) => {
    const upper = String.fromCodePoint(code).toUpperCase()
    const lower = (upper.length <= 2 ? upper : String.fromCodePoint(code)).toLowerCase()
    return lower.codePointAt(0) as number
  }
}

/** A class that holds these characters, in the pattern's way of folding case. */
export function characterTest(low: number, high: number, flags: Flags): CharTest {
  const fold = foldOf(flags)
  if (fold === undefined) return low === high ? (code) => code === low : range(low, high)
  if (low === high) {
    const folded = fold(low)
    return (code) => fold(code) === folded
  }
  return (code) => {
    if (code >= low && code <= high) return true
    if (!flags.unicodeCase && code > 0x7f) return false
    const text = String.fromCodePoint(code)
    return [text.toUpperCase(), text.toLowerCase()].some((other) => {
      const otherCode = other.codePointAt(0) as number
      return otherCode >= low && otherCode <= high
    })
  }
}
