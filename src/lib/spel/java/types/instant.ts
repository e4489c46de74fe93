import { floorDivBig } from '../numbers.ts'
import { parseInstant } from '../time/parse.ts'
import { INSTANT, type LocalDateTime, newInstant, nowNanos, parsed } from '../time/points.ts'
import { plusInstant, pointFrom, supports, truncate } from '../time/units.ts'
import type { TypeDefinition } from '../type-definition.ts'
import type { EnumConstant, Instance } from '../values.ts'
import { orderMethods, stepMethods } from './date-methods.ts'

const INSTANT_STEPS = { Seconds: 1_000_000_000n, Millis: 1_000_000n, Nanos: 1n }

/** java.time.Instant. */
export const instantType: TypeDefinition = {
  name: INSTANT,
  allowed: true,
  extends: ['Temporal', 'TemporalAdjuster', 'java.lang.Comparable', 'TemporalAccessor'],
  statics: {
    'Instant now()': () => newInstant(nowNanos()),
    'Instant ofEpochMilli(long)': (millis: bigint) => newInstant(millis * 1_000_000n),
    'Instant ofEpochSecond(long)': (seconds: bigint) => newInstant(seconds * 1_000_000_000n),
    'Instant ofEpochSecond(long, long)': (seconds: bigint, nanos: bigint) =>
      newInstant(seconds * 1_000_000_000n + nanos),
    'Instant from(TemporalAccessor)': (value: Instance | EnumConstant | null) => pointFrom(INSTANT, value),
    'Instant parse(CharSequence)': (text: string | null) => newInstant(parseInstant(parsed(text))),
  },
  methods: {
    ...orderMethods('Instant'),
    ...stepMethods('Instant', INSTANT_STEPS, newInstant),
    'long getEpochSecond()': ({ state }: LocalDateTime) => floorDivBig(state, 1_000_000_000n),
    'int getNano()': ({ state }: LocalDateTime) => Number(((state % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n),
    'long toEpochMilli()': ({ state }: LocalDateTime) => floorDivBig(state, 1_000_000n),
    'Instant plus(long, TemporalUnit)': (self: LocalDateTime, amount: bigint, unit: EnumConstant) =>
      newInstant(plusInstant(self.state, amount, unit)),
    'Instant minus(long, TemporalUnit)': (self: LocalDateTime, amount: bigint, unit: EnumConstant) =>
      newInstant(plusInstant(self.state, -amount, unit)),
    'boolean isSupported(TemporalUnit)': (self: LocalDateTime, unit: EnumConstant | null) => supports(self, unit),
    'Instant truncatedTo(TemporalUnit)': ({ state }: LocalDateTime, unit: EnumConstant) =>
      newInstant(truncate(state, unit)),
  },
  hidden: ['java.time.ZonedDateTime atZone()', 'java.time.OffsetDateTime atOffset()'],
}
