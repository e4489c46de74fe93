export { runConfigTask, submitTask } from './submit.ts'
export { createExecutionWaiter, type ExecutionWaiter, type TaskView } from './waiter.ts'
