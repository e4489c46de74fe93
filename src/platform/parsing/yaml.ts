import { parse, stringify, type Tags } from 'yaml'
import { problem } from '../errors/index.ts'

export interface YamlOptions {
  /** `1.1`: `yes` is true, `010` is eight. Default: 1.2. */
  readonly version?: '1.1' | '1.2'
}

/** One YAML document as plain data. Aliases are bounded, so that a small text can't become a huge tree. `what` names it in errors. */
export function parseYaml(text: string, what: string, { version = '1.2' }: YamlOptions = {}): unknown {
  try {
    const customTags = (tags: Tags) => tags.filter((tag) => !notJson.includes(nameOf(tag)))
    return parse(text, { maxAliasCount: 100, prettyErrors: true, merge: true, version, customTags })
  } catch (error) {
    throw problem('invalid', `${what} is not valid YAML: ${(error as Error).message}`)
  }
}

/** Data as YAML, in blocks, no line broken. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** Dates and bytes stay the text that they are: the result is JSON. */
const notJson = ['timestamp', 'binary']

const nameOf = (tag: Tags[number]): string =>
  typeof tag === 'string' ? tag : String(tag.tag).replace('tag:yaml.org,2002:', '')
