import { describe, expect, it } from 'vitest'
import { createEvaluator, createRoot } from '../../src/lib/spel/index.ts'
import { absent, corpusFiles, corpusLines } from './corpus.ts'

/** Every text with `${` in a JSON value, keys included. */
function templatesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('${') ? [value] : []
  if (Array.isArray(value)) return value.flatMap(templatesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, held]) => [...templatesIn(key), ...templatesIn(held)])
}

/** Lists of expressions, one a line, with `\n`, `\r`, `\t` and `\\` escaped. */
const linesOf = (name: string): string[] =>
  corpusLines(name)
    .filter((line) => line.includes('${'))
    .map((line) => line.replace(/\\([nrt\\])/g, (_, ch: string) => ({ n: '\n', r: '\r', t: '\t' })[ch] ?? ch))

describe.skipIf(absent !== undefined)(`expressions that people wrote${absent ? ` (${absent})` : ''}`, () => {
  const templates = [
    ...new Set([
      ...corpusFiles('pipelines').flatMap(({ content }) => templatesIn(content)),
      ...['spel-expressions.txt', 'spel-expressions-docs.txt'].flatMap(linesOf),
    ]),
  ]

  it('are read, and evaluated without a crash whether they are right or wrong', () => {
    const evaluator = createEvaluator()
    const unread: string[] = []
    for (const template of templates) {
      const { summary } = evaluator.evaluate({ template }, createRoot({}), { allowUnknownKeys: true })
      const isUnread = Object.values(summary).some((failures) =>
        failures.some(({ exceptionType = '' }) => exceptionType.endsWith('ParseException')),
      )
      if (isUnread) unread.push(template)
    }
    console.info(`${templates.length - unread.length} of ${templates.length} expressions parse`)
    expect(templates.length).toBeGreaterThan(300)
    expect(unread.length / templates.length).toBeLessThan(0.1)
  })
})
