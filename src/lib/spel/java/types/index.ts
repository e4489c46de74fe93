import type { TypeDefinition } from '../type-definition.ts'
import { booleanType } from './boolean.ts'
import { characterType } from './character.ts'
import { collectionTypes } from './collections.ts'
import { dateType } from './date.ts'
import { dateTypes } from './dates.ts'
import { enumTypes } from './enum-types.ts'
import { mathType } from './math.ts'
import { numberTypes } from './numbers.ts'
import { objectType } from './object.ts'
import { randomType } from './random.ts'
import { simpleDateFormatType } from './simple-date-format.ts'
import { stringType } from './string.ts'
import { urlEncoderType } from './url-encoder.ts'
import { uuidType } from './uuid.ts'

/** Every type of the Java runtime that expressions meet. */
export const javaTypes: readonly TypeDefinition[] = [
  objectType,
  stringType,
  booleanType,
  characterType,
  ...numberTypes,
  mathType,
  ...collectionTypes,
  ...enumTypes,
  ...dateTypes,
  dateType,
  simpleDateFormatType,
  uuidType,
  randomType,
  urlEncoderType,
]
