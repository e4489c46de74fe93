import { cloudSettings } from '../../cloud-settings.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { StageDefinition } from '../../stage.ts'
import { isTrue, text, texts } from '../../values.ts'
import { minutes, seconds } from '../results.ts'
import { imageFromEarlierStages } from '../server-groups/deployment-image.ts'
import { forceCacheRefresh, forceCacheRefreshOf } from '../server-groups/force-cache-refresh.ts'
import { onlyTarget } from '../server-groups/target.ts'
import { askingTask, monitor, type OperationStage, operationStage } from './operation-stage.ts'

/** Changes how a group launches instances from now on (orca: AbstractUpdateLaunchSettingsTask). */
const updateLaunch = (
  operation: string,
  className: string,
  notification: string,
): Omit<OperationStage, 'label' | 'after'> => ({
  type: operation,
  className: `clouddriver.tasks.servergroup.${className}`,
  notification,
  ask({ settings, account, provider, stage }, { settings: config }) {
    const find = (region?: string) => imageFromEarlierStages(stage, region)
    const own = cloudOf(provider).launchSettingsOperations?.(operation, settings, find, cloudSettings(config).deploy)
    const name = text(settings.serverGroupName) ?? text(settings.asgName)
    return {
      operations: own ?? [{ [operation]: settings }],
      context: {
        [`${notification}.account.name`]: account,
        [`${notification}.region`]: settings.region,
        'deploy.server.groups': { [text(settings.region) ?? '']: texts(name) },
      },
    }
  },
})

const updateLaunchConfig = updateLaunch('updateLaunchConfig', 'UpdateLaunchConfigTask', 'modifyasglaunchconfiguration')
const updateLaunchTemplate = updateLaunch(
  'updateLaunchTemplate',
  'UpdateLaunchTemplateTask',
  'modifyservergrouplaunchtemplate',
)

const updateInstances = askingTask({
  type: 'updateInstances',
  className: 'clouddriver.tasks.instance.UpdateInstancesTask',
  ask: ({ settings, account }) => ({
    operations: [{ updateInstances: settings }],
    context: {
      'update.account.name': account,
      'update.region': settings.region,
      serverGroupName: settings.serverGroupName,
    },
  }),
})

/** A group's firewalls change for its instances, and for those that come. */
export const updateSecurityGroupsForServerGroup: StageDefinition = {
  ...operationStage({ ...updateLaunchConfig, label: 'Edit Firewalls', after: [] }),
  type: 'updateSecurityGroupsForServerGroup',
  tasks: ({ context }) => [
    askingTask(isTrue(context.hasLaunchTemplate) ? updateLaunchTemplate : updateLaunchConfig),
    updateInstances,
    forceCacheRefreshOf('update-security-groups-for-server-group-stage'),
  ],
}

/** Google's stateful parts of a group; nobody waits for them. */
const stateful = (type: string, label: string, task: string, className: string, field: string): OperationStage => ({
  type,
  label,
  task,
  className: `clouddriver.tasks.providers.gce.${className}`,
  async ask({ settings, account, stage }, { clouddriver }) {
    const where = `${text(settings.serverGroupName)} in ${account}/${text(settings.region)}`
    const group = await onlyTarget(clouddriver, stage.context, (noun) => `${noun} named ${where}`)
    const { region } = settings
    return {
      operations: [{ [type]: { credentials: account, serverGroupName: group.name, region, [field]: settings[field] } }],
      context: {
        serverGroupName: group.name,
        'deploy.server.groups': { [text(region) ?? group.region]: [group.name] },
      },
    }
  },
  after: [forceCacheRefreshOf(`${type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-stage`)],
})

/** Deletes things one by one, all in one task of the cloud. */
const deletion = (
  type: string,
  label: string,
  className: string,
  list: string,
  item: string,
  monitorName: string,
): OperationStage => ({
  type,
  label,
  className,
  notification: type,
  backoffMs: seconds(10),
  timeoutMs: minutes(2),
  ask({ settings }) {
    const { credentials, region } = settings
    const ids = texts(settings[list])
    if (ids.length === 0) throw new Error(`The stage names nothing to delete: set \`${list}\`.`)
    return {
      operations: ids.map((id) => ({ [type]: { credentials, region, [item]: id } })),
      context: { 'delete.region': region, 'delete.account.name': credentials },
    }
  },
  after: monitorName === '' ? [] : [monitor(monitorName)],
})

export const launchSettingStages: readonly OperationStage[] = [
  {
    ...updateLaunchConfig,
    aliases: ['modifyAsgLaunchConfiguration'],
    label: 'Edit Launch Configuration',
    after: [monitor('monitorModification'), forceCacheRefresh],
  },
  {
    ...updateLaunchTemplate,
    label: 'Edit Launch Template',
    after: [monitor('monitorModification'), forceCacheRefresh],
  },
  stateful('setStatefulDisk', 'Mark Disk as Stateful', 'setStatefulDisk', 'SetStatefulDiskTask', 'deviceName'),
  stateful(
    'statefullyUpdateBootImage',
    'Update Boot Image Statefully',
    'statefullyUpdateBootDisk',
    'StatefullyUpdateBootImageTask',
    'bootImage',
  ),
  deletion(
    'deleteLaunchConfiguration',
    'Delete Launch Configurations',
    'clouddriver.tasks.launchconfigurations.DeleteLaunchConfigurationTask',
    'launchConfigurationNames',
    'launchConfigurationName',
    'monitorDeleteSnapshot',
  ),
  deletion(
    'deleteLaunchTemplate',
    'Delete Launch Templates',
    'clouddriver.tasks.launchtemplates.DeleteLaunchTemplateTask',
    'launchTemplateIds',
    'launchTemplateId',
    'monitorDeleteLaunchTemplate',
  ),
  deletion(
    'deleteSnapshot',
    'Delete Snapshots',
    'clouddriver.tasks.snapshot.DeleteSnapshotTask',
    'snapshotIds',
    'snapshotId',
    'monitorDeleteSnapshot',
  ),
  deletion('deleteImage', 'Delete Images', 'clouddriver.tasks.image.DeleteImageTask', 'imageIds', 'imageId', ''),
]
