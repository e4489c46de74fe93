import type { StageView } from '../stage.ts'
import { accountOf } from '../stages/server-groups/location.ts'
import { isTrue, json, number, present } from '../values.ts'
import { deployOf } from './deploy.ts'
import type { Strategy } from './strategy.ts'

/**
 * Rolling push (AWS, superseded by rolling red/black): no new group; the existing one gets the new launch settings and its
 * instances are replaced a few at a time (orca: RollingPushStrategy).
 */
export const rollingPush: Strategy = {
  name: 'rollingpush',
  replacesTasks: true,
  after(stage, graph) {
    const context = contextOf(stage)
    graph.append(
      isTrue(stage.context.setLaunchTemplate)
        ? { type: 'updateLaunchTemplate', name: 'updateLaunchTemplate', context }
        : { type: 'modifyAsgLaunchConfiguration', name: 'modifyLaunchConfiguration', context },
    )
    const { relaunchAllInstances, totalRelaunches } = json(stage.context.termination)
    if (isTrue(relaunchAllInstances) || (number(totalRelaunches) ?? 0) > 0) {
      graph.append({ type: 'rollingPush', name: 'rollingPush', context })
    }
  },
}

/** The deploy's settings, turned to the group that exists. */
function contextOf(stage: StageView) {
  const { settings, source } = deployOf(stage.context)
  if (source === undefined)
    throw new Error('Could not find source server group for rolling push. Does the specified cluster exist?')
  const { region, serverGroupName: asgName } = source
  const account = accountOf(json(settings.source)) ?? source.credentials
  return present({
    ...settings,
    region,
    regions: [region],
    asgName,
    'deploy.server.groups': { [region]: [asgName] },
    useSourceCapacity: true,
    credentials: account,
    source: present({ asgName, account, region, useSourceCapacity: true }),
  })
}
