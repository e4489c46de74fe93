import { z } from 'zod'
import { problem } from '../../src/platform/errors/index.ts'
import type { Json } from '../../src/services/orca/model.ts'
import type {
  NewStageHandle,
  StageDefinition,
  StageGraph,
  StageView,
  TaskDefinition,
  TaskNode,
  TaskResult,
} from '../../src/services/orca/stage.ts'
import type { Policy, StageScript, TaskScript } from './scenario.ts'

/** The outside world: it sees each effect of a task, under its request id. */
export interface World {
  /** How many faults there have been. */
  faults(): number
  /**
   * Says whether it has seen this one before. `faults`: how many there had been when the task began; `mayRepeat`: the task
   * itself asks to be run again.
   */
  effect(requestId: string, call: { faults: number; mayRepeat: boolean }): boolean
}

export const stageType = 'scripted'

/** What a stage of the script has in its context. `run` counts its restarts, `calls` the runs of its tasks. */
export function contextOf(script: StageScript, run: number): Json {
  return {
    script,
    run,
    calls: {},
    ...policies[script.policy],
    ...(script.siblingsGoOn ? { allowSiblingStagesToContinueOnFailure: true } : {}),
    ...(script.enabled ? {} : { stageEnabled: { type: 'expression', expression: '1 == 2' } }),
  }
}

const policies: Record<Policy, Json> = {
  fail: {},
  stop: { failPipeline: false },
  'stop, then fail': { failPipeline: false, completeOtherBranchesThenFail: true },
  ignore: { failPipeline: false, continuePipeline: true },
}

/** A stage type that does what its script says, in a process that may die before and after each effect. */
export function scriptedStage(world: World, step: () => Promise<void>): StageDefinition {
  const scriptOf = (view: StageView) => view.stage.context['script'] as StageScript
  const runOf = (view: StageView) => Number(view.stage.context['run'])

  const task = (script: TaskScript, key: string, redirects = 0): TaskDefinition => ({
    implementingClass: `simulation.${key}`,
    backoffMs: script.backoffMs,
    async run(view) {
      const calls = view.stage.context['calls'] as Record<string, number>
      const call = calls[key] ?? 0
      const answer = script.answers[call]
      const faults = world.faults()
      await step()
      const mayRepeat = answer === 'retry'
      const isRepeated = world.effect(view.requestId(`${runOf(view)}.${call}`), { faults, mayRepeat })
      await step()
      const result = (status: TaskResult['status']): TaskResult => ({
        status,
        context: { calls: { ...calls, [key]: call + 1 } },
      })
      if (mayRepeat && !isRepeated) throw problem('unavailable', 'Not now')
      if (answer !== undefined) return result('RUNNING')
      if (call < script.answers.length + redirects) return result('REDIRECT')
      const end = endOf(script, scriptOf(view), runOf(view))
      if (end === 'throws') throw new Error('This one fails')
      return result(end)
    },
  })

  function tasksOf(script: StageScript): readonly TaskNode[] {
    const tasks = script.tasks.map((each, index) => ({ name: `task ${index}`, task: task(each, String(index)) }))
    if (script.loops === 0) return tasks
    const plain: TaskScript = { answers: [], end: 'SUCCEEDED', backoffMs: 0 }
    return [
      ...tasks,
      {
        loop: [
          { name: 'again', task: task(plain, 'again') },
          { name: 'once more?', task: task(plain, 'once more?', script.loops) },
        ],
      },
      { name: 'last', task: task(plain, 'last') },
    ]
  }

  function grow(graph: StageGraph, view: StageView, scripts: readonly StageScript[], sign: string): void {
    const added: NewStageHandle[] = []
    for (const [index, script] of scripts.entries()) {
      const fresh = {
        type: stageType,
        name: `${view.stage.name}${sign}${index}`,
        context: contextOf(script, runOf(view)),
      }
      const previous = predecessorOf(script, index)
      added.push(previous === undefined ? graph.add(fresh) : graph.connect(added[previous]!, fresh))
    }
  }

  return {
    type: stageType,
    label: 'Scripted',
    schema: z.looseObject({}),
    tasks: (view) => tasksOf(scriptOf(view)),
    before: (view, graph) => grow(graph, view, scriptOf(view).before, '<'),
    after: (view, graph) => grow(graph, view, scriptOf(view).after, '>'),
    onFailure: (view, graph) => grow(graph, view, scriptOf(view).onFailure, '!'),
    restart: (context) => ({ ...context, calls: {}, run: Number(context['run']) + 1 }),
    canManuallySkip: () => true,
  }
}

/** The sibling that a part of a stage waits for; one at most. */
export function predecessorOf(script: StageScript, index: number): number | undefined {
  const [number] = script.behind
  if (number === undefined || number % (index + 1) === index) return undefined
  return number % (index + 1)
}

/** How the task ends in the stage's so-manieth run. */
export const endOf = (task: TaskScript, stage: StageScript, run: number): TaskScript['end'] =>
  run > 0 && stage.recovers ? 'SUCCEEDED' : task.end
