import { illegalArgument, nullPointer } from '../errors.ts'
import { parseFloat32, parseInt32 } from '../java/numbers.ts'
import { float } from '../java/values.ts'
import type { Capabilities } from './effects.ts'
import { type SpelFunction, STRING } from './function.ts'

const need = (value: string | null, call: string, name: string): string => {
  if (value === null) throw nullPointer(`Cannot invoke "String.${call}" because "${name}" is null`)
  return value
}

/** Base64.getDecoder: no characters outside the alphabet, padding optional. */
export function decodeBase64(text: string): string {
  const bad = /[^A-Za-z0-9+/=]/.exec(text)
  if (bad !== null) throw illegalArgument(`Illegal base64 character ${bad[0].charCodeAt(0).toString(16)}`)
  const body = text.replace(/=+$/, '')
  const padding = text.length - body.length
  if (body.includes('=')) {
    throw illegalArgument(`Input byte array has incorrect ending byte at ${text.indexOf('=') + 1}`)
  }
  if (text.length === 1) throw illegalArgument('Input byte[] should at least have 2 bytes for base64 bytes')
  const rest = body.length % 4
  if (rest === 1 || (padding > 0 && (rest + padding !== 4 || rest === 0))) {
    if (rest === 1 && padding === 0) throw illegalArgument('Last unit does not have enough valid bits')
    throw illegalArgument('Input byte array has wrong 4-byte ending unit')
  }
  return Buffer.from(body, 'base64').toString('utf8')
}

/** Helpers that turn one text into something else. */
export function textFunctions(capabilities: Capabilities): Readonly<Record<string, SpelFunction>> {
  const one = (call: (text: string | null) => unknown): SpelFunction => ({ parameters: [STRING], call })
  const stored = (text: string): string => {
    const base64 = text.startsWith('ref://') ? capabilities.storedArtifact?.(text) : undefined
    return base64 ?? text
  }
  return {
    alphanumerical: one((text) => need(text, 'replaceAll(String, String)', 'str').replace(/[^A-Za-z0-9]/g, '')),
    toInt: one((text) => parseInt32(text)),
    toFloat: one((text) => float(parseFloat32(need(text, 'trim()', 'in')))),
    toBoolean: one((text) => text !== null && text.toLowerCase() === 'true'),
    toBase64: one((text) => Buffer.from(stored(need(text, 'getBytes()', 'text')), 'utf8').toString('base64')),
    fromBase64: one((text) => decodeBase64(stored(need(text, 'getBytes(java.nio.charset.Charset)', 'src')))),
    fetchReference: one((reference) => (reference === null ? null : stored(reference))),
  }
}
