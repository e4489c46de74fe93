import { currentIdentity, runAs } from '../../../platform/identity/index.ts'
import type { Execution, Stage } from '../model.ts'
import { ancestorsOf } from './graph.ts'

/** Does something on behalf of the person for whom the stage acts. */
export const asIdentityOf = <T>(execution: Execution, stage: Stage, work: () => Promise<T>): Promise<T> =>
  runAs(identityOf(execution, stage), work)

/** On whose behalf a stage's tasks act: who approved it, where the approval says so, else who started the execution. */
function identityOf(execution: Execution, stage: Stage) {
  const approval = ancestorsOf(execution, stage).find(
    ({ type, status, context, lastModified }) =>
      type === 'manualJudgment' &&
      status !== 'SKIPPED' &&
      context['propagateAuthenticationContext'] === true &&
      String(context['judgmentStatus']).toLowerCase() === 'continue' &&
      lastModified !== undefined,
  )?.lastModified
  const { user, allowedAccounts } = approval ?? execution.authentication
  return {
    requestId: currentIdentity().requestId,
    accounts: allowedAccounts,
    application: execution.application,
    executionId: execution.id,
    executionType: execution.type,
    ...(user === undefined ? {} : { user }),
  }
}
