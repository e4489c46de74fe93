import { randomUUID } from 'node:crypto'
import { unprocessable } from '../problems.ts'
import { type Pipeline, type SubmittedPipeline, type Trigger, triggersOf } from './pipeline.ts'

/** A submitted pipeline, ready for the checks that need the stored ones. */
export interface PreparedPipeline {
  readonly pipeline: Pipeline & { id: string }
  /** When its author last saw it saved, if it says so. */
  readonly updateTs?: string
}

/**
 * Brings a submitted pipeline into the form in which it is stored: trimmed name, an id, ids for its cron triggers, and
 * without what only the server may say or what is meant for this save alone. All cron triggers of a new pipeline get new
 * ids, since copies would share them (front50: PipelineController.validatePipeline).
 * @throws 422 without a name or an application
 */
export function preparePipeline(submitted: SubmittedPipeline): PreparedPipeline {
  const { id, name, application, updateTs } = submitted
  if (!name?.trim() || !application?.trim()) throw unprocessable('A pipeline requires name and application fields')
  const renewCronIds = !id || submitted.regenerateCronTriggerIds === true
  const lasting = Object.fromEntries(Object.entries(submitted).filter(([key]) => !TRANSIENT.includes(key)))
  const pipeline = { ...lasting, id: id || randomUUID(), name: name.trim(), application: application.trim() }
  return {
    pipeline: withCronIds(pipeline, renewCronIds),
    ...(updateTs !== null && updateTs !== undefined && { updateTs: String(updateTs) }),
  }
}

const TRANSIENT = ['updateTs', 'lastModifiedBy', 'regenerateCronTriggerIds', 'staleCheck']

function withCronIds<P extends Pipeline>(pipeline: P, renew: boolean): P {
  if (!triggersOf(pipeline).some((trigger) => needsId(trigger, renew))) return pipeline
  const triggers = triggersOf(pipeline).map((trigger) =>
    needsId(trigger, renew) ? { ...trigger, id: randomUUID() } : trigger,
  )
  return { ...pipeline, triggers }
}

function needsId(trigger: Trigger, renew: boolean): boolean {
  return trigger.type === 'cron' && (renew || !trigger.id)
}

/** The service accounts as which the pipeline's triggers run. */
export function runAsUsers(pipeline: Parameters<typeof triggersOf>[0]): string[] {
  const users = triggersOf(pipeline).map((trigger) => trigger.runAsUser)
  return [...new Set(users.filter((user) => typeof user === 'string' && user !== ''))] as string[]
}
