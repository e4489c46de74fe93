import { get, patch, path, post, put, remove } from './gate.ts'
import type { Plan, TaskView } from './shapes.ts'

/** What a start by hand may say beside being one. */
export interface ManualStart {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly artifacts?: readonly unknown[]
  readonly notifications?: readonly unknown[]
  readonly [more: string]: unknown
}

const manualTrigger = (start: ManualStart) => ({
  dryRun: false,
  artifacts: [],
  notifications: [],
  ...start,
  type: 'manual',
})

/** `requestId`: a ULID; the same one, however often it is sent, starts one execution. */
export const startPipeline = (app: string, name: string, start: ManualStart, requestId: string) =>
  post<{ ref: string }>(`${path('pipelines', 'v2', app, name)}?requestId=${requestId}`, manualTrigger(start))

/** What a start with these parameters would do; nothing is done. */
export const planPipeline = (app: string, name: string, start: ManualStart) =>
  post<Plan>(path('pipelines', app, name, 'plan'), manualTrigger(start))

export const cancelExecution = (id: string, reason: string, force = false) =>
  put(path('pipelines', id, 'cancel'), { reason: reason || undefined, force })

export const deleteExecution = (id: string) => remove(path('pipelines', id))

export const pauseExecution = (id: string) => put(path('pipelines', id, 'pause'))
export const resumeExecution = (id: string) => put(path('pipelines', id, 'resume'))
export const restartStage = (id: string, stageId: string) => put(path('pipelines', id, 'stages', stageId, 'restart'))
export const cancelTask = (id: string) => put(path('tasks', id, 'cancel'))

/** Merges values into a running stage's context; the stage reads them at its next step. */
export const editStage = (id: string, stageId: string, values: Record<string, unknown>) =>
  patch(path('pipelines', id, 'stages', stageId), values)

/** `said`: the chosen `judgmentInput` and the stage's new `comments`, where there are any. */
export const judge = (
  id: string,
  stageId: string,
  judgmentStatus: 'continue' | 'stop',
  said: { readonly judgmentInput?: string; readonly comments?: string } = {},
) => editStage(id, stageId, { judgmentStatus, ...said })

/** Starts an ad-hoc task; answers its id. */
export const submitTask = async (task: {
  application: string
  description: string
  job: readonly Record<string, unknown>[]
}): Promise<string> => {
  const { ref } = await post<{ ref: string }>('/tasks', task)
  return ref.split('/').at(-1) ?? ''
}

/** Creates an application by the task that does it, and waits for that task's end. */
export const createApplication = async (application: {
  readonly name: string
  readonly [attribute: string]: unknown
}) => {
  const id = await submitTask({
    application: application.name,
    description: `Create Application: ${application.name}`,
    job: [{ type: 'createApplication', application }],
  })
  return taskEnd(id)
}

const taskEnd = async (id: string): Promise<TaskView> => {
  for (;;) {
    const task = await get<TaskView>(path('tasks', id))
    if (task.endTime || ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED'].includes(task.status)) return task
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
