import type { Execution, Json, Stage } from '../model.ts'
import type { StageView } from '../stage.ts'
import { ancestorsOf, parentOf, topLevelOf } from './graph.ts'

/** The stage as its definition and tasks see it. */
export function stageView(execution: Execution, stage: Stage, taskId = '0'): StageView {
  let nearest: readonly Stage[] | undefined
  const ancestors = () => {
    nearest ??= ancestorsOf(execution, stage)
    return nearest
  }
  const engineRoots: Json = execution.type === 'PIPELINE' ? { trigger: execution.trigger, execution } : {}
  return {
    stage,
    execution,
    context: stage.context,
    get(key) {
      if (Object.hasOwn(stage.context, key)) return stage.context[key]
      const ancestor = ancestors().find(({ outputs }) => Object.hasOwn(outputs, key))
      return ancestor === undefined ? engineRoots[key] : ancestor.outputs[key]
    },
    all(key) {
      const values = [stage.context[key], ...ancestors().map(({ outputs }) => outputs[key])]
      if (key === 'artifacts' || key === 'resolvedExpectedArtifacts') values.push(execution.trigger[key])
      return values.filter((value) => value !== undefined && value !== null)
    },
    ancestors,
    parent: parentOf(execution, stage),
    topLevel: topLevelOf(execution, stage),
    // A stage that runs again keeps its id, not its start.
    requestId: (suffix = '') => [stage.id, taskId, stage.startTime ?? '', suffix].join(':'),
  }
}
