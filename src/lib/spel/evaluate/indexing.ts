import { evaluationError, illegalState, indexOutOfBounds, javaError, stringIndexOutOfBounds } from '../errors.ts'
import { describeType } from '../java/class-names.ts'
import { collectionItems, isMap, JavaArray, mapGet } from '../java/values.ts'
import { convert } from './conversion.ts'
import { readGetter } from './properties.ts'

/** `target[index]` (spring: Indexer): a key of a map, an element, a character, or a property. */
export function readIndex(target: unknown, index: unknown): unknown {
  if (isMap(target)) {
    if (index === null || index === undefined) throw illegalState('No index')
    return mapGet(target, index)
  }
  if (index === null || index === undefined) throw illegalState('No index')
  if (target instanceof JavaArray) {
    const position = convert(index, 'int') as number
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
    const position = convert(index, 'java.lang.Integer') as number
    if (position >= items.length) throw evaluationError('COLLECTION_INDEX_OUT_OF_BOUNDS', [items.length, position])
    if (position < 0) throw indexOutOfBounds(`Index ${position} out of bounds for length ${items.length}`)
    return items[position] ?? null
  }
  if (typeof target === 'string') {
    const position = convert(index, 'java.lang.Integer') as number
    if (position >= target.length) throw evaluationError('STRING_INDEX_OUT_OF_BOUNDS', [target.length, position])
    if (position < 0) throw stringIndexOutOfBounds(`String index out of range: ${position}`)
    return target[position]
  }
  if (typeof index === 'string') return readGetter(target, index)
  throw evaluationError('INDEXING_NOT_SUPPORTED', [describeType(target)])
}
