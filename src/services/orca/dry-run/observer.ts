import {
  createPlanner,
  isWorthAnotherTry,
  type Message,
  type Planner,
  selfAndParents,
  viewOf,
} from '../engine/index.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import type { Capabilities, StageDefinition, TaskDefinition, TaskResult } from '../stage.ts'
import { isModelled } from './cloud.ts'
import { judgeExpressions } from './expressions.ts'
import type { Change, PlannedExpression, Problem } from './schema.ts'
import { Unforeseen } from './unforeseen.ts'

/** What was seen of one stage while the execution was played through. */
export interface Sighting {
  readonly changes: Change[]
  readonly expressions: Map<string, PlannedExpression>
  /** What nobody can know before it happens, by task name. */
  readonly assumptions: Map<string, string>
  /** Whether it would have left something, by then, that others may need. */
  lacksOutputs: boolean
  /** Whether its start depends on an expression that can't be evaluated yet. */
  startsPerhaps: PlannedExpression | undefined
  /** Milliseconds that had passed before its start in which others were asked again: how long they take is not known. */
  askingBefore: number
}

export const nothingSeen = (): Sighting => ({
  changes: [],
  expressions: new Map(),
  assumptions: new Map(),
  lacksOutputs: false,
  startsPerhaps: undefined,
  askingBefore: 0,
})

/** Watches an execution that is played through, and keeps it going past what can't be known. */
export interface Observer {
  readonly planner: Planner
  readonly problems: Problem[]
  /** All changes in their order. */
  readonly changes: Change[]
  readonly sightings: ReadonlyMap<string, Sighting>
  /** What the engine handles next. */
  turnOf(message: Message): void
  record(change: Change): void
}

/** Their waiting is known beforehand; that of other stages is for somebody. */
const waitsForTheClock = new Set(['wait', 'waitUntil', 'restrictExecutionDuringTimeWindow'])

/** How many times a task that waits is asked again, before the plan goes on without it. */
const mostLooks = 30

