import type { Json } from '../../model.ts'
import { objects, text, texts } from '../../values.ts'
import { seconds } from '../results.ts'
import { forceCacheRefresh } from '../server-groups/force-cache-refresh.ts'
import { type Asked, monitor, type OperationStage, type Request } from './operation-stage.ts'

/** The groups that a list of `{region, asgName}` means, as later tasks look for them. */
function groupsIn(members: readonly Json[], key: string): Record<string, string[]> {
  const groups: Record<string, string[]> = {}
  for (const member of members) {
    const [region, name] = [text(member.region), text(member[key]) ?? text(member.serverGroupName)]
    if (region !== undefined && name !== undefined) groups[region] = [...new Set([...(groups[region] ?? []), name])]
  }
  return groups
}

/** Asks for something that happens to several groups, which are listed. */
const forListed =
  (operation: string, list = 'asgs', key = 'asgName') =>
  ({ settings }: Asked): Request => ({
    operations: [{ [operation]: settings }],
    context: { 'deploy.server.groups': groupsIn(objects(settings[list]), key) },
  })

/** Asks for something that happens to the one group of the stage. */
export const forOne =
  (operation: string) =>
  ({ settings, account }: Asked): Request => ({
    operations: [{ [operation]: settings }],
    context: {
      'deploy.account.name': account,
      'deploy.server.groups': { [text(settings.region) ?? '']: texts(settings.serverGroupName) },
    },
  })

function tagged({ settings, account }: Asked): Request {
  const name = text(settings.serverGroupName) ?? text(settings.asgName)
  const regions = texts(settings.regions)
  const named = regions.length > 0 && name !== undefined
  return {
    operations: [{ upsertServerGroupTags: settings }],
    context: {
      'deploy.account.name': account,
      'deploy.server.groups': named
        ? Object.fromEntries(regions.map((region) => [region, [name]]))
        : groupsIn(objects(settings.asgs), 'serverGroupName'),
    },
  }
}

export const scalingStages: readonly OperationStage[] = [
  {
    type: 'upsertServerGroupTags',
    aliases: ['upsertAsgTags'],
    label: 'Tag Server Group',
    className: 'clouddriver.tasks.servergroup.UpsertServerGroupTagsTask',
    ask: tagged,
    after: [monitor('monitorModification'), forceCacheRefresh],
  },
  {
    type: 'upsertScalingPolicy',
    label: 'Upsert Scaling Policy',
    className: 'clouddriver.tasks.scalingpolicy.UpsertScalingPolicyTask',
    backoffMs: seconds(5),
    timeoutMs: seconds(100),
    ask: forOne('upsertScalingPolicy'),
    actsOnTarget: true,
    after: [monitor('monitorUpsert'), forceCacheRefresh],
  },
  {
    type: 'deleteScalingPolicy',
    label: 'Delete Scaling Policy',
    className: 'clouddriver.tasks.scalingpolicy.DeleteScalingPolicyTask',
    ask: forOne('deleteScalingPolicy'),
    actsOnTarget: true,
    after: [monitor('monitorDelete'), forceCacheRefresh],
  },
  {
    type: 'upsertAsgScheduledActions',
    label: 'Edit Scheduled Actions',
    className: 'kato.tasks.UpsertAsgScheduledActionsTask',
    notification: 'upsertasgscheduledactions',
    provider: null,
    ask: forListed('upsertAsgScheduledActionsDescription'),
    after: [monitor('monitorUpsert'), forceCacheRefresh],
  },
  {
    type: 'upsertTencentCloudScheduledActions',
    label: 'Edit Scheduled Actions (Tencent Cloud)',
    className: 'clouddriver.pipeline.providers.tencentcloud.UpsertTencentCloudScheduledActionsTask',
    provider: null,
    ask: forListed('upsertTencentCloudScheduledActionsDescription'),
    after: [monitor('monitorUpsert'), forceCacheRefresh],
  },
  {
    type: 'deleteTencentCloudScheduledAction',
    label: 'Delete Scheduled Action (Tencent Cloud)',
    className: 'clouddriver.pipeline.providers.tencentcloud.DeleteTencentCloudScheduledActionTask',
    provider: null,
    ask: forListed('deleteTencentCloudScheduledActionDescription'),
    after: [monitor('monitorUpsert'), forceCacheRefresh],
  },
  {
    type: 'modifyAsg',
    label: 'Edit Auto Scaling Group',
    className: 'kato.tasks.ModifyAsgTask',
    provider: null,
    ask: forListed('modifyAsgDescription'),
    after: [monitor('monitorModification'), forceCacheRefresh],
  },
  {
    type: 'modifyScalingGroup',
    label: 'Edit Scaling Group',
    className: 'kato.tasks.ModifyScalingGroupTask',
    notification: 'modifyScalingGroup',
    provider: null,
    ask: forListed('modifyScalingGroupDescription', 'scalingGroups', 'scalingGroupName'),
    after: [],
  },
  {
    type: 'upsertDisruptionBudget',
    label: 'Edit Disruption Budget',
    className: 'clouddriver.tasks.servergroup.UpsertDisruptionBudgetTask',
    notification: 'upsertDisruptionBudget',
    ask: ({ settings: { credentials, region, jobId, disruptionBudget } }) => ({
      operations: [{ upsertDisruptionBudget: { credentials, region, jobId, disruptionBudget } }],
      context: { 'titus.region': region, 'titus.account.name': credentials },
    }),
    after: [monitor('monitorUpsertDisruptionBudget'), forceCacheRefresh],
  },
  {
    type: 'updateJobProcesses',
    label: 'Update Job Processes',
    className: 'clouddriver.tasks.job.UpdateJobProcessesTask',
    notification: 'updateJobProcesses',
    ask: ({ settings: { credentials, region, jobId, serviceJobProcesses } }) => ({
      operations: [{ updateJobProcesses: { credentials, region, jobId, serviceJobProcesses } }],
      context: { 'titus.region': region, 'titus.account.name': credentials },
    }),
    after: [monitor('monitorUpdateJobProcesses'), forceCacheRefresh],
  },
]
