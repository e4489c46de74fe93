import type { Expressions } from '../expressions/index.ts'
import { newStageId } from '../ids.ts'
import type { Execution, Json, Stage, SyntheticStageOwner, Task } from '../model.ts'
import type {
  Capabilities,
  NewStage,
  PlannedTask,
  StageDefinition,
  StageGraph,
  TaskDefinition,
  TaskNode,
} from '../stage.ts'
import { isTrue } from '../values.ts'
import { tasksOf } from './dry-run.ts'
import { childrenOf, descendantsOf } from './graph.ts'
import { asIdentityOf } from './identity.ts'
import { NoSuchStageDefinitionBuilderException } from './problems.ts'
import { changed, type Step } from './step.ts'
import { stageView } from './view.ts'

/** Knows the stage types: what a stage consists of and how its expressions resolve. */
export interface Planner {
  readonly expressions: Expressions
  readonly services: Capabilities
  /** Every known stage type, each once. */
  readonly definitions: readonly StageDefinition[]
  /** @throws NoSuchStageDefinitionBuilderException */
  definitionOf(stage: Stage): StageDefinition
  find(stage: Stage): StageDefinition | undefined
  /** The stage's context with its expressions resolved, in its type's own way where it has one; `only` those named. */
  evaluateContext(execution: Execution, stage: Stage, only?: readonly string[]): Promise<Json>
  /** The code of a planned task; undefined when its stage no longer has it. */
  taskOf(execution: Execution, stage: Stage, task: Task): TaskDefinition | undefined
}

const windowKeys = ['restrictExecutionDuringTimeWindow', 'restrictedExecutionWindow']
export const windowType = 'restrictExecutionDuringTimeWindow'
/** What a window does not take over from the stage that it holds. */
const notOfWindows = [windowType, 'stageTimeoutMs', 'alias', 'skipRemainingWait']

/** @param definitions every known stage type; of two with one name the later wins */
export function createPlanner(
  definitions: readonly StageDefinition[],
  expressions: Expressions,
  services: Capabilities,
): Planner {
  const byType = new Map<string, StageDefinition>()
  for (const definition of definitions) {
    for (const type of [definition.type, ...(definition.aliases ?? [])]) byType.set(type, definition)
  }
  const planner: Planner = {
    expressions,
    services,
    definitions: [...new Set(byType.values())],
    find: (stage) => byType.get(typeNameOf(stage)),
    async evaluateContext(execution, stage, only) {
      const definition = planner.find(stage)
      const how = {
        ...(definition?.evaluate && { ownWay: definition.evaluate.bind(definition) }),
        ...(only && { only }),
      }
      return asIdentityOf(execution, stage, () => expressions.evaluateContext(execution, stage, how))
    },
    definitionOf(stage) {
      const found = planner.find(stage)
      if (found === undefined) {
        throw new NoSuchStageDefinitionBuilderException(
          `No StageDefinitionBuilder implementation for ${stage.type}(alias: ${stage.context['alias'] ?? null}) found: check the spelling in stage "${stage.name}", or enable the provider or plugin that brings it`,
        )
      }
      return found
    },
    taskOf(execution, stage, task) {
      const flat = flatten(tasksOf(planner.definitionOf(stage), execution, stage))
      const planned = flat[Number(task.id) - 1]?.task
      if (planned?.implementingClass === task.implementingClass) return planned
      return flat.find((each) => each.task.implementingClass === task.implementingClass)?.task
    },
  }
  return planner
}

/** An alias stands in for the type (orca: StageDefinitionBuilderFactory). */
const typeNameOf = (stage: Stage) => (typeof stage.context['alias'] === 'string' ? stage.context['alias'] : stage.type)

interface FlatTask extends PlannedTask {
  readonly inLoop: boolean
  readonly loopStart: boolean
  readonly loopEnd: boolean
}

function flatten(nodes: readonly TaskNode[], inLoop = false): FlatTask[] {
  return nodes.flatMap((node): FlatTask[] => {
    if (!('loop' in node)) return [{ ...node, inLoop, loopStart: false, loopEnd: false }]
    const tasks = flatten(node.loop, true)
    return tasks.map((task, index) => ({
      ...task,
      loopStart: index === 0,
      loopEnd: index === tasks.length - 1,
    }))
  })
}

