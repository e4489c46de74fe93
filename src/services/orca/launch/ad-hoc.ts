import type { OrcaConfig } from '../config.ts'
import type { Json } from '../model.ts'

/**
 * Why these stages may not run as an ad-hoc task of the user's; undefined when they may. The original lets a whole task
 * through for one allowed stage in it; here each must be allowed (orca: OrchestrationLauncher).
 */
export function whyForbidden(
  stages: readonly Json[],
  user: string | undefined,
  { 'block-orchestration-executions': blocks, 'allowed-orchestration-executions': allowed }: OrcaConfig['executions'],
): string | undefined {
  if (!blocks) return undefined
  const forbidden = stages.find(({ type }) => {
    const rule = allowed.find(({ name }) => name === type)
    const mayUse = rule?.['allow-all-users'] || (user !== undefined && rule?.['permitted-users'].includes(user))
    return !mayUse
  })
  if (forbidden === undefined) return undefined
  const who = user === undefined ? 'somebody who is not signed in' : user
  return `Ad-hoc execution of type ${String(forbidden['type'])} is disabled for ${who}; an operator may allow it in executions.allowed-orchestration-executions.`
}
