import { invalid, notFound } from '../problems.ts'
import type { Document, DocumentReader, Documents, DocumentWriter, Json } from '../store/index.ts'
import { templateKeyOf } from './reference.ts'
import { checkTag, digestOf, isInScope, presentTemplate, type Template, templateKey } from './template.ts'

/** Which version of a template: by tag or by digest, else the newest. */
export interface Version {
  readonly tag?: string
  readonly digest?: string
}

/** Creates a template under its tag; throws 400 when that version exists. */
export async function createTemplate(
  documents: Documents,
  template: Template,
  tag: string | undefined,
  author: string,
): Promise<void> {
  checkTag(tag)
  const key = templateKey(template.id, { tag })
  await documents.write(author, async (writer) => {
    if (await writer.find('pipelineTemplate', key)) {
      throw invalid(`A pipeline template with the id ${key} already exists`)
    }
    await putVersions(writer, template, tag)
  })
}

/** Replaces the version of a template that has this tag; throws 404 when there is none. */
export async function updateTemplate(
  documents: Documents,
  id: string,
  template: Template,
  tag: string | undefined,
  author: string,
): Promise<void> {
  checkTag(tag)
  if (template.id.toLowerCase() !== id.toLowerCase()) {
    throw invalid(`The provided id ${id} doesn't match the pipeline template id ${template.id}`)
  }
  await documents.write(author, async (writer) => {
    await requireTemplate(writer, id, { tag })
    await putVersions(writer, template, tag)
  })
}

/**
 * Deletes a version, or without tag and digest the template with all its versions.
 * @throws 400 while a pipeline is made from what would be deleted, 404 when there is no such version
 */
export async function deleteTemplate(
  documents: Documents,
  id: string,
  version: Version,
  author: string,
): Promise<void> {
  const key = templateKey(id, version)
  const isWhole = key === id
  await documents.write(author, async (writer) => {
    await requireTemplate(writer, id, version)
    const dependents = await pipelinesFrom(writer, key)
    if (dependents.length > 0) {
      const names = dependents.map(({ body }) => `${body.application}/${body.name}`).join(', ')
      throw invalid(`The pipeline template ${key} can't be deleted: pipelines are made from it (${names})`)
    }
    const versions = isWhole ? await writer.list('pipelineTemplate', { name: id }) : [{ id: key }]
    for (const { id: versionKey } of versions) await writer.remove('pipelineTemplate', versionKey)
  })
}

/** A version of a template, without saying which; throws 400 for tag and digest at once, 404 when there is none. */
export async function getTemplate(reader: DocumentReader, id: string, version: Version): Promise<Json> {
  if (version.tag && version.digest) throw invalid('Cannot query pipeline by tag and digest simultaneously')
  const { tag: _, digest: __, ...template } = presentTemplate(await requireTemplate(reader, id, version))
  return template
}

/** Every tagged version of the templates in the scopes (all of them without any). */
export async function listTemplates(reader: DocumentReader, scopes: readonly string[]): Promise<Json[]> {
  return (await inScope(reader, scopes)).filter((template) => template.tag)
}

/** Every stored template in the scopes, of whichever version. */
export const listAllTemplates = (reader: DocumentReader, scopes: readonly string[]): Promise<Json[]> =>
  inScope(reader, scopes)

/** The versions of each template in the scopes, by tag and by digest. */
export async function listVersions(reader: DocumentReader, scopes: readonly string[]): Promise<Record<string, Json[]>> {
  const versions = (await inScope(reader, scopes)).filter((template) => template.tag || template.digest)
  return Object.groupBy(versions, (template) => String(template.id)) as Record<string, Json[]>
}

/** The pipelines that are made from a template, whichever version. */
export async function dependentPipelines(reader: DocumentReader, id: string): Promise<Document[]> {
  return pipelinesFrom(reader, id)
}

/** A version is kept under its own key; the newest also as `latest`, and every content under its digest. */
async function putVersions(writer: DocumentWriter, template: Template, tag: string | undefined): Promise<void> {
  const { tag: _, ...content } = template
  const { id } = template
  const digest = digestOf(content)
  const put = (key: string, body: Json) => writer.put({ kind: 'pipelineTemplate', id: key, name: id, body })
  if (tag) await put(templateKey(id, { tag }), { ...content, tag, digest })
  else await put(id, content)
  if (tag !== 'latest') await put(templateKey(id, { tag: 'latest' }), { ...content, tag: 'latest', digest })
  await put(templateKey(id, { digest }), { ...content, digest })
}

async function requireTemplate(reader: DocumentReader, id: string, version: Version): Promise<Document> {
  const key = templateKey(id, version)
  const newest = key === id ? templateKey(id, { tag: 'latest' }) : key
  const found = (await reader.find('pipelineTemplate', key)) ?? (await reader.find('pipelineTemplate', newest))
  if (!found) throw notFound(`No pipeline template found with id ${key}`)
  return found
}

async function pipelinesFrom(reader: DocumentReader, key: string): Promise<Document[]> {
  return (await reader.list('pipeline')).filter(({ body }) => {
    const reference = templateKeyOf(body)
    return reference === key || [':', '@'].some((mark) => reference?.startsWith(key + mark))
  })
}

async function inScope(reader: DocumentReader, scopes: readonly string[]): Promise<Json[]> {
  const all = (await reader.list('pipelineTemplate')).map(presentTemplate)
  return scopes.length === 0 ? all : all.filter((template) => isInScope(template, scopes))
}
