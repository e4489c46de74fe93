import { nullPointer } from '../../errors.ts'
import { bytesOf, findEncoding } from '../charset.ts'
import type { TypeDefinition } from '../type-definition.ts'

/** URLEncoder.encode: form encoding, a space becomes `+`. */
function urlEncode(text: string | null, charset: string | null): string {
  if (text === null) throw nullPointer('Cannot invoke "String.length()" because "s" is null')
  findEncoding(charset)
  return text
    .replace(/[^a-zA-Z0-9.\-*_ ]+/g, (run) =>
      bytesOf(run, charset)
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
        .join(''),
    )
    .replaceAll(' ', '+')
}

/** java.net.URLEncoder. */
export const urlEncoderType: TypeDefinition = {
  name: 'java.net.URLEncoder',
  allowed: true,
  statics: {
    'String encode(String, Charset)': (text: string | null, charset: { readonly state: string } | null) => {
      if (charset === null) throw nullPointer('charset')
      return urlEncode(text, charset.state)
    },
    'String encode(String)': (text: string | null) => urlEncode(text, 'UTF-8'),
    'String encode(String, String) throws java.io.UnsupportedEncodingException': urlEncode,
  },
}
