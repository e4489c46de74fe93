import { defineTask, type PlannedTask } from '../../stage.ts'
import { json, objects, text } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { monitorOperation, requestOperations } from '../server-groups/cloud-operation.ts'
import { requireGroup } from '../server-groups/cluster.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { providerOf } from '../server-groups/location.ts'
import { offersEntityTags } from '../server-groups/tagging.ts'
import { groupName } from '../server-groups/target.ts'

/** Marks that tools left on the group for the image that it ran go with that image; a failure is told, and not the push's (orca: CleanUpTagsTask). */
export const cleanUpTags: PlannedTask = {
  name: 'cleanUpTags',
  when: offersEntityTags,
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.rollingpush.CleanUpTagsTask',
    needs: ['clouddriver'],
    backoffMs: seconds(5),
    timeoutMs: minutes(5),
    async run(stage, { clouddriver }) {
      const { context } = stage
      const [account, cloudProvider] = [requireAccount(context), providerOf(context)]
      const [region, name] = [text(context.region) ?? '', groupName(context) ?? '']
      try {
        const group = await requireGroup(clouddriver, { account, region, name })
        const query = { cloudProvider, entityType: 'servergroup', entityId: name, account, region }
        const found = await clouddriver.entityTags(query)
        const { imageId } = json(group.launchConfig)
        const stale = found
          .flatMap(({ tags }) => objects(tags))
          .filter(({ namespace, valueType }) => namespace === 'astrid_rules' && valueType === 'object')
          .filter(({ value }) => json(value).imageId !== undefined && json(value).imageId !== imageId)
        if (stale.length === 0) return succeeded()
        const operations = [{ deleteEntityTags: { id: found[0]?.id, tags: stale.map((tag) => tag.name) } }]
        const kato = await requestOperations(stage, clouddriver, { operations })
        return succeeded({ 'notification.type': 'deleteentitytags', ...kato })
      } catch (error) {
        const message = `Outdated tags of ${name} could not be removed: ${(error as Error).message}`
        return { ...succeeded(), notices: [{ group: 'cleanUpTags', message, closed: false }] }
      }
    },
  }),
}

export const monitorTagCleanUp: PlannedTask = {
  name: 'monitorTagCleanUp',
  when: offersEntityTags,
  task: monitorOperation(),
}