/** Builds the stage's tasks and its before-stages (orca: StartStageHandler.plan). */
export async function planStage(step: Step, stage: Stage): Promise<void> {
  const { execution, planner } = step
  const definition = planner.definitionOf(stage)
  if (definition.prepare !== undefined) {
    const prepare = definition.prepare.bind(definition)
    const prepared = async () => prepare(stageView(execution, stage), planner.services)
    stage.context = await asIdentityOf(execution, stage, prepared)
  }
  const view = stageView(execution, stage)
  if (definition.canManuallySkip?.(view)) stage.context = { ...stage.context, canManuallySkip: true }
  const checked = definition.schema.safeParse(stage.context)
  if (!checked.success) {
    const reasons = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'stage'}: ${message}`)
    throw new InvalidStage(`Stage "${stage.name}" (${stage.type}) is not valid: ${reasons.join('; ')}`)
  }
  const flat = await present(execution, stage, flatten(tasksOf(definition, execution, stage)), planner.services)
  stage.tasks = flat.map(({ name, task, inLoop, loopStart, loopEnd }, index) => ({
    id: String(index + 1),
    name,
    implementingClass: task.implementingClass,
    status: 'NOT_STARTED',
    stageStart: index === 0 && !inLoop,
    stageEnd: index === flat.length - 1,
    loopStart,
    loopEnd,
    taskExceptionDetails: {},
  }))
  const graph = stageGraph(step, stage, 'STAGE_BEFORE')
  if (isTrue(stage.context[windowType]) && stage.type !== windowType) graph.addWindow()
  await planWith(definition.before?.bind(definition), step, stage, graph)
  await graph.finish()
}

/**
 * Tries expressions again that failed when the stage began: what they need may be there by now (orca: ExpressionAware).
 * Only they are tried: what tasks wrote in the meantime is not the user's, and never evaluated.
 */
export async function retryFailedExpressions(step: Step, stage: Stage): Promise<void> {
  const failed = stage.context['expressionEvaluationSummary']
  if (typeof failed !== 'object' || failed === null || Object.keys(failed).length === 0) return
  stage.context = await step.planner.evaluateContext(step.execution, stage, Object.keys(failed))
}

/** The tasks that are there under the circumstances. */
async function present(execution: Execution, stage: Stage, tasks: readonly FlatTask[], services: Capabilities) {
  if (tasks.every(({ when }) => when === undefined)) return tasks
  const ask = () => Promise.all(tasks.map(({ when }) => when?.(services) ?? true))
  const answers = await asIdentityOf(execution, stage, ask)
  return tasks.filter((_task, index) => answers[index])
}

async function planWith(
  hook: StageDefinition['before'],
  { execution, planner }: Step,
  stage: Stage,
  graph: StageGraph,
) {
  if (hook === undefined) return
  await asIdentityOf(execution, stage, async () => hook(stageView(execution, stage), graph, planner.services))
}

class InvalidStage extends Error {
  override readonly name = 'IllegalArgumentException'
}

/** Builds the stage's after-stages; one whose type is not known, which failed for that, has none. */
export async function planAfterStages(step: Step, stage: Stage): Promise<void> {
  const graph = stageGraph(step, stage, 'STAGE_AFTER')
  const definition = step.planner.find(stage)
  await planWith(definition?.after?.bind(definition), step, stage, graph)
  await graph.finish()
}

/** What the stage wants done about its failure, not yet part of the execution. */
export async function failureStagesOf(step: Step, stage: Stage): Promise<NewStage[]> {
  const collected: NewStage[] = []
  const collect = (added: NewStage) => {
    collected.push(added)
    return { refId: `${stage.refId}>${collected.length}` }
  }
  const graph: StageGraph = { add: collect, append: collect, connect: (_previous, next) => collect(next) }
  const definition = step.planner.find(stage)
  await planWith(definition?.onFailure?.bind(definition), step, stage, graph)
  return collected
}

/** Adds stages to `parent`, each behind the one before. */
export async function addLinear(step: Step, parent: Stage, stages: readonly NewStage[]): Promise<void> {
  const graph = stageGraph(step, parent, 'STAGE_AFTER')
  for (const stage of stages) graph.append(stage)
  await graph.finish()
}

type SyntheticStage = Stage & { refId: string }

/** Collects synthetic stages and puts them beside their parent (orca: StageGraphBuilder). */
function stageGraph(step: Step, parent: Stage, owner: SyntheticStageOwner) {
  const { execution } = step
  const before = owner === 'STAGE_BEFORE'
  const siblings = childrenOf(execution, parent, owner).length
  const added: SyntheticStage[] = []
  let window: SyntheticStage | undefined
  const make = (fresh: NewStage, requisites: readonly string[]): SyntheticStage => {
    const stage: SyntheticStage = {
      id: newStageId(step.now),
      refId: `${parent.refId ?? null}${before ? '<' : '>'}${siblings + added.length + 1}`,
      type: fresh.type,
      name: fresh.name,
      status: 'NOT_STARTED',
      context: withoutKeys(fresh.context, fresh.type === windowType ? [] : windowKeys),
      outputs: {},
      tasks: [],
      syntheticStageOwner: owner,
      parentStageId: parent.id,
      requisiteStageRefIds: [...requisites],
    }
    added.push(stage)
    return stage
  }
  const first = () => (window === undefined ? [] : [window.refId])
  return {
    add: (fresh: NewStage) => make(fresh, first()),
    append(fresh: NewStage) {
      const last = added.at(-1)
      return make(fresh, last === undefined ? first() : [last.refId])
    },
    connect: (previous: { readonly refId: string }, next: NewStage) => make(next, [previous.refId]),
    addWindow() {
      const context = withoutKeys(parent.context, notOfWindows)
      window = make({ type: windowType, name: windowType, context }, [])
    },
    async finish() {
      if (added.length === 0) return
      // What is done about a failure stands behind what came before it.
      const earlier = before ? [] : childrenOf(execution, parent, owner)
      const line = [parent, ...earlier.flatMap((child) => [child, ...descendantsOf(execution, child)])]
      const last = Math.max(...line.map((each) => execution.stages.indexOf(each)))
      execution.stages.splice(before ? last : last + 1, 0, ...added)
      for (const stage of added) changed(step, stage)
      step.changes.order = true
      if (!before) return
      for (const stage of added) stage.context = await step.planner.evaluateContext(execution, stage)
    },
  }
}

function withoutKeys(context: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !keys.includes(key)))
}
