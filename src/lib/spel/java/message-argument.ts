import { javaText } from './text.ts'
import { formatDate } from './time/simple-date-format.ts'
import { Instance, Scalar } from './values.ts'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3, roundingMode: 'halfEven' })

/** A value as java.text.MessageFormat puts it into a message: numbers are grouped, dates are short. */
export function messageArgument(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return grouped.format(value)
  if (value instanceof Scalar && value.type !== 'Character') return grouped.format(value.value as number | bigint)
  if (value instanceof Instance && value.typeName === 'java.util.Date') {
    return formatDate('M/d/yy, h:mm a', value.state as number)
  }
  return javaText(value)
}
