import type { CloudTask } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { json, objects, text } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { accountOf, providerOf } from '../server-groups/location.ts'
import { findTargets } from '../server-groups/target.ts'
import { type Asked, monitor, type OperationStage, type Request } from './operation-stage.ts'

/** Services of Cloud Foundry, which a broker makes while nobody looks (orca: CloudFoundryMonitorKatoServicesTask). */
const monitorService = (name: string): PlannedTask => ({
  name,
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.providers.cf.CloudFoundryMonitorKatoServicesTask',
    needs: ['clouddriver'],
    backoffMs: seconds(10),
    timeoutMs: minutes(30),
    async run(stage, { clouddriver }) {
      const id = text(json(stage.context['kato.last.task.id']).id) ?? ''
      const task = await clouddriver.task(id)
      if (task === undefined) throw new Error(`Clouddriver does not know its task ${id}`)
      const context = rememberedService(stage, task)
      const [result] = task.resultObjects
      if (task.status.failed) return { status: 'TERMINAL', context }
      if (!task.status.completed || result === undefined) return running(context)
      return succeeded({
        ...context,
        'service.region': text(stage.context.region) ?? '',
        'service.account': accountOf(stage.context),
        'service.operation.type': result.type,
        'service.instance.name': result.serviceInstanceName,
      })
    },
  }),
})

/** As other operations are remembered, without their `outputs`. */
function rememberedService({ context }: StageView, { id, status, history, resultObjects }: CloudTask): Json {
  const exception = resultObjects.find(({ type }) => type === 'EXCEPTION')
  const others = objects(context['kato.tasks']).filter((each) => String(each.id) !== id)
  return {
    'kato.task.firstNotFoundRetry': -1,
    'kato.task.notFoundRetryCount': 0,
    'kato.tasks': [...others, { id, status, history, resultObjects, ...(exception && { exception }) }],
  }
}

/** Until the broker says that the service is there, or gone. */
const waitForService = (name: string, className: string, isGone: boolean): PlannedTask => ({
  name,
  task: defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.providers.cf.${className}`,
    needs: ['clouddriver'],
    backoffMs: seconds(10),
    timeoutMs: minutes(30),
    async run({ context }, { clouddriver }) {
      const instance = await clouddriver.serviceInstance({
        account: text(context['service.account']) ?? '',
        cloudProvider: providerOf(context),
        region: text(context['service.region']) ?? '',
        serviceInstanceName: text(context['service.instance.name']) ?? '',
      })
      if (instance === undefined) return isGone ? succeeded() : { status: 'TERMINAL' }
      const status = text(instance.status) ?? ''
      const words = text(instance.lastOperationDescription) ?? 'Failed to get last operation description'
      const outputs = { lastOperationStatus: status, lastOperationDescription: words }
      if (status === 'FAILED') return { status: 'TERMINAL', outputs: { ...outputs, failureMessage: words } }
      return status === 'SUCCEEDED' && !isGone ? succeeded(undefined, outputs) : { ...running(), outputs }
    },
  }),
})

const askService =
  (operation: string) =>
  ({ settings, account }: Asked): Request => ({
    operations: [{ [operation]: settings }],
    context: { 'service.region': text(settings.region) ?? '', 'service.account': account },
  })

/** Service bindings belong to a group, which may be given as a target. */
const bindings =
  (operation: string, list: string): NonNullable<OperationStage['ask']> =>
  async (asked, { clouddriver }) => {
    if (objects(asked.settings[list]).length === 0)
      throw new Error(`There must be at least one service binding request: set \`${list}\`.`)
    const [group] = await findTargets(clouddriver, asked.stage.context)
    const named = group === undefined ? {} : { serverGroupName: group.name, moniker: group.moniker }
    const request = askService(operation)({ ...asked, settings: { ...asked.settings, ...named } })
    return { ...request, context: { ...request.context, ...named } }
  }

const service = (type: string, label: string, after: readonly PlannedTask[], task = type): OperationStage => ({
  type,
  label,
  task,
  className: `clouddriver.tasks.providers.cf.CloudFoundry${type.charAt(0).toUpperCase()}${type.slice(1)}Task`,
  notification: type,
  ask: askService(type),
  after,
})

export const cloudFoundryStages: readonly OperationStage[] = [
  service('deployService', 'Deploy Service', [
    monitorService('monitorDeployService'),
    waitForService('waitForDeployService', 'CloudFoundryWaitForDeployServiceTask', false),
  ]),
  service('destroyService', 'Destroy Service', [
    monitorService('monitorDestroyService'),
    waitForService('waitForDestroyService', 'CloudFoundryWaitForDestroyServiceTask', true),
  ]),
  service('shareService', 'Share Service', [monitorService('monitorShareService')]),
  service('unshareService', 'Unshare Service', [monitorService('monitorUnshareService')]),
  service('createServiceKey', 'Create Service Key', [monitor('monitorCreateServiceKey')]),
  service('deleteServiceKey', 'Delete Service Key', [monitor('monitorDeleteServiceKey')]),
  {
    type: 'cloudFoundryCreateServiceBindings',
    label: 'Create Service Bindings',
    task: 'createServiceBindings',
    className: 'clouddriver.tasks.providers.cf.CloudFoundryCreateServiceBindingsTask',
    notification: 'createServiceBindings',
    ask: bindings('createServiceBindings', 'serviceBindingRequests'),
    after: [monitor('monitorTask')],
  },
  {
    type: 'cloudFoundryDeleteServiceBindings',
    label: 'Delete Service Bindings',
    task: 'deleteServiceBindings',
    className: 'clouddriver.tasks.providers.cf.CloudFoundryDeleteServiceBindingsTask',
    notification: 'deleteServiceBindings',
    ask: bindings('deleteServiceBindings', 'serviceUnbindingRequests'),
    after: [monitor('monitorTask')],
  },
]
