import { comparePoints, INSTANT, LOCAL_DATE, LOCAL_DATE_TIME } from '../time/points.ts'
import type { Instance } from '../values.ts'
import { compareUuids } from './uuid.ts'

/** compareTo of two objects of one type; undefined when the type has no order. */
export function compareInstances(left: Instance, right: Instance): number | undefined {
  switch (left.typeName) {
    case LOCAL_DATE:
    case LOCAL_DATE_TIME:
    case INSTANT:
      return comparePoints(left, right)
    case 'java.util.Date':
      return Math.sign((left.state as number) - (right.state as number))
    case 'java.util.UUID':
      return compareUuids(left as Instance<string>, right as Instance<string>)
    default:
      return undefined
  }
}
