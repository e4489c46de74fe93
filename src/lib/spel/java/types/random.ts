import { illegalArgument } from '../../errors.ts'
import { nextBits, nextBounded, nextDouble, nextGaussian, nextLong, type RandomState, seeded } from '../random.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { Instance } from '../values.ts'
import { refuse } from './object.ts'

type Random = Instance<RandomState>
const newRandom = (seed: bigint): Random => new Instance('java.util.Random', seeded(seed))

/** Random.nextInt(origin, bound) of Java 17 (RandomSupport.boundedNextInt). */
function nextBetween(state: RandomState, origin: number, bound: number): number {
  if (origin >= bound) throw illegalArgument('bound must be greater than origin')
  let value = nextBits(state, 32)
  const span = (bound - origin) | 0
  const mask = span - 1
  if ((span & mask) === 0) return (value & mask) + origin
  if (span > 0) {
    let bits = value >>> 1
    while (true) {
      value = bits % span
      if (((bits + mask - value) | 0) >= 0) return value + origin
      bits = nextBits(state, 32) >>> 1
    }
  }
  while (value < origin || value >= bound) value = nextBits(state, 32)
  return value
}

/** Random.nextLong(bound) of Java 17 (RandomSupport.boundedNextLong). */
function nextLongBelow(state: RandomState, bound: bigint): bigint {
  const mask = bound - 1n
  const value = nextLong(state)
  if ((bound & mask) === 0n) return value & mask
  let bits = BigInt.asUintN(64, value) >> 1n
  while (true) {
    const rest = bits % bound
    if (BigInt.asIntN(64, bits + mask - rest) >= 0n) return rest
    bits = BigInt.asUintN(64, nextLong(state)) >> 1n
  }
}

/** java.util.Random: the same sequence of numbers as Java for a seed. */
export const randomType: TypeDefinition = {
  name: 'java.util.Random',
  allowed: true,
  identity: true,
  constructors: {
    '()': () => newRandom(BigInt(Math.floor(Math.random() * 2 ** 48))),
    '(long)': newRandom,
  },
  methods: {
    'int nextInt()': ({ state }: Random) => nextBits(state, 32),
    'int nextInt(int)': ({ state }: Random, bound: number) => {
      if (bound <= 0) throw illegalArgument('bound must be positive')
      return nextBounded(state, bound)
    },
    'int nextInt(int, int)': ({ state }: Random, origin: number, bound: number) => nextBetween(state, origin, bound),
    'long nextLong()': ({ state }: Random) => nextLong(state),
    'double nextDouble()': ({ state }: Random) => nextDouble(state),
    'float nextFloat()': ({ state }: Random) => nextBits(state, 24) / (1 << 24),
    'boolean nextBoolean()': ({ state }: Random) => nextBits(state, 1) !== 0,
    'long nextLong(long)': ({ state }: Random, bound: bigint) => {
      if (bound <= 0n) throw illegalArgument('bound must be positive')
      return nextLongBelow(state, bound)
    },
    'long nextLong(long, long)': ({ state }: Random, origin: bigint, bound: bigint) => {
      if (origin >= bound) throw illegalArgument('bound must be greater than origin')
      const span = bound - origin
      if (span < 2n ** 63n) return origin + nextLongBelow(state, span)
      let value = nextLong(state)
      while (value < origin || value >= bound) value = nextLong(state)
      return value
    },
    'double nextDouble(double)': ({ state }: Random, bound: number) => {
      if (!(bound > 0 && Number.isFinite(bound))) throw illegalArgument('bound must be finite and positive')
      return nextDouble(state) * bound
    },
    'double nextDouble(double, double)': ({ state }: Random, origin: number, bound: number) => {
      if (!(origin < bound && Number.isFinite(bound - origin))) {
        throw illegalArgument('bound must be greater than origin')
      }
      return nextDouble(state) * (bound - origin) + origin
    },
    'float nextFloat(float)': ({ state }: Random, bound: number) => {
      if (!(bound > 0 && Number.isFinite(bound))) throw illegalArgument('bound must be finite and positive')
      return Math.fround((nextBits(state, 24) / (1 << 24)) * bound)
    },
    'float nextFloat(float, float)': ({ state }: Random, origin: number, bound: number) => {
      if (!(origin < bound && Number.isFinite(bound - origin))) {
        throw illegalArgument('bound must be greater than origin')
      }
      return Math.fround((nextBits(state, 24) / (1 << 24)) * (bound - origin) + origin)
    },
    'double nextGaussian(double, double)': ({ state }: Random, mean: number, deviation: number) => {
      if (deviation < 0) throw illegalArgument('standard deviation must be non-negative')
      return mean + deviation * nextGaussian(state)
    },
    'boolean isDeprecated()': () => false,
    'void nextBytes(byte[])': refuse('filling an array'),
    'double nextGaussian()': ({ state }: Random) => nextGaussian(state),
    'void setSeed(long)': refuse('changing a Random'),
  },
  hidden: [
    'java.util.stream.IntStream ints()',
    'java.util.stream.LongStream longs()',
    'java.util.stream.DoubleStream doubles()',
  ],
}
