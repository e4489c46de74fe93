import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { sharedFile } from '../support/root.ts'

/** Other people's files, read where they stand. Nothing that they name is ever contacted. */
const corpus = sharedFile('corpus')

/** Why there is nothing to test, or undefined when there is. */
export const absent =
  corpus === undefined ? 'the corpus is absent: set GENNAKER_SHARED to the folder that holds it' : undefined

export interface CorpusFile {
  readonly name: string
  readonly content: unknown
}

/** Every JSON or YAML file of a folder, in the order of their names; further documents of a file are `<name>#1`, … */
export function corpusFiles(folder: string): CorpusFile[] {
  if (corpus === undefined) return []
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

/** The lines of a text file; none when there is no corpus. */
export const corpusLines = (name: string): string[] =>
  corpus === undefined ? [] : readFileSync(join(corpus, name), 'utf8').split('\n')
