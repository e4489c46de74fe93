import { circleIn, circleWords } from './order.ts'
import {
  type Json,
  nameOf,
  type Pipeline,
  refOf,
  requisitesOf,
  type StageConfig,
  stageOf,
  stagesOf,
  withField,
  withFields,
} from './pipeline.ts'

/** Where a stage comes to stand among the others. */
export type Place =
  | { readonly at: 'start' }
  | { readonly at: 'after' | 'before' | 'beside'; readonly refId: string }
  | { readonly at: 'between'; readonly from: string; readonly to: string }

/** One more than the highest number that a stage has (deck: PipelineConfigService). */
export const nextRefId = (pipeline: Pipeline): string =>
  String(
    1 +
      Math.max(
        0,
        ...stagesOf(pipeline)
          .map((stage) => Number(refOf(stage)))
          .filter(Number.isFinite),
      ),
  )

/** Changes a stage's fields; what becomes undefined is taken away. */
export const changeStage = (pipeline: Pipeline, refId: string, fields: Json): Pipeline =>
  replaceStage(pipeline, refId, (stage) => withFields(stage, fields))

export const replaceStage = (
  pipeline: Pipeline,
  refId: string,
  change: (stage: StageConfig) => StageConfig,
): Pipeline => ({
  ...pipeline,
  stages: stagesOf(pipeline).map((stage) => (refOf(stage) === refId ? change(stage) : stage)),
})

export const renameStage = (pipeline: Pipeline, refId: string, name: string): Pipeline =>
  changeStage(pipeline, refId, { name })

/** Another type knows nothing of the fields of the one before: only what makes the stage this stage is kept. */
export const changeType = (pipeline: Pipeline, refId: string, type: string, fields: Json = {}): Pipeline =>
  replaceStage(pipeline, refId, (stage) => {
    const kept = ['refId', 'requisiteStageRefIds', 'name'].filter((key) => Object.hasOwn(stage, key))
    return { ...fields, ...Object.fromEntries(kept.map((key) => [key, stage[key]])), type }
  })

/** @throws when the stage would wait for itself */
export const setDependencies = (pipeline: Pipeline, refId: string, on: readonly string[]): Pipeline => {
  const changed = changeStage(pipeline, refId, { requisiteStageRefIds: [...on] })
  const circle = circleIn(changed)
  if (circle?.includes(refId)) throw new Error(`Stages would wait for each other: ${circleWords(changed, circle)}`)
  return changed
}

/** Adds a stage of these fields; its number and dependencies follow from its place. */
export const addStage = (pipeline: Pipeline, fields: Json, place: Place): { pipeline: Pipeline; refId: string } => {
  const refId = nextRefId(pipeline)
  return { pipeline: insert(pipeline, { ...fields, refId }, place), refId }
}

/** Takes a stage out; who waited for it waits for what it waited for. */
export const removeStage = (pipeline: Pipeline, refId: string): Pipeline => {
  const before = requisitesOf(stageOf(pipeline, refId) ?? {})
  const stages = stagesOf(pipeline).filter((stage) => refOf(stage) !== refId)
  return { ...pipeline, stages: stages.map((stage) => waitingFor(stage, refId, before)) }
}

/** Puts a stage to another place; those around its old one close the gap. */
export const moveStage = (pipeline: Pipeline, refId: string, place: Place): Pipeline => {
  const stage = stageOf(pipeline, refId)
  if (!stage || ('refId' in place && place.refId === refId)) return pipeline
  return insert(removeStage(pipeline, refId), stage, place)
}

/** Puts stages of this or another pipeline in: with numbers and names of their own, and their dependencies on each other. */
export const pasteStages = (
  pipeline: Pipeline,
  stages: readonly StageConfig[],
  place: Place,
): { pipeline: Pipeline; refIds: readonly string[] } => {
  const first = Number(nextRefId(pipeline))
  const numbers = new Map(stages.map((stage, position) => [refOf(stage), String(first + position)]))
  let result = pipeline
  for (const [position, stage] of stages.entries()) {
    const inside = requisitesOf(stage).flatMap((ref) => numbers.get(ref) ?? [])
    const copy = { ...stage, refId: String(first + position), name: freeName(result, nameOf(stage)) }
    if (inside.length === 0) result = insert(result, copy, place)
    else result = { ...result, stages: [...stagesOf(result), { ...copy, requisiteStageRefIds: inside }] }
  }
  return { pipeline: result, refIds: [...numbers.values()] }
}

/** `Deploy`, else `Deploy 2`, `Deploy 3`, … */
export const freeName = (pipeline: Pipeline, wanted: string): string => {
  const taken = new Set(stagesOf(pipeline).map(nameOf))
  let name = wanted
  for (let number = 2; taken.has(name); number += 1) name = `${wanted} ${number}`
  return name
}

const waitingFor = (stage: StageConfig, refId: string, instead: readonly string[]): StageConfig => {
  const before = requisitesOf(stage)
  if (!before.includes(refId)) return stage
  const after = before.flatMap((ref) => (ref === refId ? instead : [ref]))
  return withField(stage, 'requisiteStageRefIds', [...new Set(after)])
}

const insert = (pipeline: Pipeline, stage: StageConfig, place: Place): Pipeline => {
  const ref = refOf(stage)
  const waiting = (requisiteStageRefIds: readonly string[]) =>
    withField(stage, 'requisiteStageRefIds', requisiteStageRefIds)
  const stages = stagesOf(pipeline)
  const at = (refId: string) => stages.findIndex((each) => refOf(each) === refId)
  const into = (position: number, made: StageConfig, rest = stages) => ({
    ...pipeline,
    stages: rest.toSpliced(position < 0 ? rest.length : position, 0, made),
  })
  switch (place.at) {
    case 'start':
      return into(stages.length, waiting([]))
    case 'after':
      return into(at(place.refId) < 0 ? -1 : at(place.refId) + 1, waiting([place.refId]))
    case 'beside':
      return into(at(place.refId) + 1, waiting(requisitesOf(stageOf(pipeline, place.refId) ?? {})))
    case 'before': {
      const next = stages.map((each) =>
        refOf(each) === place.refId ? withField(each, 'requisiteStageRefIds', [ref]) : each,
      )
      return into(at(place.refId), waiting(requisitesOf(stageOf(pipeline, place.refId) ?? {})), next)
    }
    case 'between': {
      const next = stages.map((each) => (refOf(each) === place.to ? waitingFor(each, place.from, [ref]) : each))
      return into(at(place.to), waiting([place.from]), next)
    }
  }
}
