import { z } from 'zod'
import type { Front50Client } from '../../../front50/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { succeeded } from '../results.ts'

/** A stage type of one task that changes something in Front50; what the change returns joins the stage's context. */
export function configurationStage(
  type: string,
  taskClass: string,
  change: (stage: StageView, front50: Front50Client) => Promise<Json>,
): StageDefinition {
  const task = defineTask<'front50'>({
    implementingClass: `com.netflix.spinnaker.orca.${taskClass}`,
    needs: ['front50'],
    run: async (stage, { front50 }) =>
      succeeded({ 'notification.type': type.toLowerCase(), ...(await change(stage, front50)) }),
  })
  return { type, label: type, schema: z.looseObject({}), tasks: () => [{ name: type, task }] }
}

/** A value that came in base64, so that no expression in it was evaluated; plain JSON is taken too. */
export function decoded(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(Buffer.from(value, 'base64').toString('utf8'))
  } catch {
    throw new Error('The value is not JSON in base64')
  }
}
