import { randomUUID } from 'node:crypto'
import { invalid, notFound } from '../problems.ts'
import type { DocumentReader, Documents, DocumentWriter, Json } from '../store/index.ts'
import { type Project, presentProject } from './project.ts'

/** Creates a project, or replaces the one with its id; throws 400 when another one has its name. */
export async function saveProject(documents: Documents, project: Project, author: string): Promise<Json> {
  return documents.write(author, (writer) => put(writer, project))
}

/** Replaces the project `id`; throws 404 when there is none. */
export async function updateProject(documents: Documents, id: string, project: Project, author: string): Promise<Json> {
  return documents.write(author, async (writer) => {
    if (!(await writer.find('project', id))) throw notFound(`No project found with id ${id}`)
    return put(writer, { ...project, id })
  })
}

/** Saves many projects, all or none. */
export async function saveProjects(documents: Documents, projects: readonly Project[], author: string): Promise<void> {
  await documents.write(author, async (writer) => {
    for (const project of projects) await put(writer, project)
  })
}

/** Deletes the project `id`; deleting one that is not there changes nothing. */
export async function deleteProject(documents: Documents, id: string, author: string): Promise<void> {
  await documents.write(author, (writer) => writer.remove('project', id))
}

/** The project of that name or id; names come first, as people write them. */
export async function findProject(reader: DocumentReader, nameOrId: string): Promise<Json> {
  const [named] = await reader.list('project', { name: nameOrId })
  const found = named ?? (await reader.find('project', nameOrId))
  if (!found) throw notFound(`Project not found (name or id: ${nameOrId})`)
  return presentProject(found)
}

async function put(writer: DocumentWriter, project: Project): Promise<Json> {
  const id = project.id || randomUUID()
  const { name } = project
  const namesakes = await writer.list('project', { name })
  if (namesakes.some((namesake) => namesake.id !== id.toLowerCase())) {
    throw invalid(`A Project named '${name}' already exists`)
  }
  return presentProject(await writer.put({ kind: 'project', id, name, body: { ...project, id } }))
}
