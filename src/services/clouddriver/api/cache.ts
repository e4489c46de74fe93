import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { ClouddriverContext } from './context.ts'
import { paramsOf } from './query.ts'

const refreshBody = z.looseObject({
  account: z.string().optional(),
  credentials: z.string().optional(),
  region: z.string().optional(),
  serverGroupName: z.string().optional(),
  asgName: z.string().optional(),
})

/**
 * Refreshing the inventory on demand: done when it is answered, so there is never anything pending, and 202 is never the
 * answer (clouddriver: CacheController). What no agent refreshes is no error.
 */
export function cacheRoutes({ accounts, refresh, agents }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.post('/cache/:provider/:type', async (request) => {
      const { provider, type } = paramsOf<'provider' | 'type'>(request)
      const parsed = refreshBody.safeParse(request.body ?? {})
      if (!parsed.success) throw problem('invalid', `The refresh is not valid: ${z.prettifyError(parsed.error)}`)
      const { region, serverGroupName, asgName } = parsed.data
      const name = parsed.data.account ?? parsed.data.credentials
      const known = name === undefined ? undefined : accounts.find(name)
      const isServerGroup = type.toLowerCase() === 'servergroup' && known?.provider.id === provider
      const cachedIdentifiersByType: Record<string, readonly string[]> = {
        ...(await refresh.onDemand(provider, type, parsed.data)),
      }
      const group = serverGroupName ?? asgName
      if (isServerGroup && group !== undefined) {
        const targets = [{ name: group, ...(region === undefined ? {} : { region }) }]
        cachedIdentifiersByType.serverGroups = await refresh.serverGroups(known.account.name, targets)
      } else if (isServerGroup) await refresh.account(known.account.name)
      return { cachedIdentifiersByType }
    })
    app.get('/cache/:provider/:type', async () => [])
    app.get('/cache/introspection', async () =>
      agents
        .statuses()
        .filter(({ lastStart }) => lastStart !== undefined)
        .toSorted((a, b) => (b.lastStart ?? 0) - (a.lastStart ?? 0))
        .map(({ agent, provider, resources = 0, removed = 0, lastStart = 0, lastDurationMs, error, ...details }) => ({
          id: agent,
          provider,
          totalAdditions: resources,
          totalEvictions: removed,
          lastExecutionDurationMs: lastDurationMs,
          lastExecutionStartMs: lastStart,
          lastExecutionStartDate: new Date(lastStart).toISOString(),
          lastError: error,
          details,
        })),
    )
    app.get('/admin/scheduler/agents', async () =>
      agents.statuses().map(({ agent, ...status }) => ({ agentType: agent, ...status })),
    )
  }
}
