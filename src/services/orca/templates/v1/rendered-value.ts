import { parseYaml } from '../../../../platform/parsing/index.ts'
import { fatal, TemplateProblem } from '../errors.ts'

const keywords = ['yes', 'no', 'on', 'off']

/** What a rendered text stands for: it is read as YAML 1.1, and stays text where that makes nothing of it (orca: YamlRenderedValueConverter). */
export function valueOfRendered(text: string, source: string, location: string): unknown {
  if (text === '') return null
  if (text.trimStart().startsWith('${') || keywords.includes(text.toLowerCase())) return text
  // A list in Markdown, an annotation of Java's: YAML would take them for an alias and a reserved mark.
  if (text.startsWith('*') || text.startsWith('@class')) return text
  if (text.startsWith('noexpand:')) return text.slice('noexpand:'.length)
  try {
    const value = parseYaml(text, 'The rendered value', { version: '1.1' })
    if (value === '') return null
    return value === null || value === undefined || typeof value === 'string' ? text : value
  } catch (error) {
    // A sentence with two colons is no YAML and was not meant as any; a list without its end was.
    const isMeant = /^[[{]|^- |^[\w"'-]+:\s*\n/.test(text) || (error as Error).message.includes('alias count')
    if (!isMeant) return text
    throw new TemplateProblem(
      fatal('Failed converting rendered value to YAML', {
        location,
        cause: (error as Error).message,
        details: { source },
      }),
    )
  }
}
