/** Bits of floating point numbers, as Java's doubleToLongBits and its kin give them. */

const view = new DataView(new ArrayBuffer(8))

/** The bits of a double; all that is not a number has the same ones. */
export function doubleBits(value: number): bigint {
  if (Number.isNaN(value)) return 0x7ff8000000000000n
  view.setFloat64(0, value)
  return view.getBigInt64(0)
}

export function doubleOfBits(bits: bigint): number {
  view.setBigInt64(0, BigInt.asIntN(64, bits))
  return view.getFloat64(0)
}

export function floatBits(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000
  view.setFloat32(0, value)
  return view.getInt32(0)
}

export function floatOfBits(bits: number): number {
  view.setInt32(0, bits)
  return view.getFloat32(0)
}
