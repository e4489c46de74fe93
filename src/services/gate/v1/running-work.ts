type Json = Readonly<Record<string, unknown>>

interface RunningStage {
  readonly type?: string
  readonly status?: string
  readonly context?: Json
}

/** A task or an execution as Orca lists it. */
export interface RunningExecution {
  readonly id: string
  readonly name?: string
  readonly status: string
  readonly startTime?: number
  readonly stages?: readonly RunningStage[]
  /** Tasks have their stages here. */
  readonly execution?: { readonly stages?: readonly RunningStage[] }
}

/** Something that runs and what it is about: names of server groups, ids of instances. */
interface Work {
  readonly kind: 'task' | 'execution'
  readonly id: string
  readonly name: string
  readonly status: string
  readonly startTime?: number
  readonly about: readonly string[]
  /** Stages that run at this moment, by their types. */
  readonly doing: readonly { readonly type: string; readonly about: readonly string[] }[]
}

/** What runs, each with what its unfinished stages are about; what is about nothing is left out, and so are contexts. */
export function runningWork(tasks: readonly RunningExecution[], executions: readonly RunningExecution[]): Work[] {
  const work = (kind: Work['kind'], each: RunningExecution): Work[] => {
    const stages = each.execution?.stages ?? each.stages ?? []
    const about = [...new Set(stages.filter(isUnfinished).flatMap(({ context }) => subjectsOf(context ?? {})))]
    if (about.length === 0) return []
    const { id, name = id, status, startTime } = each
    const doing = stages.flatMap((stage) => {
      const subjects = stage.status === 'RUNNING' ? subjectsOf(stage.context ?? {}) : []
      return stage.type === undefined || subjects.length === 0
        ? []
        : [{ type: stage.type, about: [...new Set(subjects)] }]
    })
    return [{ kind, id, name, status, ...(startTime === undefined ? {} : { startTime }), about, doing }]
  }
  return [...tasks.flatMap((each) => work('task', each)), ...executions.flatMap((each) => work('execution', each))]
}

const isUnfinished = ({ status = 'RUNNING' }: RunningStage) => ['RUNNING', 'NOT_STARTED', 'PAUSED'].includes(status)

/** The server groups and instances that a stage's context names. */
function subjectsOf(context: Json): string[] {
  const { serverGroupName, asgName, instanceIds, rollbackContext, source } = context
  const { rollbackServerGroupName, restoreServerGroupName } = record(rollbackContext)
  const deployed = Object.values(record(context['deploy.server.groups'])).flat()
  const named = [
    serverGroupName,
    asgName,
    rollbackServerGroupName,
    restoreServerGroupName,
    record(source)['serverGroupName'],
  ]
  const ids = Array.isArray(instanceIds) ? instanceIds : []
  return [...named, ...ids, ...deployed].filter((each): each is string => typeof each === 'string' && each !== '')
}

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
