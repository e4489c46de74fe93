import type { Execution, Json, Stage } from '../model.ts'
import { inOrder } from '../order.ts'
import { isTrue, json, list, objects, text } from '../values.ts'

/** The outputs of the child's stages, without those of their parts; of two lists under one name both count, else the later stage's value. */
export function outputsOf({ stages }: Execution): Json {
  const merged: Json = {}
  for (const { outputs } of inOrder(stages)) {
    for (const [key, value] of Object.entries(outputs)) {
      const before = merged[key]
      merged[key] = Array.isArray(before) && Array.isArray(value) ? distinct([...before, ...value]) : value
    }
  }
  return merged
}

const distinct = (values: readonly unknown[]) => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
]

/** Why the child failed, in the words of its stages, and which of them to look at. */
export function failureOf(child: Execution): Json {
  const terminal = child.stages.filter(({ status }) => status === 'TERMINAL')
  const errors = terminal.flatMap((stage) =>
    reasonsOf(stage).map(
      (reason) => `Exception in child pipeline stage (${child.name}: ${stage.name || stage.type}): ${reason}`,
    ),
  )
  const [first] = terminal
  const source = first && {
    executionId: child.id,
    stageId: first.id,
    stageName: first.name,
    stageIndex: child.stages.indexOf(first),
  }
  return { details: { errors }, ...(source && { source }) }
}

function reasonsOf({ context }: Stage): string[] {
  const { details } = json(context.exception)
  if (details !== undefined) {
    const { errors, error } = json(details)
    return (list(errors).length > 0 ? list(errors) : list(error)).map(String)
  }
  return objects(context['kato.tasks'])
    .filter(({ status }) => isTrue(json(status).failed))
    .flatMap(({ exception, history }) => text(json(exception).message) ?? lastWord(history) ?? [])
}

function lastWord(history: unknown): string | undefined {
  const last = list(history).at(-1)
  return typeof last === 'object' && last !== null ? text((last as Json).status) : text(last)
}
