import { get, patch, path, post, put } from './gate.ts'
import type { Plan, TaskView } from './shapes.ts'

type Parameters = Record<string, unknown>

const manualTrigger = (parameters: Parameters) => ({
  type: 'manual',
  dryRun: false,
  parameters,
  artifacts: [],
  notifications: [],
})

export const startPipeline = (app: string, name: string, parameters: Parameters) =>
  post<{ ref: string }>(path('pipelines', 'v2', app, name), manualTrigger(parameters))

/** What a start with these parameters would do; nothing is done. */
export const planPipeline = (app: string, name: string, parameters: Parameters) =>
  post<Plan>(path('pipelines', app, name, 'plan'), manualTrigger(parameters))

export const cancelExecution = (id: string, reason: string) =>
  put(path('pipelines', id, 'cancel'), { reason: reason || undefined, force: false })

export const pauseExecution = (id: string) => put(path('pipelines', id, 'pause'))
export const resumeExecution = (id: string) => put(path('pipelines', id, 'resume'))
export const restartStage = (id: string, stageId: string) => put(path('pipelines', id, 'stages', stageId, 'restart'))
export const cancelTask = (id: string) => put(path('tasks', id, 'cancel'))

/** Merges values into a running stage's context; the stage reads them at its next step. */
export const editStage = (id: string, stageId: string, values: Record<string, unknown>) =>
  patch(path('pipelines', id, 'stages', stageId), values)

export const judge = (id: string, stageId: string, judgmentStatus: 'continue' | 'stop', judgmentInput?: string) =>
  editStage(id, stageId, { judgmentStatus, ...(judgmentInput ? { judgmentInput } : {}) })

/** Creates an application by the task that does it, and waits for that task's end. */
export const createApplication = async (application: { name: string; email: string; description: string }) => {
  const { ref } = await post<{ ref: string }>('/tasks', {
    application: application.name,
    description: `Create Application: ${application.name}`,
    job: [{ type: 'createApplication', application }],
  })
  return taskEnd(ref.split('/').at(-1) ?? '')
}

const taskEnd = async (id: string): Promise<TaskView> => {
  for (;;) {
    const task = await get<TaskView>(path('tasks', id))
    if (task.endTime || ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED'].includes(task.status)) return task
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
