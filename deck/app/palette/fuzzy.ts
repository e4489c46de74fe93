/**
 * How well words fit a text: every word must be in it, at the begin of a word of the text (best), inside one, or letter by letter
 * in its order. 0 where one is not. Case does not matter.
 */
export const fitness = (words: string, text: string): number => {
  const lower = text.toLowerCase()
  let sum = 1
  for (const word of words.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = fitOf(word, lower)
    if (score === 0) return 0
    sum += score
  }
  return sum / (1 + lower.length / 100)
}

const fitOf = (word: string, text: string): number => {
  if (text.startsWith(word)) return 4
  const at = text.indexOf(word)
  if (at > 0) return /[^\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 3 : 2
  if (word.length < 2) return 0
  let from = 0
  for (const letter of word) {
    const next = text.indexOf(letter, from)
    // Letters strewn over a whole sentence are no match.
    if (next === -1 || (from > 0 && next - from > 6)) return 0
    from = next + 1
  }
  return 1
}
