import { chosenArtifact } from '../../artifacts/index.ts'
import { isJson, present, text } from '../../values.ts'
import { minutes, seconds } from '../results.ts'
import { refreshOf } from '../server-groups/force-cache-refresh.ts'
import { accountOf } from '../server-groups/location.ts'
import { monitor, type OperationStage } from './operation-stage.ts'

/** Tags of entities are Clouddriver's own: no cloud knows them. */
const entityTags = (
  type: string,
  label: string,
  className: string,
  monitorName: string,
  operation = type,
): OperationStage => ({
  type,
  label,
  className: `clouddriver.tasks.entitytags.${className}`,
  operation,
  notification: type.toLowerCase(),
  provider: null,
  backoffMs: seconds(5),
  timeoutMs: minutes(1),
  after: [monitor(monitorName)],
})

/** A picture of an application in a cloud, and the way back to it. */
const snapshot = (
  type: string,
  label: string,
  className: string,
  monitorName: string,
  keys: Record<string, string>,
): OperationStage => ({
  type,
  label,
  className: `clouddriver.tasks.snapshot.${className}`,
  ask: ({ settings, account }) => ({
    operations: [{ [type]: settings }],
    context: present({
      ...Object.fromEntries(Object.entries(keys).map(([key, field]) => [key, settings[field]])),
      [`${Object.keys(keys)[0]?.split('.')[0]}.account.name`]: account,
    }),
  }),
  after: [monitor(monitorName)],
})

const refreshDestroyedJob = refreshOf('job.DestroyJobForceCacheRefreshTask', 'Job', ({ context }) => [
  present({ jobName: context.jobName, region: context.region, account: accountOf(context), evict: true }),
])

/** What an application of App Engine is configured with. */
const configurationFiles = ['cronArtifact', 'dispatchArtifact', 'indexArtifact', 'queueArtifact']

export const otherStages: readonly OperationStage[] = [
  entityTags('upsertEntityTags', 'Tag Entity', 'UpsertEntityTagsTask', 'monitorUpsert'),
  entityTags(
    'bulkUpsertEntityTags',
    'Tag Entities',
    'BulkUpsertEntityTagsTask',
    'monitorUpsert',
    'bulkUpsertEntityTagsDescription',
  ),
  entityTags('deleteEntityTags', 'Delete Entity Tags', 'DeleteEntityTagsTask', 'monitorDelete'),
  snapshot('saveSnapshot', 'Save Snapshot', 'SaveSnapshotTask', 'monitorSnapshot', {
    'snapshot.application': 'applicationName',
  }),
  snapshot('restoreSnapshot', 'Restore Snapshot', 'RestoreSnapshotTask', 'monitorRestore', {
    'restore.application': 'applicationName',
    'restore.snapshot': 'snapshotTimestamp',
  }),
  {
    type: 'destroyJob',
    label: 'Destroy Job',
    className: 'clouddriver.tasks.job.DestroyJobTask',
    ask: ({ settings, account }) => ({
      operations: [{ destroyJob: settings }],
      context: present({
        'delete.name': settings.jobName ?? settings.jobId,
        'delete.region': settings.region,
        'delete.account.name': account,
      }),
    }),
    after: [monitor('monitorDestroy'), refreshDestroyedJob],
  },
  {
    type: 'deployAppEngineConfiguration',
    label: 'Deploy Configuration (App Engine)',
    task: 'deployAppengineConfiguration',
    className: 'clouddriver.tasks.providers.appengine.DeployAppEngineConfigurationTask',
    notification: 'deployAppengineConfiguration',
    provider: 'appengine',
    backoffMs: seconds(30),
    timeoutMs: minutes(5),
    async ask({ settings, account, stage }, { expressions }) {
      const chosen = configurationFiles.flatMap((key) => (isJson(settings[key]) ? [[key, settings[key]] as const] : []))
      if (chosen.length === 0) throw new Error('At least one configuration artifact must be supplied.')
      const files = chosen.map(async ([key, { id, artifact }]) => {
        const choice = { id: text(id), inline: artifact }
        return [key, await chosenArtifact(stage, choice, expressions.evaluate)] as const
      })
      const description = { accountName: account, ...Object.fromEntries(await Promise.all(files)) }
      return {
        operations: [{ deployAppengineConfiguration: description }],
        context: { 'service.region': text(settings.region) ?? '', 'service.account': account },
      }
    },
    after: [monitor('monitorTask')],
  },
  {
    type: 'upsertAmazonDNS',
    label: 'Upsert DNS',
    className: 'kato.tasks.UpsertAmazonDNSTask',
    operation: 'upsertAmazonDNSDescription',
    notification: 'upsertamazondns',
    provider: null,
    ask({ settings, stage }) {
      const balancing = ['upsertAmazonLoadBalancer', 'upsertLoadBalancer']
      const made = stage.ancestors().find(({ type }) => balancing.includes(type))
      const { recordType, name, hostedZone, credentials } = settings
      const target = made === undefined ? settings.target : made.context.dnsName
      const description = { type: recordType, name, hostedZoneName: hostedZone, credentials, target }
      return { operations: [{ upsertAmazonDNSDescription: present(description) }] }
    },
    after: [monitor('monitorUpsertDNS')],
  },
  ...['associateElasticIp', 'disassociateElasticIp'].map(
    (type): OperationStage => ({
      type,
      label: type === 'associateElasticIp' ? 'Associate Elastic IP' : 'Disassociate Elastic IP',
      className: `kato.tasks.${type.charAt(0).toUpperCase()}${type.slice(1)}Task`,
      operation: `${type}Description`,
      notification: type.toLowerCase(),
      provider: null,
      after: [],
    }),
  ),
]
