export { type Answer, type ApiProblem, answerOf, type TaskState, type TaskView } from './envelope.ts'
export { conflict, finding, Refused } from './refused.ts'
export { createTasks, type TaskContext, type Tasks, type Work } from './tasks.ts'
