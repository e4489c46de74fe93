import { z } from 'zod'
import { cloudSettings } from '../../cloud-settings.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, number, objects, present, text, texts } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { deployedGroups } from './deployed-groups.ts'
import { deploymentOf } from './deployment.ts'
import { accountOf, providerOf } from './location.ts'

/** After which nobody waits for a refresh any more: by then every agent has read everything. */
const patienceMs = minutes(12)
const waitingKey = 'refreshed.server.groups'

/**
 * Has the inventory read the groups that the stage acted upon. Ours has when it answers; one that only takes the request
 * is asked until it has. A refresh never fails a stage (orca: ServerGroupCacheForceRefreshTask).
 */
const refreshTask = (
  implementingClass: string,
  { backoffMs, timeoutMs }: { readonly backoffMs: number; readonly timeoutMs: number },
) =>
  defineTask<'clouddriver' | 'clock'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${implementingClass}`,
    needs: ['clouddriver', 'clock'],
    backoffMs,
    timeoutMs,
    async run(stage, { clouddriver, clock }) {
      const startedAt = stage.stage.startTime ?? clock.now()
      if (clock.now() - startedAt > patienceMs) return succeeded({ shortCircuit: true })
      const provider = providerOf(deploymentOf(stage.context))
      const isAsked = objects(stage.context[waitingKey]).length > 0
      const pending = isAsked ? await clouddriver.pendingRefreshes(provider, 'ServerGroup').catch(() => []) : []
      const errors: string[] = []
      const waiting: Json[] = []
      for (const group of isAsked ? objects(stage.context[waitingKey]) : groupsOf(stage)) {
        if (isAsked && isProcessed(group, pending, startedAt)) continue
        const isKnown = pending.some(({ details }) => isAbout(json(details), group))
        const answer = isKnown ? 'taken' : await request(clouddriver, provider, group, errors)
        if (answer === 'taken') waiting.push(group)
      }
      const traces = {
        'deploy.server.groups': json(stage.context['deploy.server.groups']),
        'processed.server.groups': [],
        'force.cache.refresh.errors': waiting.length === 0 ? [] : errors,
        zones: texts(stage.context.zones),
        [waitingKey]: waiting,
      }
      return waiting.length === 0 ? succeeded(traces) : running(traces)
    },
  })

const refresh = refreshTask('servergroup.ServerGroupCacheForceRefreshTask', {
  backoffMs: seconds(10),
  timeoutMs: minutes(15),
})

function groupsOf(stage: StageView): Json[] {
  const account = accountOf(deploymentOf(stage.context))
  const zone = text(stage.context.zone) ?? texts(stage.context.zones)[0]
  return deployedGroups(stage).map(({ region, name }) =>
    present({ asgName: name, serverGroupName: name, region, account, zone }),
  )
}

async function request(clouddriver: Capabilities['clouddriver'], provider: string, group: Json, errors: string[]) {
  try {
    return await clouddriver.requestRefresh(provider, 'ServerGroup', group)
  } catch (error) {
    errors.push((error as Error).message)
    return 'done'
  }
}

const isAbout = (details: Json, group: Json) =>
  details.serverGroup === group.serverGroupName && details.region === group.region && details.account === group.account

function isProcessed(group: Json, pending: readonly Json[], since: number): boolean {
  const found = pending.find(({ details }) => isAbout(json(details), group))
  return (number(found?.processedTime) ?? 0) >= since && (number(found?.cacheTime) ?? 0) >= since
}

export const forceCacheRefresh: PlannedTask = { name: 'forceCacheRefresh', task: refresh }

/** The same where operators may do without it, by the original's name of the stage, e.g. `create-server-group-stage`. */
export const forceCacheRefreshOf = (stageClass: string): PlannedTask => ({
  ...forceCacheRefresh,
  when: ({ settings }) => cloudSettings(settings).refreshes(stageClass),
})

/** The same under another class, with limits of its own. */
export const forceCacheRefreshWith = (...how: Parameters<typeof refreshTask>): PlannedTask => ({
  name: 'forceCacheRefresh',
  task: refreshTask(...how),
})

/** Just that, e.g. before a rollback looks at a cluster. */
export const serverGroupForceCacheRefresh: StageDefinition = {
  type: 'serverGroupForceCacheRefresh',
  label: 'Refresh Server Group',
  schema: z.looseObject({}),
  tasks: () => [{ name: 'refreshServerGroup', task: refresh }],
}

/** Has the inventory read other things; who asked does not wait for it. */
export function refreshOf(taskClass: string, type: string, what: (stage: StageView) => readonly Json[]): PlannedTask {
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${taskClass}`,
    needs: ['clouddriver'],
    async run(stage, { clouddriver }) {
      const provider = providerOf(deploymentOf(stage.context))
      // The agents read it anyway: a refresh that is refused fails nothing.
      for (const body of what(stage)) await clouddriver.requestRefresh(provider, type, body).catch(() => 'done')
      return succeeded()
    },
  })
  return { name: 'forceCacheRefresh', task }
}
