import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { StageDefinition } from '../stage.ts'
import type { OrcaContext } from './context.ts'

/** A stage type as those see it who write pipelines. */
export interface StageType {
  readonly type: string
  readonly aliases: readonly string[]
  readonly label: string
  /** A person may skip the stage while it runs. */
  readonly skippable: boolean
  /** JSON Schema of the stage's own fields; fields that it does not name are allowed too. */
  readonly schema: Readonly<Record<string, unknown>>
}

/** Every stage type that this Orca runs, those of the clouds included. */
export function stageTypeRoutes({ planner }: OrcaContext): FastifyPluginAsyncZod {
  let answer: readonly StageType[] | undefined
  return async (app) => {
    app.get('/v1/stages', async () => {
      answer ??= planner.definitions.map(stageTypeOf).sort((a, b) => a.label.localeCompare(b.label))
      return answer
    })
  }
}

function stageTypeOf({ type, aliases = [], label, schema, canManuallySkip }: StageDefinition): StageType {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return { type, aliases, label, skippable: canManuallySkip !== undefined, schema: described }
}
