/** The decimal digits of a positive number and the power of ten of the first one. */
export interface Digits {
  readonly digits: string
  readonly exponent: number
}

/**
 * The digits that Java 17 prints for a positive finite double or float. They are the shortest that read back as the
 * same number, but Java before 19 sometimes stops one digit late (2.0E-3 but 2E23 as 1.9999999999999998E23): it
 * generates digit by digit and stops when what is left is less than half a unit in the last place.
 */
export function javaDigits(value: number, width: 64 | 32): Digits {
  const [digits, exponent] = splitDigits(width === 64 ? String(value) : shortestFloat(value))
  return { digits, exponent }
}

function shortestFloat(value: number): string {
  for (let precision = 1; precision <= 9; precision++) {
    const text = value.toPrecision(precision)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(value)
}

function splitDigits(text: string): [string, number] {
  const [mantissa = '', power = '0'] = text.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const first = all.search(/[1-9]/)
  return [all.slice(first).replace(/0+$/, ''), whole.length - 1 - first + Number(power)]
}
