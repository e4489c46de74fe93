/** The candidate that a mistyped word most likely meant; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3))
  const flat = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
  let best: string | undefined
  let least = most + 1
  for (const candidate of candidates) {
    const far = distance(flat(word), flat(candidate))
    if (far < least) {
      best = candidate
      least = far
    }
  }
  return best
}

/** How many letters must be put in, taken away, changed or swapped with the next. */
function distance(one: string, other: string): number {
  let before: number[] = []
  let above = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row++) {
    const line = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1
      let least = Math.min(above[column]! + 1, line[column - 1]! + 1, above[column - 1]! + same)
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        least = Math.min(least, before[column - 2]! + 1)
      line.push(least)
    }
    before = above
    above = line
  }
  return above[other.length]!
}
