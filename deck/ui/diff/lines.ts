export interface Line {
  readonly sign: '+' | '-' | ' '
  readonly text: string
}

/** More lines than this on a side are shown as all old, then all new. */
const MOST = 1_500

/** The lines of two texts side by side, by their longest common subsequence. */
export const linesOf = (before: string, after: string): Line[] => {
  const [old, wanted] = [split(before), split(after)]
  if (old.length > MOST || wanted.length > MOST)
    return [...old.map((text): Line => ({ sign: '-', text })), ...wanted.map((text): Line => ({ sign: '+', text }))]
  const common = commonLengths(old, wanted)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < wanted.length) {
    if (i < old.length && j < wanted.length && old[i] === wanted[j]) {
      lines.push({ sign: ' ', text: old[i]! })
      i += 1
      j += 1
    } else if (j >= wanted.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: '-', text: old[i]! })
      i += 1
    } else {
      lines.push({ sign: '+', text: wanted[j]! })
      j += 1
    }
  }
  return lines
}

const split = (text: string): string[] => (text === '' ? [] : text.split('\n'))

/** How many lines the rests of both have in common, from each pair of places. */
const commonLengths = (a: readonly string[], b: readonly string[]): Uint16Array[] => {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
  return lengths
}
