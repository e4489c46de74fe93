/**
 * How well words fit a text: every word must be in it, at the begin of a word of the text (best), inside one, or letter by letter
 * in its order from the begin of a word on. 0 where one is not. Case does not matter.
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
  if (at > 0) return isBegin(text, at) ? 3 : 2
  if (word.length < 2) return 0
  // Who leaves letters out begins with the first one of a word.
  let from = text.split('').findIndex((letter, place) => letter === word[0] && isBegin(text, place)) + 1
  if (from === 0) return 0
  for (const letter of word.slice(1)) {
    const next = text.indexOf(letter, from)
    // Letters strewn over a whole sentence are no match.
    if (next === -1 || next - from > 6) return 0
    from = next + 1
  }
  return 1
}

const isBegin = (text: string, place: number): boolean => place === 0 || /[^\p{L}\p{N}]/u.test(text[place - 1] ?? '')
