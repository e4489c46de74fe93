import { parse } from 'yaml'
import { problem } from '../errors/index.ts'

/** One YAML document as plain data. Aliases are bounded, so that a small text can't become a huge tree. `what` names it in errors. */
export function parseYaml(text: string, what: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100, prettyErrors: true, merge: true })
  } catch (error) {
    throw problem('invalid', `${what} is not valid YAML: ${(error as Error).message}`)
  }
}
