import { malformed } from '../errors.ts'
import { injectStages, leavesOf, sortedByGraph } from '../graph.ts'
import { isPartial, type V1Partial, type V1Stage } from './model.ts'

/**
 * One graph of the template's stages and the configuration's: repetitions and partials in place of their markers,
 * replaced stages, injected ones, conditions (orca: ConfigStageInjectionTransform, TrimConditionalsTransform).
 * @param isWhole the configuration has no template: its stages are all of the pipeline
 */
export function assembled(
  template: readonly V1Stage[],
  configuration: readonly V1Stage[],
  partials: readonly V1Partial[],
  isWhole: boolean,
): V1Stage[] {
  const replaced = new Map(configuration.map((stage) => [stage.id, stage]))
  const stages = withoutPartials(withoutLoops([...template]), partials).map((stage) => replaced.get(stage.id) ?? stage)
  const known = new Set(stages)
  const added = configuration.filter((stage) => !known.has(stage) && (isWhole || stage.dependsOn.size > 0))
  const graph = inOrder([...stages, ...withoutLoops(added)])
  injectStages([...graph], graph)
  injectStages(configuration, graph)
  return withoutPartials(graph, partials)
}

/** Takes stages away whose conditions are not all true; what waited for them waits for what they waited for. */
export function withoutRemoved(stages: readonly V1Stage[]): V1Stage[] {
  for (const stage of stages) stage.removed = stage.when.some((condition) => condition.toLowerCase() !== 'true')
  for (const removed of stages.filter((stage) => stage.removed)) {
    for (const { requisites } of stages) if (requisites.remove(removed.id)) requisites.add(...removed.requisites)
  }
  return stages.filter((stage) => !stage.removed)
}

/** Sorted by their graph, whose edges begin as what each depends on, and are the same set from then on. */
function inOrder(stages: readonly V1Stage[]): V1Stage[] {
  for (const stage of stages) stage.requisites = stage.dependsOn
  return sortedByGraph(stages)
}

function withoutLoops(stages: V1Stage[]): V1Stage[] {
  return expanded(
    stages,
    (stage) => stage.loopWith !== undefined,
    (stage) => stage.looped,
  )
}

function withoutPartials(stages: V1Stage[], partials: readonly V1Partial[]): V1Stage[] {
  return expanded(stages, isPartial, ({ id }) => {
    const found = partials.find(({ rendered }) => rendered.has(id))?.rendered.get(id)
    if (found === undefined) throw malformed(`Could not find rendered partial: ${id}`)
    return found
  })
}

/** Puts stages in place of a marker: the first of them wait for what it waited for, others wait for their last. */
function expanded(
  stages: readonly V1Stage[],
  isMarker: (stage: V1Stage) => boolean,
  contentOf: (marker: V1Stage) => readonly V1Stage[],
): V1Stage[] {
  const added: V1Stage[] = []
  for (const marker of stages.filter(isMarker)) {
    const content = contentOf(marker)
    inOrder(content)
    const leaves = leavesOf(content)
    for (const stage of content.filter(({ dependsOn }) => dependsOn.size === 0)) {
      stage.dependsOn = marker.dependsOn.copy()
      stage.requisites = marker.requisites === marker.dependsOn ? stage.dependsOn : marker.requisites.copy()
    }
    for (const { dependsOn, requisites } of [...stages, ...added]) {
      if (dependsOn.remove(marker.id)) dependsOn.add(...leaves)
      if (requisites.remove(marker.id)) requisites.add(...leaves)
    }
    added.push(...content)
  }
  return [...stages.filter((stage) => !isMarker(stage)), ...added]
}
