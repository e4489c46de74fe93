import { artifactBean } from '../engine/beans.ts'
import { helperError, OBJECT, type SpelFunction, STRING } from './function.ts'
import { executionOf } from './stages.ts'

type Json = Readonly<Record<string, unknown>>
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : [])

function boundArtifact(argument: unknown, key: 'name' | 'type', wanted: string | null): unknown {
  const execution = executionOf(argument)
  const artifact = list(execution.trigger?.resolvedExpectedArtifacts)
    .map((expected) => expected.boundArtifact as Json | null | undefined)
    .find((bound) => bound != null && bound[key] === wanted)
  if (artifact != null) return artifactBean(artifact)
  throw helperError(`Unable to locate resolved artifact ${wanted} in trigger execution ${execution.id}.`)
}

/** Helpers that look at artifacts (orca: ArtifactExpressionFunctionProvider). */
export const artifactFunctions: Readonly<Record<string, SpelFunction>> = {
  triggerResolvedArtifact: {
    parameters: [OBJECT, STRING],
    execution: true,
    call: (execution, name) => boundArtifact(execution, 'name', name),
  },
  triggerResolvedArtifactByType: {
    parameters: [OBJECT, STRING],
    execution: true,
    call: (execution, type) => boundArtifact(execution, 'type', type),
  },
  resolvedArtifacts: {
    parameters: [OBJECT],
    execution: true,
    call: (execution) => (executionOf(execution).stages ?? []).flatMap((stage) => list(stage.outputs?.artifacts)),
  },
}
