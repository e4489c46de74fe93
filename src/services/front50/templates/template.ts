import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../../../lib/json/index.ts'
import { invalid } from '../problems.ts'
import type { Document, Json } from '../store/index.ts'

/** A pipeline template (schema v2) as clients send it; what Front50 does not know is kept. */
export const templateSchema = z
  .looseObject({
    id: z.string().trim().min(1, 'A pipeline template needs an id'),
    metadata: z.looseObject({
      name: z.string().nullish(),
      scopes: z.array(z.string()).min(1, 'A pipeline template needs at least one scope in metadata.scopes'),
    }),
    tag: z.string().nullish(),
  })
  .transform(({ updateTs, lastModifiedBy, digest, ...template }) => template)

export type Template = z.infer<typeof templateSchema>

const TAGS = ['latest', 'stable', 'unstable', 'experimental', 'test', 'canary']

/** Throws 400 unless `tag` is one that a template may have. */
export function checkTag(tag: string | undefined): void {
  if (tag !== undefined && !TAGS.includes(tag)) {
    throw invalid(`The provided tag ${tag} is not one of the valid tags: ${TAGS.join(', ')}`)
  }
}

/**
 * The digest of a template: SHA-256 of its JSON with sorted keys and without any whitespace, in texts too
 * (front50: V2PipelineTemplateController.computeSHA256Digest).
 */
export function digestOf(template: Json): string {
  const { digest, updateTs, lastModifiedBy, ...content } = template
  return createHash('sha256').update(canonicalJson(content).replace(/\s+/g, '')).digest('hex')
}

/** The key under which a version is kept: by tag, by digest, or the template's own. */
export function templateKey(id: string, version: { tag?: string; digest?: string } = {}): string {
  if (version.digest) return `${id}@sha256:${version.digest.replace(/^sha256:/, '')}`
  return version.tag ? `${id}:${version.tag}` : id
}

/** A template as clients see it. */
export function presentTemplate(document: Document): Json {
  return { ...document.body, updateTs: String(document.modifiedAt), lastModifiedBy: document.modifiedBy }
}

/** Whether a template is in one of the scopes: one of its own equals it, or matches it as a pattern. */
export function isInScope(template: Json, scopes: readonly string[]): boolean {
  const own = (template.metadata as { scopes?: string[] } | undefined)?.scopes ?? []
  return own.some((scope) =>
    scopes.some((wanted) => scope.toLowerCase() === wanted.toLowerCase() || matches(scope, wanted)),
  )
}

/**
 * Of the patterns that the original takes, only `.*`: what a template's author writes is not let loose as a regular
 * expression on what others ask.
 */
function matches(scope: string, wanted: string): boolean {
  const texts = scope.split(/(?:\.\*)+/)
  if (texts.length === 1) return false
  const [first, last] = [texts[0]!, texts.at(-1)!]
  if (wanted.length < first.length + last.length || !wanted.startsWith(first) || !wanted.endsWith(last)) return false
  let from = first.length
  for (const text of texts.slice(1, -1)) {
    const found = wanted.indexOf(text, from)
    if (found < 0) return false
    from = found + text.length
  }
  return from <= wanted.length - last.length
}
