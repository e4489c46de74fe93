import { z } from 'zod'
import { cloudOf } from '../../clouds/index.ts'
import type { Json, Stage } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { isJson, isTrue, json, number, present, text, texts } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { capacityOf } from './capacity.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { deployLocation, deploymentOf, requireAccount } from './deployment.ts'
import { forceCacheRefreshOf } from './force-cache-refresh.ts'
import { accountOf, providerOf } from './location.ts'
import { traces } from './mutation.ts'
import { offersEntityTags } from './tagging.ts'

/**
 * Remembers the size of the group that a deploy succeeds, and gives the new one that size at least, until the old one is
 * gone (orca: CaptureSourceServerGroupCapacityTask).
 */
export const snapshotSourceServerGroup: PlannedTask = {
  name: 'snapshotSourceServerGroup',
  task: defineTask<'clouddriver'>({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.pipeline.providers.aws.CaptureSourceServerGroupCapacityTask',
    needs: ['clouddriver'],
    async run(stage, { clouddriver }) {
      const deployment = deploymentOf(stage.context)
      const source = json(deployment.source)
      const copies = isTrue(source.useSourceCapacity ?? deployment.useSourceCapacity)
      if (!copies) return succeeded()
      const [name, region] = [text(source.asgName) ?? text(source.serverGroupName), text(source.region)]
      if (name === undefined || region === undefined) {
        const isOptional = isTrue(source.preferSourceCapacity ?? deployment.preferSourceCapacity)
        return isOptional ? succeeded({ useSourceCapacity: false }) : succeeded()
      }
      const account = text(source.account) ?? requireAccount(deployment)
      const group = await clouddriver.serverGroupNamed(account, region, name)
      if (group === undefined) return succeeded()
      const { desired, max } = group.capacity
      return succeeded({
        useSourceCapacity: false,
        source: { ...source, useSourceCapacity: false },
        sourceServerGroupCapacitySnapshot: capacityOf(group),
        capacity: { min: desired, desired, max },
      })
    },
  }),
}

export const captureSourceServerGroupCapacity: StageDefinition = {
  type: 'captureSourceServerGroupCapacity',
  label: 'Capture Source Server Group Capacity',
  schema: z.looseObject({}),
  tasks: () => [snapshotSourceServerGroup],
}

type Services = Pick<Capabilities, 'clouddriver' | 'orca'>

/** Which group gets its minimum back, and what it was. */
interface Restoration {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly provider: string
  readonly snapshot: Json
}

const key = 'sourceServerGroupCapacitySnapshot'

/** The stage that took the snapshot: one before, else one beside (a rollback's). */
function snapshotStage(stage: StageView): Readonly<Stage> | undefined {
  const took = ({ context }: Readonly<Stage>) => context[key] !== undefined
  const beside = (other: Readonly<Stage>) => other.parentStageId === stage.stage.parentStageId && took(other)
  return stage.ancestors().find(took) ?? stage.execution.stages.find(beside)
}

async function restorationOf(stage: StageView, { orca }: Services): Promise<Restoration | undefined> {
  const taken = snapshotStage(stage)
  if (taken === undefined) return undefined
  const { target } = stage.context
  if (isJson(target)) {
    const name = text(target.serverGroupName) ?? text(target.asgName)
    const [account, region] = [text(target.account), text(target.region)]
    if (name === undefined || account === undefined || region === undefined) return undefined
    return { name, account, region, provider: providerOf(target), snapshot: json(taken.context[key]) }
  }
  const deploy = taken.context.strategy === 'custom' ? await deployOfStrategy(stage, taken, orca) : taken
  if (deploy === undefined) return undefined
  const deployment = deploymentOf(deploy.context)
  const name = Object.values(json(deployment['deploy.server.groups'])).flatMap(texts)[0]
  const [account, region] = [accountOf(stage.context), deployLocation(deployment)?.value]
  if (name === undefined || account === undefined || region === undefined) return undefined
  return { name, account, region, provider: providerOf(deployment), snapshot: json(deployment[key]) }
}

/** Where a strategy is a pipeline of its own, its deploy stage made the group. */
async function deployOfStrategy(stage: StageView, parent: Readonly<Stage>, orca: Capabilities['orca']) {
  const started = stage.execution.stages.find(
    ({ type, parentStageId }) => type === 'pipeline' && parentStageId === parent.id,
  )
  const child = await orca.find(text(started?.context.executionId) ?? '')
  return child?.stages.find(
    ({ context }) => context.type === 'createServerGroup' && context['deploy.server.groups'] !== undefined,
  )
}

const restoreMinCapacity: PlannedTask = {
  name: 'restoreMinCapacity',
  task: defineTask<'clouddriver' | 'orca'>({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.pipeline.providers.aws.ApplySourceServerGroupCapacityTask',
    needs: ['clouddriver', 'orca'],
    backoffMs: seconds(2),
    timeoutMs: seconds(90),
    async run(stage, services) {
      const { clouddriver } = services
      const wanted = await restorationOf(stage, services)
      if (wanted === undefined) return succeeded()
      const { name, account, region, provider, snapshot } = wanted
      const group = await clouddriver.serverGroupNamed(account, region, name)
      if (group === undefined) return succeeded()
      const current = capacityOf(group)
      const min = Math.min(number(snapshot.min) ?? current.min, current.min)
      const capacity = cloudOf(provider).restoredCapacity?.({ ...current }, snapshot, min) ?? { ...current, min }
      const named = { credentials: account, region, asgName: name, serverGroupName: name, cloudProvider: provider }
      const operations = [{ resizeServerGroup: { ...named, capacity } }]
      const kato = await requestOperations(stage, clouddriver, { provider, operations })
      const target = {
        name,
        account: accountOf(stage.context) ?? account,
        provider,
        location: { type: 'REGION', value: region },
      } as const
      return succeeded({ 'notification.type': 'resizeservergroup', ...kato, ...traces('resizeServerGroup', target) })
    },
  }),
}

const pinnedTag = 'spinnaker:pinned_capacity'

/** Gives a pinned group its minimum back (orca: ApplySourceServerGroupCapacityStage). Does nothing where nothing was captured. */
export const applySourceServerGroupCapacity: StageDefinition = {
  type: 'applySourceServerGroupCapacity',
  label: 'Apply Source Server Group Capacity',
  schema: z.looseObject({}),
  tasks: () => [
    restoreMinCapacity,
    { name: 'waitForCapacityMatch', task: monitorOperation() },
    forceCacheRefreshOf('apply-source-server-group-capacity-stage'),
  ],
  async after({ context }, graph, { clouddriver }) {
    const [region] = Object.keys(json(context['deploy.server.groups']))
    const [name, account] = [text(context.serverGroupName), text(context.credentials)]
    if (region === undefined || name === undefined || account === undefined) return
    if (!(await offersEntityTags({ clouddriver }))) return
    const query = { [`tag:${pinnedTag}`]: '*', entityId: name, account, region }
    const [tags] = await clouddriver.entityTags(query).catch(() => [])
    if (tags === undefined) return
    graph.add({
      type: 'deleteEntityTags',
      name: 'Cleanup Server Group Tags',
      context: present({ id: tags.id, tags: [pinnedTag] }),
    })
  },
}
