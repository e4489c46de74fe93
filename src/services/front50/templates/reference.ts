import { invalid } from '../problems.ts'
import type { DocumentReader, Json } from '../store/index.ts'

export const SCHEME = 'spinnaker://'

/**
 * The key of the stored template that a templated pipeline is made from; undefined when it uses none of ours. What `spin`
 * makes of a template says only its schema, and no type.
 */
export function templateKeyOf(pipeline: Json): string | undefined {
  if (pipeline.type !== 'templatedPipeline' && pipeline.schema !== 'v2') return undefined
  const source =
    pipeline.schema === 'v2'
      ? at(pipeline, ['template', 'reference'])
      : at(pipeline, ['config', 'pipeline', 'template', 'source'])
  return typeof source === 'string' && source.startsWith(SCHEME) ? source.slice(SCHEME.length) : undefined
}

/** Throws 400 when a pipeline of the type `templatedPipeline` is made from a template that is not stored. */
export async function checkTemplateReference(reader: DocumentReader, pipeline: Json): Promise<void> {
  if (pipeline.type !== 'templatedPipeline') return
  const key = templateKeyOf(pipeline)
  if (key !== undefined && !(await reader.find('pipelineTemplate', key))) {
    throw invalid(`Configured pipeline template not found: ${key}`)
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Json | null | undefined)?.[key], value)
}
