import { z } from 'zod'
import type { Execution, Stage, Task } from '../model.ts'

const execution = {
  executionType: z.enum(['PIPELINE', 'ORCHESTRATION']),
  executionId: z.string(),
  application: z.string(),
}
const stage = { ...execution, stageId: z.string() }
const task = { ...stage, taskId: z.string() }

/** What drives executions forward (orca: messages). `kind` and fields are those of the original. */
export const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('startExecution'), ...execution }),
  z.object({ kind: z.literal('completeExecution'), ...execution }),
  z.object({
    kind: z.literal('cancelExecution'),
    ...execution,
    user: z.string().optional(),
    reason: z.string().optional(),
  }),
  z.object({ kind: z.literal('resumeExecution'), ...execution }),
  z.object({ kind: z.literal('rescheduleExecution'), ...execution }),
  z.object({
    kind: z.literal('startWaitingExecutions'),
    pipelineConfigId: z.string(),
    purgeQueue: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('startDependents'), ...execution }),
  z.object({
    kind: z.literal('startStage'),
    ...stage,
    /** How often it could not be planned, because a service did not answer. */
    attempts: z.number().int().optional(),
  }),
  z.object({ kind: z.literal('completeStage'), ...stage }),
  z.object({
    kind: z.literal('continueParentStage'),
    ...stage,
    phase: z.enum(['STAGE_BEFORE', 'STAGE_AFTER']).default('STAGE_BEFORE'),
  }),
  z.object({ kind: z.literal('skipStage'), ...stage }),
  z.object({ kind: z.literal('abortStage'), ...stage }),
  z.object({ kind: z.literal('cancelStage'), ...stage }),
  z.object({ kind: z.literal('pauseStage'), ...stage }),
  z.object({ kind: z.literal('resumeStage'), ...stage }),
  z.object({
    kind: z.literal('restartStage'),
    ...stage,
    user: z.string().optional(),
    /** The stage's child pipeline runs again: the stage, if it has ended, is to watch that one. */
    forChild: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('startTask'), ...task }),
  z.object({ kind: z.literal('pauseTask'), ...task }),
  z.object({ kind: z.literal('resumeTask'), ...task }),
  z.object({ kind: z.literal('runTask'), ...task, taskType: z.string() }),
  z.object({
    kind: z.literal('completeTask'),
    ...task,
    status: z.string(),
    originalStatus: z.string().optional(),
  }),
  z.object({
    kind: z.literal('cancelHook'),
    ...stage,
    /** How often the cleaning up had to be put off. */
    attempts: z.number().int().optional(),
  }),
])

export type Message = z.infer<typeof messageSchema>
export type Kind = Message['kind']
export type MessageOf<K extends Kind> = Extract<Message, { kind: K }>
export type ExecutionMessage = Exclude<Message, { kind: 'startWaitingExecutions' }>
export type StageMessage = Extract<Message, { stageId: string }>

type Addressed = Pick<Execution, 'type' | 'id' | 'application'>
const about = ({ type, id, application }: Addressed) => ({ executionType: type, executionId: id, application })

type ExecutionKind = Exclude<ExecutionMessage, { stageId: string }>['kind']
type StageKind = Exclude<StageMessage, { taskId: string }>['kind']
type TaskKind = 'startTask' | 'pauseTask' | 'resumeTask'

export const executionMessage = <K extends ExecutionKind>(kind: K, execution: Addressed) =>
  ({ kind, ...about(execution) }) as MessageOf<K>

export const stageMessage = <K extends StageKind>(kind: K, execution: Execution, stage: Stage) =>
  ({ kind, ...about(execution), stageId: stage.id }) as MessageOf<K>

export const taskMessage = <K extends TaskKind>(kind: K, execution: Execution, stage: Stage, task: Task) =>
  ({ kind, ...about(execution), stageId: stage.id, taskId: task.id }) as MessageOf<K>

export const runTask = (execution: Execution, stage: Stage, task: Task): MessageOf<'runTask'> => ({
  kind: 'runTask',
  ...about(execution),
  stageId: stage.id,
  taskId: task.id,
  taskType: task.implementingClass,
})

export const completeTask = (
  execution: Execution,
  stage: Stage,
  task: Task,
  status: string,
  originalStatus?: string,
): MessageOf<'completeTask'> => ({
  kind: 'completeTask',
  ...about(execution),
  stageId: stage.id,
  taskId: task.id,
  status,
  ...(originalStatus === undefined ? {} : { originalStatus }),
})
