/** Patterns in which `*` stands for anything. Each text is looked through once, for patterns come from strangers. */
const piecesOf = (pattern: string) => pattern.replaceAll(/\*+/g, '*').split('*')

/** Tells whether a whole text fits the pattern. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const [head = '', ...rest] = piecesOf(pattern)
  const tail = rest.pop()
  if (tail === undefined) return (text) => text === head
  return (text) => {
    if (!text.startsWith(head)) return false
    let at = head.length
    for (const piece of rest) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - tail.length >= at && text.endsWith(tail)
  }
}

/** Tells where in a text the pattern's first match begins; -1 where there is none. */
export function globFinder(pattern: string): (text: string) => number {
  const pieces = piecesOf(pattern).filter((piece) => piece !== '')
  return (text) => {
    let first = -1
    let at = 0
    for (const piece of pieces) {
      const found = text.indexOf(piece, at)
      if (found < 0) return -1
      if (first < 0) first = found
      at = found + piece.length
    }
    return Math.max(first, 0)
  }
}
