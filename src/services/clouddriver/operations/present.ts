import type { CloudTask } from '../client.ts'
import type { StoredTask } from '../store/index.ts'

/** A task as `GET /task/{id}` shows it. */
export function presentTask(task: StoredTask): CloudTask {
  const last = task.lines.at(-1) ?? { phase: 'ORCHESTRATION', status: 'Creating task' }
  const completed = task.state !== 'STARTED'
  const retryable = task.state === 'FAILED_RETRYABLE'
  const failed = task.state === 'FAILED' || retryable
  return {
    id: task.id,
    requestId: task.request_id,
    ownerId: task.owner,
    startTimeMs: task.created_at,
    status: { ...last, complete: completed, completed, failed, retryable },
    history: task.lines,
    resultObjects: task.results,
    outputs: task.outputs,
    retryable,
  }
}
