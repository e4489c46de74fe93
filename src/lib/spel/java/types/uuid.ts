import { createHash, randomUUID } from 'node:crypto'
import { illegalArgument, javaError } from '../../errors.ts'
import { unsignedBytes } from '../charset.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { Instance, type JavaArray } from '../values.ts'

const UUID = 'java.util.UUID'

/** A UUID; its state is its text. */
const newUuid = (text: string) => new Instance(UUID, text, (state) => state)

const half = (self: Instance<string>, low: boolean): bigint => {
  const hex = self.state.replaceAll('-', '')
  return BigInt.asIntN(64, BigInt(`0x${low ? hex.slice(16) : hex.slice(0, 16)}`))
}

function fromBits(high: bigint, low: bigint): Instance<string> {
  const hex = [high, low].map((part) => BigInt.asUintN(64, part).toString(16).padStart(16, '0')).join('')
  return newUuid(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
}

/** UUID.fromString: five groups of hexadecimal digits, of which the last bits count. */
export function parseUuid(text: string): Instance<string> {
  if (text.length > 36) throw illegalArgument('UUID string too large')
  const groups = text.split('-')
  if (groups.length !== 5 || groups.some((group) => !/^[+-]?[0-9a-fA-F]+$/.test(group))) {
    const bad = groups.length === 5 ? groups.find((group) => !/^[0-9a-fA-F]+$/.test(group)) : undefined
    if (bad !== undefined && bad !== '')
      throw javaError('java.lang.NumberFormatException', `Error at index 0 in: "${bad}"`)
    throw bad === ''
      ? javaError('java.lang.NumberFormatException', '')
      : illegalArgument(`Invalid UUID string: ${text}`)
  }
  const [a, b, c, d, e] = groups.map((group) => BigInt(`0x${group}`)) as [bigint, bigint, bigint, bigint, bigint]
  const high = ((a & 0xffffffffn) << 32n) | ((b & 0xffffn) << 16n) | (c & 0xffffn)
  return fromBits(high, ((d & 0xffffn) << 48n) | (e & 0xffffffffffffn))
}

/** A version 3 UUID: the MD5 of the bytes. */
function fromName(bytes: JavaArray): Instance<string> {
  const digest = createHash('md5').update(unsignedBytes(bytes)).digest()
  digest[6] = ((digest[6] as number) & 0x0f) | 0x30
  digest[8] = ((digest[8] as number) & 0x3f) | 0x80
  return fromBits(digest.readBigInt64BE(0), digest.readBigInt64BE(8))
}

const timeBased = (self: Instance<string>) => {
  if (((half(self, false) >> 12n) & 0xfn) !== 1n) {
    throw javaError('java.lang.UnsupportedOperationException', 'Not a time-based UUID')
  }
}

/** java.util.UUID. */
export const uuidType: TypeDefinition = {
  name: UUID,
  allowed: true,
  extends: ['java.lang.Comparable'],
  constructors: { '(long, long)': fromBits },
  statics: {
    'UUID randomUUID()': () => newUuid(randomUUID()),
    'UUID fromString(String)': parseUuid,
    'UUID nameUUIDFromBytes(byte[])': fromName,
  },
  methods: {
    'long getMostSignificantBits()': (self) => half(self, false),
    'long getLeastSignificantBits()': (self) => half(self, true),
    'int version()': (self) => Number((half(self, false) >> 12n) & 0xfn),
    'int variant()': (self) => {
      const low = BigInt.asUintN(64, half(self, true))
      return low >> 63n === 0n ? 0 : low >> 62n === 2n ? 2 : Number(low >> 61n)
    },
    'int compareTo(UUID)': (self, other) => compareUuids(self, other),
    'long timestamp()': (self) => {
      timeBased(self)
      const high = BigInt.asUintN(64, half(self, false))
      return ((high & 0xfffn) << 48n) | (((high >> 16n) & 0xffffn) << 32n) | (high >> 32n)
    },
    'int clockSequence()': (self) => {
      timeBased(self)
      return Number((BigInt.asUintN(64, half(self, true)) >> 48n) & 0x3fffn)
    },
    'long node()': (self) => {
      timeBased(self)
      return half(self, true) & 0xffffffffffffn
    },
  },
}

/** UUIDs order by their signed halves. */
export function compareUuids(left: Instance<string>, right: Instance<string>): number {
  for (const low of [false, true]) {
    const [a, b] = [half(left, low), half(right, low)]
    if (a !== b) return a < b ? -1 : 1
  }
  return 0
}
