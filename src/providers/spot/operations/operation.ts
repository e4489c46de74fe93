import type { z } from 'zod'
import type { Operation, OperationContext, OperationResult } from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'

export type SpotContext = OperationContext<SpotAccount>

/** An operation whose description has the schema's type. */
export function defineOperation<S extends z.ZodType>(
  phase: string,
  schema: S,
  run: (description: z.infer<S>, context: SpotContext) => Promise<OperationResult>,
): Operation<SpotAccount> {
  return { phase, schema, run: run as Operation<SpotAccount>['run'] }
}
