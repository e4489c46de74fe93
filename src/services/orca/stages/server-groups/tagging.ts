import { parseName } from '../../../../lib/moniker/index.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { json, number, objects, present, text } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { requestOperations } from './cloud-operation.ts'
import { deployedGroups } from './deployed-groups.ts'
import { deploymentOf, requireAccount } from './deployment.ts'
import { providerOf } from './location.ts'

/** Whether Clouddriver keeps tags on server groups and other entities. */
export async function offersEntityTags({ clouddriver }: Pick<Capabilities, 'clouddriver'>): Promise<boolean> {
  const stages = await clouddriver.featureStages()
  return stages.some(({ name, enabled }) => name === 'upsertEntityTags' && enabled)
}

/**
 * Writes on a new group who made it, in which execution, and what it succeeds; rollbacks go by that. A failure is not the
 * deploy's (orca: AddServerGroupEntityTagsTask).
 */
export const tagServerGroup: PlannedTask = {
  name: 'tagServerGroup',
  when: offersEntityTags,
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.AddServerGroupEntityTagsTask',
    needs: ['clouddriver'],
    backoffMs: seconds(30),
    timeoutMs: minutes(15),
    async run(stage, { clouddriver }) {
      try {
        const operations = await operationsOf(stage, clouddriver)
        if (operations.length === 0) return succeeded()
        const kato = await requestOperations(stage, clouddriver, { operations })
        return succeeded({ 'notification.type': 'upsertentitytags', ...kato })
      } catch {
        return { status: 'FAILED_CONTINUE' }
      }
    },
  }),
}

interface Tagged {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly provider: string
}

async function operationsOf(stage: StageView, clouddriver: Capabilities['clouddriver']): Promise<Json[]> {
  const account = requireAccount(stage.context)
  const provider = providerOf(deploymentOf(stage.context))
  return Promise.all(
    deployedGroups(stage).map(async ({ region, name }) => {
      const group = { name, account, region, provider }
      const metadata = await metadataOf(stage, group, clouddriver)
      const tags = [metadata, ...pinnedTags(stage, group), ...objects(stage.context.entityTags)]
      const entityRef = { entityType: 'servergroup', entityId: name, account, region, cloudProvider: provider }
      return { upsertEntityTags: { isPartial: false, tags, entityRef } }
    }),
  )
}

async function metadataOf(stage: StageView, group: Tagged, clouddriver: Capabilities['clouddriver']): Promise<Json> {
  const { execution, context } = stage
  const isPipeline = execution.type === 'PIPELINE'
  const previousServerGroup = await predecessorOf(stage, group, clouddriver).catch(() => undefined)
  const value = present({
    stageId: stage.stage.id,
    executionId: execution.id,
    executionType: execution.type,
    application: execution.application,
    user: execution.authentication.user,
    description: isPipeline ? execution.name : execution.description,
    pipelineConfigId: isPipeline ? execution.pipelineConfigId : undefined,
    comments: text(context.comments) ?? text(context.reason),
    previousServerGroup,
  })
  return { name: 'spinnaker:metadata', namespace: 'spinnaker', value }
}

/** The newest enabled group that is not the one just made. */
async function predecessorOf({ execution }: StageView, group: Tagged, clouddriver: Capabilities['clouddriver']) {
  const { name, account, region, provider } = group
  const cluster = parseName(name).cluster ?? name
  for (const target of ['NEWEST', 'ANCESTOR']) {
    const at = { application: execution.application, account, cluster, provider, scope: region, target }
    const found = await clouddriver.targetImages(at, { onlyEnabled: true })
    if (found === undefined) return undefined
    if (found.serverGroupName === name) continue
    const { serverGroupName, imageName, imageId, buildInfo } = found
    return present({ name: serverGroupName, imageName, imageId, cloudProvider: provider, buildInfo })
  }
  return undefined
}

/** What a group is held at, and what it goes back to: whoever finds it later can put it right. */
function pinnedTags(stage: StageView, { name, account, region, provider }: Tagged): Json[] {
  const { context, execution } = stage
  const [pinnedCapacity, unpinnedCapacity] = [json(context.capacity), json(context.sourceServerGroupCapacitySnapshot)]
  const [pinned, unpinned] = [number(pinnedCapacity.min), number(unpinnedCapacity.min)]
  if (pinned === undefined || unpinned === undefined || pinned === unpinned) return []
  const where = { serverGroup: name, account, location: region, cloudProvider: provider }
  const by = { executionId: execution.id, executionType: execution.type, stageId: stage.stage.id }
  const value = { ...where, ...by, pinnedCapacity, unpinnedCapacity }
  return [{ name: 'spinnaker:pinned_capacity', namespace: 'spinnaker', value }]
}
