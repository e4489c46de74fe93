import type { Execution, Stage } from '../../../../src/services/orca/model.ts'
import type { Json } from './vector.ts'

/** Texts that differ in each run, and what stands for them in a record. */
export type Replacements = ReadonlyMap<string, string>

/** An execution as a vector tells it; `null` and absent are the same. */
export function recordOf(execution: Execution): Json {
  const { status, canceled, canceledBy, cancellationReason, trigger, origin, paused } = execution
  const { limitConcurrent, maxConcurrentExecutions, keepWaitingPipelines } = execution
  return {
    status,
    canceled,
    canceledBy,
    cancellationReason,
    origin,
    limitConcurrent,
    maxConcurrentExecutions,
    keepWaitingPipelines,
    started: execution.startTime !== undefined,
    ended: execution.endTime !== undefined,
    trigger: { type: trigger.type, user: trigger.user, parameters: trigger.parameters, dryRun: trigger.dryRun },
    paused: paused && { pausedBy: paused.pausedBy, resumedBy: paused.resumedBy },
    stages: execution.stages.map((stage) => stageRecord(execution, stage)),
  }
}

function stageRecord(execution: Execution, stage: Stage): Json {
  return {
    refId: stage.refId,
    type: stage.type,
    name: stage.name,
    status: stage.status,
    requisiteStageRefIds: [...stage.requisiteStageRefIds].sort(),
    syntheticStageOwner: stage.syntheticStageOwner,
    parentRefId: execution.stages.find(({ id }) => id === stage.parentStageId)?.refId,
    started: stage.startTime !== undefined,
    ended: stage.endTime !== undefined,
    context: stage.context,
    outputs: stage.outputs,
    tasks: stage.tasks.map(({ startTime, endTime, taskExceptionDetails, id: _, ...task }) => ({
      ...task,
      started: startTime !== undefined,
      ended: endTime !== undefined,
      exception: taskExceptionDetails.exception,
    })),
  }
}

const leftOut = new Set(['stackTrace', 'lastModifiedTime'])
const headersLeftOut = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'])
/** 2020 to 2040, in milliseconds: no number of a vector's own comes near. */
const isTime = (value: number) => value > 1_577_836_800_000 && value < 2_208_988_800_000
const id = /\b(?:[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g
const date = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g
const hash = /@[0-9a-f]{6,8}\b/g

/** A value without what differs in each run: ids, times, hashes, stack traces. */
export function settled(value: unknown, replacements: Replacements, key = ''): unknown {
  if (typeof value === 'string') return settledText(value, replacements)
  if (typeof value === 'number') return isTime(value) ? '<time>' : value
  if (Array.isArray(value)) return value.map((each) => settled(each, replacements))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !leftOut.has(name) && !(key === 'headers' && headersLeftOut.has(name.toLowerCase())))
      .map(([name, each]) => [settledText(name, replacements), settled(each, replacements, name)]),
  )
}

function settledText(text: string, replacements: Replacements): string {
  let result = text
  for (const [from, to] of replacements) result = result.replaceAll(from, to)
  return result.replace(id, '<id>').replace(date, '<date>').replace(hash, '@<hash>')
}

/** The same record with its stages by `refId=…`, as vectors compare them; the order of stages is the store's. */
export function byRefId(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byRefId)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'stages' && isRecords(each) ? named(each) : byRefId(each),
    ]),
  )
}

const isRecords = (value: unknown): value is Json[] => Array.isArray(value) && value.every((each) => 'tasks' in each)

function named(stages: readonly Json[]): Json {
  const seen = new Map<string, number>()
  return Object.fromEntries(
    stages.map((stage) => {
      const name = stage.refId === undefined || stage.refId === null ? `name=${stage.name}` : `refId=${stage.refId}`
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      return [count === 1 ? name : `${name}#${count}`, stage]
    }),
  )
}
