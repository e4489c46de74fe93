/**
 * The tables of docs/configuration.md, from the schemas by which services read their keys.
 *
 *     npm run docs:configuration
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { configSchemas } from '../src/composition/configuration.ts'
import { sharedConfigSchema } from '../src/composition/shared-config.ts'
import { joined, type KnownKey, knownKeys } from '../src/platform/config/index.ts'
import { secretSettingsSchema } from '../src/platform/secrets/index.ts'

export const page = join(import.meta.dirname, '../docs/configuration.md')
const begin = '<!-- What follows is written by npm run docs:configuration. -->\n'

export interface DocumentedKey {
  readonly key: string
  readonly known: KnownKey
}

const written = ({ path }: KnownKey) => path.join('.').replaceAll('.[]', '[]')

/** Each part of the page with its keys: what all services read, then what each adds. */
export function documentedKeys(): { title: string; keys: DocumentedKey[] }[] {
  const all = keysOf(joined(sharedConfigSchema, secretSettingsSchema))
  // Sixteen services have the same four keys.
  const shared = new Map(all.map(({ key, known }) => [key.replace(/^services\.[^.]+/, 'services.<name>'), known]))
  const seen = new Set(all.map(({ key }) => flat(key)))
  const own = Object.entries(configSchemas).map(([service, schema]) => ({
    title: `\`${service}.yml\``,
    keys: keysOf(schema).filter(({ key }) => !seen.has(flat(key))),
  }))
  return [
    { title: '`spinnaker.yml`, or the file of any service', keys: [...shared].map(([key, known]) => ({ key, known })) },
    ...own,
  ]
}

const keysOf = (schema: z.ZodType): DocumentedKey[] =>
  knownKeys(schema).map((known) => ({ key: written(known), known }))

const flat = (key: string) => key.replaceAll(/[-_]/g, '').toLowerCase()

/** The page as it should be: what people wrote, then the tables. */
export function configurationPage(): string {
  const [prose] = readFileSync(page, 'utf8').split(begin)
  const parts = documentedKeys().map(({ title, keys }) => {
    const rows = keys.map(({ key, known: { place } }) => {
      const preset = place.preset === undefined || isEmpty(place.preset) ? '' : `\`${JSON.stringify(place.preset)}\``
      return `| \`${key}\` | ${kindOf(place)} | ${preset} | ${(place.description ?? '').replaceAll('|', '\\|')} |`
    })
    return `### ${title}\n\n| Key | Value | When nothing is written | Meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return `${prose}${begin}\n${parts.join('\n')}`
}

const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  record: 'map',
  object: 'map',
}

function kindOf({ type, words, options }: KnownKey['place']): string {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ')
  if (type !== 'union') return kinds[type] ?? 'anything'
  const forms = options!.map((option) => option.def.type)
  return forms.includes('boolean') ? 'true or false' : forms.map((form) => kinds[form] ?? form).join(' or ')
}

if (import.meta.main) writeFileSync(page, configurationPage())
