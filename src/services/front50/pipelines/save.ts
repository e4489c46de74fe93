import { invalid, messageOfRefusal, notFound } from '../problems.ts'
import type { Document, Documents, DocumentWriter, Json } from '../store/index.ts'
import { checkTemplateReference } from '../templates/reference.ts'
import { type Pipeline, presentPipeline, type SubmittedPipeline } from './pipeline.ts'
import { type PreparedPipeline, preparePipeline } from './prepare.ts'

/** Pipelines and strategies are the same thing kept apart. */
export type ConfigKind = 'pipeline' | 'strategy'

/** How to save. */
export interface SaveOptions {
  readonly kind: ConfigKind
  /** Refuse a pipeline that has been saved since its author read it. */
  readonly staleCheck?: boolean
  readonly author: string
}

/** Creates or replaces a pipeline; one with an id is saved under it whether it exists or not. */
export async function savePipeline(
  documents: Documents,
  submitted: SubmittedPipeline,
  options: SaveOptions,
): Promise<Pipeline> {
  const prepared = preparePipeline(submitted)
  return presentPipeline(await documents.write(options.author, (writer) => store(writer, prepared, options)))
}

/**
 * Replaces the pipeline `id`.
 * @throws 404 when it does not exist, 400 when the pipeline has another id
 */
export async function updatePipeline(
  documents: Documents,
  id: string,
  submitted: SubmittedPipeline,
  options: SaveOptions,
): Promise<Pipeline> {
  const { kind, author } = options
  if ((submitted.id ?? '').toLowerCase() !== id.toLowerCase()) {
    throw invalid(`The provided id ${submitted.id ?? '(none)'} doesn't match the existing ${kind} id ${id}`)
  }
  const prepared = preparePipeline(submitted)
  const saved = await documents.write(author, async (writer) => {
    if (!(await writer.find(kind, id))) throw notFound(`No ${kind} found with id ${id}`)
    return store(writer, prepared, options)
  })
  return presentPipeline(saved)
}

/** What became of a batch (front50: PipelineController.batchUpdate). */
export interface BatchResult {
  readonly successful_pipelines_count: number
  /** Names. */
  readonly successful_pipelines: readonly string[]
  readonly failed_pipelines_count: number
  /** The configs as they were submitted, each with its `errorMsg`. */
  readonly failed_pipelines: readonly Json[]
}

/**
 * Saves many pipelines in one transaction: those that are refused are returned with the reason, the others saved.
 * `refusal` says why an item may not even be tried (its author lacks the right, it is no pipeline).
 */
export async function savePipelines(
  documents: Documents,
  batch: readonly { submitted: SubmittedPipeline; refusal?: string }[],
  options: SaveOptions,
): Promise<BatchResult> {
  return documents.write(options.author, async (writer) => {
    const saved: string[] = []
    const failed: Json[] = []
    const seen = new Set<string>()
    for (const { submitted, refusal } of batch) {
      const errorMsg = refusal ?? (await messageOfRefusal(() => storeOnce(writer, submitted, options, seen)))
      if (errorMsg === undefined) saved.push(String(submitted.name).trim())
      else failed.push({ ...submitted, errorMsg })
    }
    return {
      successful_pipelines_count: saved.length,
      successful_pipelines: saved,
      failed_pipelines_count: failed.length,
      failed_pipelines: failed,
    }
  })
}

async function storeOnce(
  writer: DocumentWriter,
  submitted: SubmittedPipeline,
  options: SaveOptions,
  seen: Set<string>,
): Promise<void> {
  const prepared = preparePipeline(submitted)
  const id = prepared.pipeline.id.toLowerCase()
  if (seen.has(id)) throw invalid(`Duplicate ${options.kind} id ${id} found in the batch`)
  await store(writer, prepared, options)
  seen.add(id)
}

/** The checks that need what is stored, in the order of the original, and the save (gate-api reference 8.3). */
async function store(
  writer: DocumentWriter,
  { pipeline, updateTs }: PreparedPipeline,
  { kind, staleCheck }: SaveOptions,
): Promise<Document> {
  const { id, name, application } = pipeline
  await checkTemplateReference(writer, pipeline)
  if (staleCheck && updateTs !== undefined) checkFresh(updateTs, await writer.find(kind, id))
  const namesakes = await writer.list(kind, { application, name })
  if (namesakes.some((namesake) => namesake.id !== id.toLowerCase())) {
    throw invalid(`A ${kind} with name ${name} already exists in application ${application}`)
  }
  const body = kind === 'strategy' ? { ...pipeline, strategy: true } : pipeline
  return writer.put({ kind, id, name, application, body })
}

/** A pipeline that is not stored yet, or no longer, cannot be stale. */
function checkFresh(submitted: string, stored: Document | undefined): void {
  if (!stored || submitted === String(stored.modifiedAt)) return
  throw invalid(
    `The submitted pipeline is stale.  submitted updateTs ${submitted} does not match stored updateTs ${stored.modifiedAt}`,
  )
}
