import { z } from 'zod'
import type { StageDefinition, TaskDefinition } from '../../stage.ts'
import { evaluateDeploymentHealth, notifyDeployCompleted, notifyDeployStarting } from './tasks.ts'

/** A stage that asks, or tells, the deployment monitor of a monitored deploy. */
const asking = (type: string, label: string, task: TaskDefinition): StageDefinition => ({
  type,
  label,
  schema: z.looseObject({ deploymentMonitor: z.looseObject({ id: z.string() }) }),
  tasks: () => [{ name: type, task }],
})

/** What the strategy `monitored` adds between its steps. */
export const monitoredDeployStages: readonly StageDefinition[] = [
  asking('notifyDeployStarting', 'Notify Deploy Starting', notifyDeployStarting),
  asking('evaluateDeploymentHealth', 'Evaluate Deployment Health', evaluateDeploymentHealth),
  asking('notifyDeployCompleted', 'Notify Deploy Completed', notifyDeployCompleted),
]
