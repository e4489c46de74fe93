import { removeConfig } from '../pipelines/index.ts'
import { projectBody } from '../projects/project.ts'
import { type Documents, type DocumentWriter, foldCase } from '../store/index.ts'
import { applicationNotFound } from './write.ts'

/**
 * Deletes an application and what belongs to it alone: its pipelines (with their managed service accounts), strategies
 * and notifications; projects lose it, and a project without any other application goes too. Its permissions stay: who
 * deletes an application deletes them by themselves (front50: ApplicationService.delete).
 */
export async function deleteApplication(documents: Documents, name: string, author: string): Promise<void> {
  await documents.write(author, async (writer) => {
    if (!(await writer.remove('application', name))) throw applicationNotFound(name)
    await writer.remove('notification', name)
    for (const kind of ['pipeline', 'strategy'] as const) {
      for (const { id } of await writer.list(kind, { application: name })) await removeConfig(writer, kind, id)
    }
    await leaveProjects(writer, foldCase(name))
  })
}

async function leaveProjects(writer: DocumentWriter, application: string): Promise<void> {
  for (const { id, body } of await writer.list('project')) {
    const { config, name } = projectBody(body)
    const others = config.applications?.filter((member) => foldCase(member) !== application) ?? []
    if (others.length === (config.applications?.length ?? 0)) continue
    if (others.length === 0) await writer.remove('project', id)
    else {
      const left = { ...body, config: { ...config, applications: others } }
      await writer.put({ kind: 'project', id, name, body: left })
    }
  }
}