export function createObserver(
  execution: Execution,
  definitions: readonly StageDefinition[],
  expressions: Expressions,
  servicesFor: (record: (change: Change) => void, watched: Expressions) => Capabilities,
  clock: { now(): number },
): Observer {
  const sightings = new Map<string, Sighting>()
  const problems: Problem[] = []
  const changes: Change[] = []
  const looks = new Map<string, number>()
  let turn: string | undefined
  let lastTurn = clock.now()
  let asking = 0

  const sightingOf = (stageId: string): Sighting => {
    const known = sightings.get(stageId)
    if (known !== undefined) return known
    const fresh = nothingSeen()
    sightings.set(stageId, fresh)
    return fresh
  }
  const record = (change: Change) => {
    changes.push(change)
    if (turn === undefined) return
    sightingOf(turn).changes.push(change)
    markUp(predicted, turn)
  }
  const assume = (stage: Stage, task: string, why: string) => {
    const { assumptions } = sightingOf(stage.id)
    if (!assumptions.has(task)) assumptions.set(task, why)
    markUp(open, stage.id)
  }
  const assumeWithout = (stage: Stage, task: string, why: string) => {
    assume(stage, task, why)
    sightingOf(stage.id).lacksOutputs = true
  }
  /** Its own context, or what it stands on, holds something that nobody knows yet. */
  const isUncertain = (stage: Stage) =>
    selfAndParents(execution, stage).some(isUnknown) || viewOf(execution, stage).ancestors().some(isUnknown)
  const isUnknown = ({ id }: { readonly id: string }) => {
    const { expressions: seen, changes: made, lacksOutputs } = sightingOf(id)
    const hasUnknown = [...seen.values()].some(({ basis }) => basis === 'unknown')
    return lacksOutputs || hasUnknown || made.some(({ operation }) => operation && !isModelled(operation))
  }
  /** Stages whose outputs nobody knows, and such as would have changed something; with those that they are parts of. */
  const open = new Set<string>()
  const predicted = new Set<string>()
  const markUp = (marked: Set<string>, stageId: string) => {
    const stage = execution.stages.find(({ id }) => id === stageId)
    if (stage !== undefined) for (const { id } of selfAndParents(execution, stage)) marked.add(id)
  }
  const marked = (ids: ReadonlySet<string>, asking: Stage) =>
    ids.size === 0 ? [] : execution.stages.filter(({ id }) => id !== asking.id && ids.has(id))

  function judge(stage: Stage, written: unknown, evaluated: unknown, summary: Json): PlannedExpression[] {
    const found = judgeExpressions(written, evaluated, {
      summary,
      open: marked(open, stage),
      predicted: marked(predicted, stage),
    })
    const { expressions: seen } = sightingOf(stage.id)
    for (const each of found) {
      const known = seen.get(each.path)
      if (known === undefined || known.basis !== 'known') seen.set(each.path, each)
      if (each.basis === 'failing' && known === undefined) {
        const message = `${stage.name}: the expression ${each.expression} can't be evaluated: ${each.message}`
        problems.push({ severity: 'warning', ...(stage.refId && { stage: stage.refId }), message })
      }
    }
    return found
  }

  const watched: Expressions = {
    ...expressions,
    async evaluateContext(whole, stage, how) {
      const { expressionEvaluationSummary: _, ...written } = stage.context
      const evaluated = await expressions.evaluateContext(whole, stage, how)
      if (how?.only !== undefined) return evaluated
      const { expressionEvaluationSummary: summary, ...rest } = evaluated
      const found = judge(stage, written, rest, (summary ?? {}) as Json)
      // What only time can tell is no failure.
      return found.some(({ basis }) => basis === 'unknown') ? rest : evaluated
    },
    async evaluateTemplate(whole, stage, template) {
      const answer = await expressions.evaluateTemplate(whole, stage, template)
      if (isConstant(template)) return answer
      const path = stage.status === 'NOT_STARTED' ? 'stageEnabled' : 'expression'
      const [found] = judge(stage, { [path]: template }, { [path]: answer.result }, answer.detail)
      if (found?.basis !== 'unknown') return answer
      if (path === 'stageEnabled') sightingOf(stage.id).startsPerhaps = found
      return { result: true, detail: {} }
    },
  }

  /** What a failure in the plan means: an end, or nothing that is known by now. */
  function judgeFailure(stage: Stage, task: string, error: unknown): 'assumed' | 'failed' {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof Unforeseen) assumeWithout(stage, task, message)
    else if (isWorthAnotherTry(error)) assumeWithout(stage, task, `it could not be asked now: ${message}`)
    else if (isUncertain(stage)) assumeWithout(stage, task, `with what is known now it would fail: ${message}`)
    else {
      problems.push({
        severity: 'error',
        ...(stage.refId && { stage: stage.refId }),
        message: `${stage.name}: ${message}`,
      })
      return 'failed'
    }
    return 'assumed'
  }

  const watchedTask = (stage: Stage, name: string, code: TaskDefinition): TaskDefinition => ({
    ...code,
    async run(view, services): Promise<TaskResult> {
      let result: TaskResult
      const { changes: made } = sightingOf(stage.id)
      const known = made.length
      try {
        result = await code.run(view, services)
      } catch (error) {
        if (judgeFailure(stage, name, error) === 'assumed') return { status: 'SUCCEEDED' }
        throw error
      }
      // A task may take the refusal of what it asked for as an answer; it is none.
      const asked = made.slice(known).find(({ kind }) => Object.hasOwn(openEnds, kind))
      if (asked !== undefined) {
        assumeWithout(stage, name, openEnds[asked.kind]!)
        return { status: 'SUCCEEDED' }
      }
      if (result.status === 'RUNNING') {
        const key = `${stage.id}:${name}`
        const seen = (looks.get(key) ?? 0) + 1
        looks.set(key, seen)
        if (seen < mostLooks) return result
        assume(stage, name, waitingWords(stage, name))
        return { ...result, status: 'SUCCEEDED' }
      }
      if (result.status !== 'TERMINAL') return result
      const { details } = (result.context?.exception ?? {}) as { details?: { errors?: unknown[]; error?: string } }
      const words = String(details?.errors?.[0] ?? details?.error ?? `the task ${name} would fail`)
      return judgeFailure(stage, name, new Error(words)) === 'assumed' ? { ...result, status: 'SUCCEEDED' } : result
    },
  })

  /** The definition, whose stages around it may need what is not known yet. */
  function watchedDefinition(stage: Stage, definition: StageDefinition): StageDefinition {
    const guarded =
      <A extends unknown[], R>(what: string, hook: ((...args: A) => R | Promise<R>) | undefined, instead: R) =>
      async (...args: A): Promise<R> => {
        if (hook === undefined) return instead
        try {
          return await hook.apply(definition, args)
        } catch (error) {
          if (!(error instanceof Unforeseen) && !isWorthAnotherTry(error) && !isUncertain(stage)) throw error
          assumeWithout(stage, what, `${what} can't be known yet: ${(error as Error).message}`)
          return instead
        }
      }
    const { prepare, before: first, after, onFailure } = definition
    return {
      ...definition,
      tasks: (view) => definition.tasks(view),
      ...(prepare && { prepare: guarded('what it is made of', prepare, stage.context) }),
      ...(first && { before: guarded('the stages before it', first, undefined) }),
      ...(after && { after: guarded('the stages after it', after, undefined) }),
      ...(onFailure && { onFailure: guarded('the stages for a failure', onFailure, undefined) }),
    }
  }

  const inner = createPlanner(definitions, watched, servicesFor(record, watched))
  const planner: Planner = {
    ...inner,
    definitionOf: (stage) => watchedDefinition(stage, inner.definitionOf(stage)),
    find(stage) {
      const found = inner.find(stage)
      return found && watchedDefinition(stage, found)
    },
    taskOf(whole, stage, task) {
      const code = inner.taskOf(whole, stage, task)
      return code && watchedTask(stage, task.name, code)
    },
  }
  function turnOf(message: Message): void {
    turn = 'stageId' in message ? message.stageId : undefined
    const type = execution.stages.find(({ id }) => id === turn)?.type ?? ''
    if (message.kind !== 'runTask' || !waitsForTheClock.has(type)) asking += clock.now() - lastTurn
    lastTurn = clock.now()
    if (message.kind === 'startStage') sightingOf(message.stageId).askingBefore = asking
  }

  return { planner, problems, changes, sightings, record, turnOf }
}

/** What is asked of others, whose answer is part of what would happen. */
const openEnds: Partial<Record<Change['kind'], string>> = {
  request: 'the answer is known when it is called',
  pipeline: 'the other pipeline runs then',
  configuration: 'it is saved when it runs',
}

/** What an earlier evaluation left of an expression. */
const isConstant = (template: string) => /^\$\{\s*(?:true|false)\s*\}$/.test(template)

function waitingWords({ type, name }: Stage, task: string): string {
  if (type === 'manualJudgment') return `somebody must approve '${name}'`
  return `'${task}' must come to its end`
}
