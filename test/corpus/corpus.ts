import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'

/** Other people's files, read where they stand. Nothing that they name is ever contacted. */
const shared = process.env.GENNAKER_SHARED ?? resolve(import.meta.dirname, '../../../shared')
export const corpus = join(shared, 'corpus')

/** Why there is nothing to test, or undefined when there is. */
export const absent = existsSync(corpus)
  ? undefined
  : `${corpus} is absent: set GENNAKER_SHARED to the folder that holds it`

export interface CorpusFile {
  readonly name: string
  readonly content: unknown
}

/** Every JSON or YAML file of a folder, in the order of their names; further documents of a file are `<name>#1`, … */
export function corpusFiles(folder: string): CorpusFile[] {
  if (absent !== undefined) return []
  const directory = join(corpus, folder)
  return readdirSync(directory)
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(join(directory, name), 'utf8')
      if (name.endsWith('.json')) return [{ name, content: JSON.parse(text) }]
      return [parseAllDocuments(text, { logLevel: 'error' })].flat().map((document, index) => ({
        name: index === 0 ? name : `${name}#${index}`,
        content: document.toJS({}),
      }))
    })
}
