import { javaError, nullPointer } from '../errors.ts'
import { work } from '../work.ts'
import { JavaArray, Scalar } from './values.ts'

type Encoding = 'utf8' | 'latin1' | 'ascii' | 'utf16be' | 'utf16le' | 'utf16'

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'UTF-8': 'utf8',
  UTF8: 'utf8',
  'ISO-8859-1': 'latin1',
  ISO8859_1: 'latin1',
  LATIN1: 'latin1',
  'US-ASCII': 'ascii',
  ASCII: 'ascii',
  'UTF-16': 'utf16',
  UTF16: 'utf16',
  'UTF-16BE': 'utf16be',
  'UTF-16LE': 'utf16le',
}

export const isCharset = (name: string): boolean => Object.hasOwn(ENCODINGS, name.toUpperCase())

/** @throws SpelError UnsupportedEncodingException, a checked exception */
export function findEncoding(name: string | null): Encoding {
  if (name === null) throw nullPointer('charsetName')
  const encoding = ENCODINGS[name.toUpperCase()]
  if (encoding === undefined) throw javaError('java.io.UnsupportedEncodingException', name)
  return encoding
}

/** The bytes of a text, each from 0 to 255; what the charset lacks becomes `?`. */
export function bytesOf(text: string, charset: string | null): number[] {
  work(text.length)
  const encoding = findEncoding(charset)
  switch (encoding) {
    case 'utf8':
      return [
        ...Buffer.from(
          text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?'),
          'utf8',
        ),
      ]
    case 'latin1':
    case 'ascii':
      return Array.from(text, (ch) => {
        const code = ch.codePointAt(0) as number
        return code <= (encoding === 'ascii' ? 0x7f : 0xff) ? code : 0x3f
      })
    default: {
      const units = text.split('').map((ch) => ch.charCodeAt(0))
      const big = units.flatMap((unit) => [unit >> 8, unit & 0xff])
      if (encoding === 'utf16be') return big
      if (encoding === 'utf16') return units.length === 0 ? [] : [0xfe, 0xff, ...big]
      return units.flatMap((unit) => [unit & 0xff, unit >> 8])
    }
  }
}

/** A Java `byte[]` of unsigned values. */
export const byteArray = (bytes: readonly number[]) =>
  new JavaArray(
    'byte',
    bytes.map((byte) => new Scalar('Byte', (byte << 24) >> 24)),
  )

/** String.getBytes. */
export const encodeText = (text: string, charset: string | null): JavaArray => byteArray(bytesOf(text, charset))

/** The unsigned values of a Java `byte[]`. */
export const unsignedBytes = (array: JavaArray): Buffer =>
  Buffer.from(array.items.map((byte) => Number((byte as Scalar).value) & 0xff))

/** new String(bytes, charset). */
export function decodeBytes(array: JavaArray, charset: string | null): string {
  const bytes = unsignedBytes(array)
  switch (findEncoding(charset)) {
    case 'utf8':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    case 'latin1':
      return bytes.toString('latin1')
    case 'ascii':
      return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('')
    case 'utf16le':
      return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes)
    case 'utf16be':
      return new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes)
    default: {
      const little = bytes[0] === 0xff && bytes[1] === 0xfe
      return new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes)
    }
  }
}
