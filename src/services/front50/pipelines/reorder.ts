import { invalid, notFound } from '../problems.ts'
import { type Documents, foldCase } from '../store/index.ts'
import type { Pipeline } from './pipeline.ts'
import type { ConfigKind } from './save.ts'

/**
 * Gives configs of one application their place: `idsToIndices` maps id to index; those it does not name keep theirs.
 * All or none.
 * @throws 404 for an id that does not exist, 400 for one of another application
 */
export async function reorderPipelines(
  documents: Documents,
  kind: ConfigKind,
  application: string,
  idsToIndices: Readonly<Record<string, number>>,
  author: string,
): Promise<void> {
  await documents.write(author, async (writer) => {
    for (const [id, index] of Object.entries(idsToIndices)) {
      const stored = await writer.find(kind, id)
      if (!stored) throw notFound(`No ${kind} of id ${id} found`)
      if (stored.application !== foldCase(application)) {
        throw invalid(`The ${kind} of id ${id} does not belong to application ${application}`)
      }
      const pipeline = { ...(stored.body as Pipeline), index }
      await writer.put({ kind, id, name: pipeline.name, application: pipeline.application, body: pipeline })
    }
  })
}
