import type { Execution, Stage } from '../model.ts'
import { inOrder } from '../order.ts'
import { json } from '../values.ts'

/** A stage that made its pipeline fail, between the pipelines above and below it; Deck's and CI's names, nulls included. */
export type FailedStage = Readonly<Record<(typeof fields)[number], string | null>>

const fields = [
  'parentPipelineExecutionId',
  'parentPipelineExecutionName',
  'parentPipelineApplication',
  'parentPipelineExecutionUrl',
  'pipelineExecutionId',
  'pipelineExecutionName',
  'pipelineApplication',
  'pipelineExecutionUrl',
  'stageId',
  'stageName',
  'stageType',
  'stageStatus',
  'stageException',
  'childPipelineExecutionId',
  'childPipelineExecutionName',
  'childPipelineApplication',
  'childPipelineExecutionUrl',
] as const

interface Options {
  /** Where Deck is, put before each link; links are relative without it. */
  readonly deckOrigin: string
  readonly limit: number
}

/**
 * The stages that made the pipeline fail, at most `limit`: where a failed stage ran another pipeline, the stages that made
 * that one fail stand in its place. Those of the outer pipelines come first (orca: TaskController.getFailedStages).
 */
export async function failedStages(
  root: Execution,
  read: (id: string) => Promise<Execution | undefined>,
  { deckOrigin, limit }: Options,
): Promise<FailedStage[]> {
  const found: FailedStage[] = []
  const seen = new Set([root.id])
  const waiting: { readonly execution: Execution; readonly parentUrl: string | null }[] = [
    { execution: root, parentUrl: null },
  ]
  for (let next = waiting.shift(); next !== undefined && found.length < limit; next = waiting.shift()) {
    const { execution, parentUrl } = next
    for (const [index, stage] of inOrder(execution.stages).entries()) {
      if (!failsPipeline(stage)) continue
      const url = linkTo(execution, stage, index, deckOrigin)
      const childId = stage.type === 'pipeline' ? words(stage.context['executionId']) : null
      const child = childId === null || seen.has(childId) ? undefined : await read(childId)
      if (child?.stages.some(failsPipeline)) {
        seen.add(child.id)
        waiting.push({ execution: child, parentUrl: url })
      } else {
        found.push(described(execution, stage, url, parentUrl))
      }
    }
  }
  return found.slice(0, Math.max(0, limit))
}

function failsPipeline({ status, context, parentStageId }: Stage): boolean {
  if (parentStageId !== undefined) return false
  return status === 'TERMINAL' || (status === 'STOPPED' && context['completeOtherBranchesThenFail'] === true)
}

function linkTo({ application, id }: Execution, { type }: Stage, index: number, deckOrigin: string): string {
  const details = type === 'pipeline' ? 'pipelineConfig' : 'runJobConfig'
  return `${deckOrigin}/#/applications/${application}/executions/details/${id}?stage=${index}&step=0&details=${details}`
}

function described(execution: Execution, stage: Stage, url: string, parentUrl: string | null): FailedStage {
  const parent = execution.trigger['type'] === 'pipeline' ? json(execution.trigger['parentExecution']) : {}
  const child = stage.type === 'pipeline' ? stage.context : {}
  return {
    parentPipelineExecutionId: words(parent['id']),
    parentPipelineExecutionName: words(parent['name']),
    parentPipelineApplication: words(parent['application']),
    parentPipelineExecutionUrl: parentUrl,
    pipelineExecutionId: execution.id,
    pipelineExecutionName: execution.name ?? null,
    pipelineApplication: execution.application,
    pipelineExecutionUrl: url,
    stageId: stage.id,
    stageName: stage.name,
    stageType: stage.type,
    stageStatus: stage.status,
    stageException: exceptionOf(stage) ?? 'NOT_FOUND_CHECK_UI',
    childPipelineExecutionId: words(child['executionId']),
    childPipelineExecutionName: words(child['executionName']),
    childPipelineApplication: words(child['application']),
    childPipelineExecutionUrl: null,
  }
}

function exceptionOf({ type, context }: Stage): string | null {
  if (type === 'pipeline') return words(first(json(json(context['exception'])['details'])['errors']))
  if (type === 'runJobManifest') return words(json(json(first(context['kato.tasks']))['exception'])['cause'])
  return null
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined)
const words = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
