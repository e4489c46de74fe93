import { DAYS, supports, unitsBetween } from '../time/units.ts'
import type { TypeDefinition } from '../type-definition.ts'
import type { EnumConstant, Instance } from '../values.ts'
import { enumStatics } from './enum.ts'
import { CHRONO_UNIT } from './enums.ts'

/** java.time.temporal.ChronoUnit. */
export const chronoUnitType: TypeDefinition = {
  name: CHRONO_UNIT,
  allowed: true,
  extends: ['Enum', 'TemporalUnit'],
  statics: enumStatics(CHRONO_UNIT),
  methods: {
    'long between(Temporal, Temporal)': (self: EnumConstant, start, end) => unitsBetween(start, end, self),
    'boolean isDateBased()': (self: EnumConstant) => self.ordinal >= DAYS && self.name !== 'FOREVER',
    'boolean isTimeBased()': (self: EnumConstant) => self.ordinal < DAYS,
    'boolean isDurationEstimated()': (self: EnumConstant) => self.ordinal >= DAYS,
    'boolean isSupportedBy(Temporal)': (self: EnumConstant, point: Instance) => supports(point, self),
  },
  hidden: ['Duration getDuration()'],
}
