import { z } from 'zod'
import type { Json } from '../../model.ts'
import type { Capabilities, StageDefinition, StageGraph, StageView } from '../../stage.ts'
import { json, text } from '../../values.ts'
import { explicitRollback } from './explicit.ts'
import { previousImageRollback } from './previous-image.ts'

/** Adds what rolls one group back; `how` is the stage's `rollbackContext`. */
export type Rollback = (
  stage: StageView,
  how: Json,
  graph: StageGraph,
  services: Pick<Capabilities, 'clouddriver'>,
) => void | Promise<void>

const kinds: Readonly<Record<string, Rollback>> = {
  EXPLICIT: explicitRollback,
  PREVIOUS_IMAGE: previousImageRollback,
  TEST: (_stage, { waitTime }, graph) => {
    graph.append({ type: 'wait', name: 'wait', context: { waitTime } })
  },
}

/** Takes a server group out and another one, or another image, in. All of it is done by stages that follow (orca: RollbackServerGroupStage). */
export const rollbackServerGroup: StageDefinition = {
  type: 'rollbackServerGroup',
  label: 'Rollback Server Group',
  schema: z.looseObject({}),
  tasks: () => [],
  async after(stage, graph, services) {
    const kind = text(stage.context.rollbackType) ?? ''
    const rollBack = kinds[kind]
    if (rollBack === undefined)
      throw new Error(`The \`rollbackType\` must be one of ${Object.keys(kinds).join(', ')}, not '${kind}'.`)
    await rollBack(stage, json(stage.context.rollbackContext), graph, services)
  },
}
