import type { Execution, Json } from '../model.ts'

const shownForMs = 14 * 24 * 3_600_000
const oldOnesKept = 2

/** Of one pipeline's executions, newest first: those of the last 14 days, or its newest two when there are none. */
export function recent(executions: readonly Execution[], now: number): readonly Execution[] {
  const young = executions.filter(({ startTime }) => startTime === undefined || startTime > now - shownForMs)
  return young.length > 0 ? young : executions.slice(0, oldOnesKept)
}

/** The order of Orca's lists: by start, not yet started ones first, then the newer id first. */
export function byStartTime(a: Execution, b: Execution): number {
  return (a.startTime ?? 0) - (b.startTime ?? 0) || (a.id < b.id ? 1 : -1)
}

/** `expand=false`: stages without their insides, so that lists stay small. */
export function brief(execution: Execution): Execution {
  const { parentExecution } = execution.trigger
  return {
    ...execution,
    stages: execution.stages.map((stage) => ({
      ...stage,
      context: stage.context.group === undefined ? {} : { group: stage.context.group },
      outputs: {},
      tasks: [],
    })),
    trigger:
      typeof parentExecution === 'object' && parentExecution !== null
        ? { ...execution.trigger, parentExecution: { ...parentExecution, stages: [] } }
        : execution.trigger,
  }
}

/** Whether a trigger has all that the pattern says; texts match ignoring case or as a whole regular expression. */
export function matchesTrigger(pattern: unknown, value: unknown): boolean {
  if (typeof pattern === 'string' && typeof value === 'string') {
    return pattern.toLowerCase() === value.toLowerCase() || wholeMatch(pattern, value)
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return false
    const left = [...value]
    return pattern.every((each) => {
      const index = left.findIndex((other) => matchesTrigger(each, other))
      if (index >= 0) left.splice(index, 1)
      return index >= 0
    })
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof value !== 'object' || value === null) return false
    return Object.entries(pattern).every(([key, each]) => matchesTrigger(each, (value as Json)[key]))
  }
  return pattern === value
}

/** Longer patterns and texts are compared, not matched: a hostile pattern must not keep the process busy. */
const longest = 200

function wholeMatch(pattern: string, value: string): boolean {
  if (pattern.length > longest || value.length > longest) return false
  try {
    return new RegExp(`^(?:${pattern})$`).test(value)
  } catch {
    // Not a regular expression: it was compared as text already.
    return false
  }
}
