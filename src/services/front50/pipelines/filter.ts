import { type Pipeline, triggersOf } from './pipeline.ts'

/** What `GET /pipelines` may ask for; absent means any. */
export interface PipelineFilter {
  readonly enabledPipelines?: boolean
  readonly enabledTriggers?: boolean
  readonly triggerTypes?: readonly string[]
}

/**
 * The pipelines that fit. With any filter at all a pipeline needs a trigger that fits too: the question is always what
 * may be triggered (front50: PipelineController.list).
 */
export function filterPipelines(pipelines: readonly Pipeline[], filter: PipelineFilter): Pipeline[] {
  const { enabledPipelines, enabledTriggers, triggerTypes } = filter
  if (enabledPipelines === undefined && enabledTriggers === undefined && triggerTypes === undefined) {
    return [...pipelines]
  }
  return pipelines.filter(
    (pipeline) =>
      isWanted(!pipeline.disabled, enabledPipelines) &&
      triggersOf(pipeline).some(
        (trigger) =>
          isWanted(trigger.enabled === true, enabledTriggers) &&
          (triggerTypes === undefined || triggerTypes.includes(String(trigger.type))),
      ),
  )
}

/** The pipelines that start when pipeline `id` ends with `status` (`successful`, `failed`, `canceled`). */
export function triggeredBy(pipelines: readonly Pipeline[], id: string, status: string): Pipeline[] {
  return pipelines.filter((pipeline) =>
    triggersOf(pipeline).some(
      (trigger) =>
        trigger.enabled === true &&
        trigger.type === 'pipeline' &&
        trigger.pipeline === id &&
        Array.isArray(trigger.status) &&
        trigger.status.includes(status),
    ),
  )
}

function isWanted(value: boolean, wanted: boolean | undefined): boolean {
  return wanted === undefined || value === wanted
}
