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
    'double nextGaussian()': ({ state }: Random) => nextGaussian(state),
    'void setSeed(long)': refuse('changing a Random'),
  },
  hidden: [
    'java.util.stream.IntStream ints()',
    'java.util.stream.LongStream longs()',
    'java.util.stream.DoubleStream doubles()',
  ],
}
