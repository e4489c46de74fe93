import { TYPES } from '../engine/beans.ts'
import { evaluationError, illegalState, indexOutOfBounds, javaError, stringIndexOutOfBounds } from '../errors.ts'
import { describeType } from '../java/class-names.ts'
import { javaText } from '../java/text.ts'
import { collectionItems, isMap, JavaArray, MapView, mapGet } from '../java/values.ts'
import { convert } from './conversion.ts'
import { readGetter } from './properties.ts'

/** `target[index]` (spring: Indexer): a key of a map, an element, a character, or a property. */
export function readIndex(target: unknown, index: unknown): unknown {
  if (index === null || index === undefined) throw illegalState('No index')
  // Of the maps only a stage's context says what its keys are: text.
  if (target instanceof MapView && target.typeName === TYPES.stageContext)
    return mapGet(target, convert(index, 'java.lang.String'))
  if (isMap(target)) return mapGet(target, index)
  if (target instanceof JavaArray) {
    const position = positionOf(index)
    if (position >= target.items.length) {
      throw evaluationError('ARRAY_INDEX_OUT_OF_BOUNDS', [target.items.length, position])
    }
    if (position < 0) {
      throw javaError(
        'java.lang.ArrayIndexOutOfBoundsException',
        `Index ${position} out of bounds for length ${target.items.length}`,
      )
    }
    return target.items[position] ?? null
  }
  const items = collectionItems(target)
  if (items !== undefined) {
    const position = positionOf(index)
    if (position >= items.length) throw evaluationError('COLLECTION_INDEX_OUT_OF_BOUNDS', [items.length, position])
    if (position < 0) throw indexOutOfBounds(`Index ${position} out of bounds for length ${items.length}`)
    return items[position] ?? null
  }
  if (typeof target === 'string') {
    const position = positionOf(index)
    if (position >= target.length) throw evaluationError('STRING_INDEX_OUT_OF_BOUNDS', [target.length, position])
    if (position < 0) throw stringIndexOutOfBounds(`String index out of range: ${position}`)
    return target[position]
  }
  if (typeof index === 'string') return readGetter(target, index)
  throw evaluationError('INDEXING_NOT_SUPPORTED', [describeType(target)])
}

function positionOf(index: unknown): number {
  const position = convert(index, 'java.lang.Integer') as number | null
  if (position === null) throw illegalState(`Null conversion result for value [${javaText(index)}]`)
  return position
}
