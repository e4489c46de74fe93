import type { Transport } from '../../../platform/clients/index.ts'
import type { Clock } from '../../../platform/clock.ts'
import { toGennakerError } from '../../../platform/errors/index.ts'
import { simulate } from '../engine/index.ts'
import type { Expressions } from '../expressions/index.ts'
import { type Draft, requireRunnable } from '../launch/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import type { Capabilities, StageDefinition } from '../stage.ts'
import { json, objects } from '../values.ts'
import { checkReferences } from './checks.ts'
import { judgeLaunch } from './expressions.ts'
import { createObserver, type Observer } from './observer.ts'
import { outlineOf } from './outline.ts'
import type { Plan, Problem } from './schema.ts'
import { createWorld } from './world.ts'

export interface DryRunOptions {
  /** Drafts a pipeline as a launch would. @throws what the launch would be refused with */
  readonly draft: (body: unknown, expressions: Expressions) => Promise<Draft>
  readonly definitions: readonly StageDefinition[]
  /** Without any way to the outside: a plan fetches nothing. */
  readonly expressions: Expressions
  readonly services: Capabilities
  readonly transport: (service: 'clouddriver' | 'front50') => Transport
  readonly clock: Clock
}

/** Says what an execution of a pipeline would do, without doing any of it. */
export type PlanExecution = (body: unknown) => Promise<Plan>

const mostMessages = 20_000

export function createDryRun(options: DryRunOptions): PlanExecution {
  return async (body) => {
    const { execution, config, refusal } = await options.draft(body, options.expressions)
    const now = options.clock.now()
    const clock = virtualTime(now)
    const observer = createObserver(
      execution,
      options.definitions,
      options.expressions,
      (record, expressions) =>
        createWorld({ transport: options.transport, services: options.services, expressions, clock, record }),
      clock,
    )
    const written = writtenStages(config, execution)
    const problems: Problem[] = [
      ...(refusal === undefined ? [] : [{ severity: 'error' as const, message: refusal.message }]),
      ...unknownTypes(execution, observer),
      ...(await checkReferences(execution, config, observer.planner.services)),
    ]
    const graph = graphProblem(execution)
    if (graph !== undefined) problems.push(graph)
    else if (!(await playThrough(execution, observer, clock))) {
      problems.push({ severity: 'warning', message: `The plan was given up after ${mostMessages} steps` })
    }
    return planOf({
      execution,
      observer,
      written,
      canStart: refusal === undefined && graph === undefined,
      problems,
      now,
    })
  }
}

function playThrough(execution: Execution, observer: Observer, clock: ReturnType<typeof virtualTime>) {
  return simulate({
    ...{ execution, clock, mostMessages, planner: observer.planner },
    onMessage: observer.turnOf,
  })
}

function virtualTime(from: number) {
  let time = from
  return {
    now: () => time,
    advanceTo(next: number) {
      time = Math.max(time, next)
    },
  }
}

/** The stages as their author wrote them, by the id that they have in the execution. */
function writtenStages(config: Json, { stages }: Execution): Map<string, Json> {
  return new Map(objects(config.stages).flatMap((given, index) => (stages[index] ? [[stages[index].id, given]] : [])))
}

function unknownTypes({ stages }: Execution, { planner }: Observer): Problem[] {
  return stages
    .filter((stage) => planner.find(stage) === undefined)
    .map((stage) => ({
      severity: 'error' as const,
      ...(stage.refId && { stage: stage.refId }),
      message: `${stage.name}: no stage type "${stage.type}" is known here; check its spelling, or enable what brings it`,
    }))
}

function graphProblem({ stages }: Execution): Problem | undefined {
  try {
    requireRunnable(stages)
    return undefined
  } catch (error) {
    return { severity: 'error', message: toGennakerError(error).message }
  }
}

interface Finished {
  readonly execution: Execution
  readonly observer: Observer
  readonly written: ReadonlyMap<string, Json>
  readonly canStart: boolean
  readonly problems: readonly Problem[]
  readonly now: number
}

function planOf({ execution, observer, written, canStart, problems, now }: Finished): Plan {
  const launch = (stage: Stage) => judgeLaunch(written.get(stage.id) ?? {}, stage.context)
  return {
    application: execution.application,
    ...(execution.name === undefined ? {} : { name: execution.name }),
    ...(execution.pipelineConfigId === undefined ? {} : { pipelineConfigId: execution.pipelineConfigId }),
    canStart,
    outlook: canStart ? execution.status : 'NOT_STARTED',
    problems: distinct([...problems, ...observer.problems]),
    parameters: json(execution.trigger.parameters),
    changes: observer.changes.map(({ summary }) => summary),
    stages: outlineOf(execution, observer, launch, now),
  }
}

const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
]
