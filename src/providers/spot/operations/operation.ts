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

/** Lets time pass by the operation's clock. */
export const pause = ({ clock }: Pick<SpotContext, 'clock'>, ms: number) =>
  new Promise<void>((resolve) => clock.setTimer(resolve, ms))

/**
 * Does once what must not be done twice. Only a crash between the doing and its being remembered does it again, so this
 * is for what does little harm when repeated; look first where it would.
 */
export const once = (context: SpotContext, key: string, work: () => Promise<void>) =>
  context.remember(key, async () => {
    await work()
    return true
  })
