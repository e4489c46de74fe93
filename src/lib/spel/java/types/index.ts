import type { TypeDefinition } from '../type-definition.ts'
import { booleanType } from './boolean.ts'
import { characterType } from './character.ts'
import { chronoUnitType } from './chrono-unit.ts'
import { collectionTypes } from './collections.ts'
import { dateType } from './date.ts'
import { dayOfWeekType } from './day-of-week.ts'
import { enumType } from './enum.ts'
import { instantType } from './instant.ts'
import { localDateType } from './local-date.ts'
import { localDateTimeType } from './local-date-time.ts'
import { mathType } from './math.ts'
import { numberTypes } from './numbers.ts'
import { arrayType, objectType } from './object.ts'
import { randomType } from './random.ts'
import { simpleDateFormatType } from './simple-date-format.ts'
import { stringType } from './string.ts'
import { urlEncoderType } from './url-encoder.ts'
import { uuidType } from './uuid.ts'

/** Every type of the Java runtime that expressions meet. */
export const javaTypes: readonly TypeDefinition[] = [
  objectType,
  arrayType,
  stringType,
  booleanType,
  characterType,
  ...numberTypes,
  mathType,
  ...collectionTypes,
  enumType,
  dayOfWeekType,
  chronoUnitType,
  localDateType,
  localDateTimeType,
  instantType,
  dateType,
  simpleDateFormatType,
  uuidType,
  randomType,
  urlEncoderType,
  { name: 'java.lang.CharSequence' },
  { name: 'java.time.ZoneOffset', extends: ['ZoneId'] },
  // Its methods answer a type that is not allowed, so nothing of it can be used.
  { name: 'java.time.temporal.TemporalAdjusters', allowed: true },
]
