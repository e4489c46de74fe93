import { invalid, notFound } from '../problems.ts'
import type { Document, DocumentReader, Documents, Json } from '../store/index.ts'
import { SCHEME, templateKeyOf } from './reference.ts'
import { presentTemplate, type Template } from './template.ts'

/** Version 1 templates: kept under their id alone, they may extend each other by `source`. */

export async function createV1Template(documents: Documents, template: Template, author: string): Promise<void> {
  await documents.write(author, async (writer) => {
    if (await writer.find('pipelineTemplate', template.id)) {
      throw invalid(`A pipeline template with the id ${template.id} already exists`)
    }
    await writer.put({ kind: 'pipelineTemplate', id: template.id, name: template.id, body: template })
  })
}

export async function getV1Template(reader: DocumentReader, id: string): Promise<Json> {
  return presentTemplate(await requireV1Template(reader, id))
}

export async function updateV1Template(
  documents: Documents,
  id: string,
  template: Template,
  author: string,
): Promise<void> {
  if (template.id.toLowerCase() !== id.toLowerCase()) {
    throw invalid(`The provided id ${id} doesn't match the pipeline template id ${template.id}`)
  }
  await documents.write(author, async (writer) => {
    await requireV1Template(writer, id)
    await writer.put({ kind: 'pipelineTemplate', id, name: id, body: template })
  })
}

/** @throws 400 while pipelines or other templates are made from it, 404 when there is none */
export async function deleteV1Template(documents: Documents, id: string, author: string): Promise<void> {
  await documents.write(author, async (writer) => {
    await requireV1Template(writer, id)
    const pipelines = await v1Dependents(writer, id, false)
    if (pipelines.length > 0) {
      const names = pipelines.map(({ body }) => `${body.application}/${body.name}`).join(', ')
      throw invalid(`The following pipeline configs depend on this template: ${names}`)
    }
    const children = extending(await writer.list('pipelineTemplate'), id)
    if (children.length > 0)
      throw invalid(`The following pipeline templates depend on this template: ${children.join(', ')}`)
    await writer.remove('pipelineTemplate', id)
  })
}

/** The pipelines that are made from a template; `recursive`: also from those that extend it. */
export async function v1Dependents(reader: DocumentReader, id: string, recursive: boolean): Promise<Document[]> {
  const ids = new Set([id])
  // A set that grows while it is walked: templates that extend each other in a circle end too.
  const templates = recursive ? await reader.list('pipelineTemplate') : []
  for (const each of ids) for (const child of extending(templates, each)) ids.add(child)
  return (await reader.list('pipeline')).filter(({ body }) => {
    const key = templateKeyOf(body)
    return key !== undefined && ids.has(key)
  })
}

const extending = (templates: readonly Document[], id: string): string[] =>
  templates.filter(({ body }) => body.source === `${SCHEME}${id}`).map((template) => template.id)

async function requireV1Template(reader: DocumentReader, id: string): Promise<Document> {
  const found = await reader.find('pipelineTemplate', id)
  if (!found) throw notFound(`No pipeline template found with id ${id}`)
  return found
}
