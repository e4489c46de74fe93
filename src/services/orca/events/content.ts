import { GennakerError } from '../../../platform/errors/index.ts'
import type { EchoEvent } from '../../echo/client.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import { list, objects, text, texts } from '../values.ts'
import type { Transition } from './transitions.ts'

export interface ContentOptions {
  readonly expressions: Expressions
  readonly front50: Front50Client
  /** Whether events of tasks hold their whole execution, as those of stages and executions do. */
  readonly includeFullExecution: boolean
}

/**
 * A transition as Echo, and what listens to Echo, knows it (orca: EchoNotifyingExecutionListener,
 * EchoNotifyingStageListener); undefined for a stage that is gone. The execution is as it stands when the event is sent,
 * a moment later, but for what the event is about.
 */
export async function eventOf(
  execution: Execution,
  transition: Transition,
  options: ContentOptions,
): Promise<EchoEvent | undefined> {
  const { what, phase, stageId, taskId, status, startTime, endTime } = transition
  const kind = what === 'execution' ? execution.type.toLowerCase() : what
  const details = { source: 'orca', type: `orca:${kind}:${phase}`, application: execution.application }
  const eventId = [execution.id, stageId, taskId, phase, phase === 'starting' ? startTime : endTime]
    .filter((part) => part !== undefined)
    .join(':')
  if (what === 'execution') {
    const notifications = await notificationsOf(execution, options)
    const content = { execution: { ...execution, status, notifications }, executionId: execution.id }
    return { eventId, details, content }
  }
  const stage = execution.stages.find(({ id }) => id === stageId)
  if (stage === undefined) return undefined
  const task = stage.tasks.find(({ id }) => id === taskId)
  return {
    eventId,
    details,
    content: {
      standalone: execution.type === 'ORCHESTRATION',
      canceled: execution.canceled,
      context: await options.expressions.evaluateValue(execution, stage, stage.context),
      ...(what === 'stage' ? { startTime, endTime } : { startTime: stage.startTime, endTime: stage.endTime }),
      executionId: execution.id,
      stageId: stage.id,
      isSynthetic: stage.syntheticStageOwner !== undefined,
      name: stage.name,
      ...(task === undefined ? {} : { taskName: `${stage.type}.${task.name}` }),
      ...(what === 'stage' || options.includeFullExecution ? { execution } : {}),
    },
  }
}

/**
 * Who is to be told: the execution's own notifications, then those of its application. Where both name one address, the
 * pipeline's own settles the moments that it names.
 */
async function notificationsOf(execution: Execution, { expressions, front50 }: ContentOptions): Promise<Json[]> {
  const evaluate = async (value: unknown) => objects(await expressions.evaluateValue(execution, nowhere, value))
  const own = await evaluate(execution.notifications)
  if (execution.type !== 'PIPELINE') return own
  const ofApplication = await front50.notificationsOf(execution.application).catch((error) => {
    // An application that is gone, or not this user's to see, has none; Front50 away is another matter.
    if (error instanceof GennakerError && error.status >= 400 && error.status < 500) return undefined
    throw error
  })
  const all = await evaluate(
    Object.values(ofApplication ?? {})
      .filter(Array.isArray)
      .flat(),
  )
  const inherited = all.flatMap((each) => {
    const same = own.find((other) => isSamePlace(other, each))
    const settled = same === undefined ? [] : texts(list(same.when))
    const when = texts(list(each.when)).filter((moment) => moment.startsWith('pipeline') && !settled.includes(moment))
    return when.length === 0 ? [] : [{ ...each, when }]
  })
  return [...own, ...inherited]
}

function isSamePlace(one: Json, other: Json): boolean {
  const same = (key: string) => text(one[key]) !== undefined && one[key] === other[key]
  return same('type') && (same('address') || same('publisherName'))
}

/** What the expressions of an execution, rather than a stage's, see. */
const nowhere: Stage = {
  id: '',
  refId: '',
  type: '',
  name: '',
  status: 'NOT_STARTED',
  context: {},
  outputs: {},
  tasks: [],
  requisiteStageRefIds: [],
}
