import { evaluationError, javaError } from '../errors.ts'
import { boxed } from '../java/type-definition.ts'
import { char, collectionItems, double, float, JavaArray, Scalar } from '../java/values.ts'
import { convert } from './conversion.ts'

const MAX_ELEMENTS = 256 * 1024

function defaultValue(component: string): unknown {
  switch (component) {
    case 'int':
      return 0
    case 'long':
      return 0n
    case 'double':
      return double(0)
    case 'float':
      return float(0)
    case 'byte':
      return new Scalar('Byte', 0)
    case 'short':
      return new Scalar('Short', 0)
    case 'char':
      return char('\0')
    case 'boolean':
      return false
    default:
      return null
  }
}

/** `new int[2][3]`, `new String[]{'a'}` (spring: ConstructorReference.createArray); a null dimension was left out. */
export function newArray(component: string, dimensions: readonly unknown[], initializer: unknown): JavaArray {
  const elements = collectionItems(initializer)
  if (elements === undefined) {
    if (dimensions.some((dimension) => dimension === null)) throw evaluationError('MISSING_ARRAY_DIMENSION')
    const sizes = dimensions.map((dimension) => convert(dimension, 'java.lang.Integer') as number)
    let total = 1
    for (const size of sizes) {
      if (size < 0) throw javaError('java.lang.NegativeArraySizeException', String(size))
      total *= Math.max(size, 1)
      if (total > MAX_ELEMENTS) throw evaluationError('ARRAY_TOO_LARGE', [MAX_ELEMENTS])
    }
    return filled(component, sizes)
  }
  if (dimensions.length > 1) throw evaluationError('MULTIDIMENSIONAL_INITIALIZER')
  const size = dimensions[0] === null ? elements.length : (convert(dimensions[0], 'java.lang.Integer') as number)
  if (size !== elements.length) throw evaluationError('WRONG_INITIALIZER_LENGTH')
  return new JavaArray(
    component,
    elements.map((element) => convert(element, boxed(component))),
  )
}

function filled(component: string, sizes: readonly number[]): JavaArray {
  const [size = 0, ...rest] = sizes
  const type = component + '[]'.repeat(rest.length)
  return new JavaArray(
    type,
    Array.from({ length: size }, () => (rest.length === 0 ? defaultValue(component) : filled(component, rest))),
  )
}
