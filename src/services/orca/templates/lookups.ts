import type { Json } from '../model.ts'
import { malformed } from './errors.ts'
import type { TemplateSources } from './sources.ts'

/** The id of a saved pipeline or strategy. */
export type Lookup = (kind: 'pipelines' | 'strategies', application: string, name: string) => string | undefined

class PendingLookup extends Error {
  readonly key: string
  readonly answer: Promise<string | undefined>

  constructor(key: string, answer: Promise<string | undefined>) {
    super('An answer from Front50 is needed')
    this.key = key
    this.answer = answer
  }
}

const mostLookups = 50

/**
 * Runs work that asks Front50 in the middle of rendering, which can't wait: it is run again with each answer, so it must
 * do nothing but load templates, from the sources that it is given, and render. A template is loaded once for all rounds.
 */
export async function withLookups<T>(
  sources: TemplateSources,
  work: (lookup: Lookup, sources: TemplateSources) => Promise<T>,
): Promise<T> {
  const loaded = remembering(sources)
  const answers = new Map<string, string | undefined>()
  const lookup: Lookup = (kind, application, name) => {
    const key = JSON.stringify([kind, application, name])
    if (!answers.has(key)) throw new PendingLookup(key, sources.findConfigId(kind, application, name))
    return answers.get(key)
  }
  for (let round = 0; round <= mostLookups; round += 1) {
    try {
      return await work(lookup, loaded)
    } catch (error) {
      if (!(error instanceof PendingLookup)) throw error
      answers.set(error.key, await error.answer)
    }
  }
  throw malformed(`The template asks for more than ${mostLookups} pipelines by name`)
}

function remembering(sources: TemplateSources): TemplateSources {
  const known = new Map<string, Promise<Json>>()
  return {
    ...sources,
    loadV1(source) {
      const found = known.get(source) ?? sources.loadV1(source)
      known.set(source, found)
      return found
    },
  }
}
