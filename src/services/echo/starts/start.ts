import { randomUUID } from 'node:crypto'
import { runAs } from '../../../platform/identity/index.ts'
import type { Logger } from '../../../platform/telemetry/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { OrcaClient } from '../../orca/client.ts'
import type { StartMessage } from './message.ts'

export interface StartParts {
  readonly front50: Front50Client
  readonly orca: OrcaClient
  readonly logger: Logger
}

/** Without a name of its own, a trigger runs as this user (echo: PipelineInitiator). */
const nobody = 'anonymous'

/**
 * Starts a pipeline as it is saved now, as the user whom its trigger names. `again`: an earlier try may have reached Orca,
 * so Orca is asked first. Throws where it may work later; what Orca refuses, it has recorded as a failed execution.
 */
export async function startPipeline(parts: StartParts, message: StartMessage, again: boolean): Promise<void> {
  const { front50, orca, logger } = parts
  const { executionId, pipelineId, trigger, receivedArtifacts } = message
  const user = typeof trigger.runAsUser === 'string' && trigger.runAsUser !== '' ? trigger.runAsUser : nobody
  await runAs({ user, accounts: [], requestId: randomUUID() }, async () => {
    if (again && (await orca.hasExecution(executionId))) return
    const pipeline = await front50.findConfig('pipelines', pipelineId)
    if (pipeline === undefined || pipeline.disabled === true) {
      logger.info({ pipeline: pipelineId }, 'A pipeline was deleted or disabled before its trigger could start it')
      return
    }
    await orca.startPipeline({
      ...pipeline,
      notifications: list(pipeline.notifications).concat(list(trigger.notifications)),
      trigger: { ...trigger, executionId },
      receivedArtifacts,
      executionId,
    })
  })
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
