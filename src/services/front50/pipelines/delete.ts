import { notFound } from '../problems.ts'
import type { Documents, DocumentWriter } from '../store/index.ts'
import type { ConfigKind } from './save.ts'

/**
 * Deletes the config of that name with the service account that was made for it.
 * @throws 404 when the application has none of that name
 */
export async function deletePipeline(
  documents: Documents,
  kind: ConfigKind,
  application: string,
  name: string,
  author: string,
): Promise<void> {
  await documents.write(author, async (writer) => {
    const found = await writer.list(kind, { application, name })
    if (found.length === 0) throw notFound(`No ${kind} found with name ${name} in application ${application}`)
    for (const { id } of found) await removeConfig(writer, kind, id)
  })
}

/** Deletes a config and its managed service account; a shared one stays, as others run as it. */
export async function removeConfig(writer: DocumentWriter, kind: ConfigKind, id: string): Promise<void> {
  await writer.remove(kind, id)
  if (kind === 'pipeline') await writer.remove('serviceAccount', `${id}@managed-service-account`)
}
