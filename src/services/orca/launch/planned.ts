import type { Json } from '../model.ts'
import { isJson, objects } from '../values.ts'

const alwaysTold = ['type', 'user', 'parameters']
const ofArtifacts = ['artifacts', 'expectedArtifacts', 'resolvedExpectedArtifacts']
const presets = [...ofArtifacts, 'dryRun', 'notifications', 'rebake', 'strategy']

/**
 * A prepared pipeline as a plan answers with it: expressions as they are written, stages that have no refId one after the other, and
 * of the trigger what was given and what was decided (orca: OperationsController.planPipeline).
 */
export function plannedPipeline(config: Json, given: unknown, resolvesArtifacts: boolean): Json {
  const asked = isJson(given) ? given : {}
  const isTold = (key: string) =>
    key in asked ||
    alwaysTold.includes(key) ||
    !presets.includes(key) ||
    (resolvesArtifacts && ofArtifacts.includes(key))
  const trigger = Object.entries(isJson(config.trigger) ? config.trigger : {}).filter(([key]) => isTold(key))
  const stages = objects(config.stages)
  const isLinear = stages.every(({ refId }) => refId === undefined || refId === null)
  return {
    ...config,
    trigger: Object.fromEntries(trigger),
    ...(Array.isArray(config.stages) && isLinear ? { stages: stages.map(inLine) } : {}),
  }
}

const inLine = (stage: Json, index: number): Json => ({
  ...stage,
  refId: String(index),
  requisiteStageRefIds: index === 0 ? [] : [String(index - 1)],
})
