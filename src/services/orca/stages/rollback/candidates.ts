import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageView, type TaskNode } from '../../stage.ts'
import { isTrue, json, number, present, text, texts } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { clusterGroups } from '../server-groups/cluster.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { clusterOf, providerOf } from '../server-groups/location.ts'
import { offersEntityTags } from '../server-groups/tagging.ts'
import { type RecordedImage, recordedImage } from './recorded-image.ts'

/** What a region is rolled back to. */
interface Candidate {
  readonly type: 'EXPLICIT' | 'PREVIOUS_IMAGE'
  readonly context: Json
  readonly image: string | undefined
  readonly buildNumber: string | undefined
}

/** Decides for every region which group goes and what comes back in its place (orca: DetermineRollbackCandidatesTask). */
export const determineRollbackCandidates: TaskNode = {
  name: 'determineRollbackCandidates',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.cluster.DetermineRollbackCandidatesTask',
    needs: ['clouddriver'],
    backoffMs: seconds(15),
    timeoutMs: ({ context }) => minutes(number(context.rollbackTimeout) ?? 5),
    async run(stage, { clouddriver }) {
      const account = requireAccount(stage.context)
      const provider = providerOf(stage.context)
      const named = await clusterToRollBack(stage, clouddriver)
      if (named === undefined) return running()
      const all = await clusterGroups(clouddriver, { ...named, account, provider })
      if (all === undefined) return running()
      const places = texts(stage.context.regions).flatMap((region) => {
        const groups = all.filter((group) => isIn(group, region))
        const bad = groups.find(isEnabled)
        return bad === undefined || groups.length < 2 ? [] : [{ region, groups, bad }]
      })
      const hasNotes = places.length > 0 && (await offersEntityTags({ clouddriver }))

      const imagesToRestore: Json[] = []
      const rollbackTypes: Json = {}
      const rollbackContexts: Json = {}
      for (const { region, groups, bad } of places) {
        const recorded = hasNotes ? await recordedImage(clouddriver, bad) : undefined
        const { type, context, image, buildNumber } = candidateFor(stage, bad, groups, recorded)
        imagesToRestore.push(present({ region, image, buildNumber, rollbackMethod: type }))
        rollbackTypes[region] = type
        rollbackContexts[region] = { ...context, targetHealthyRollbackPercentage: healthyPercentage(stage, bad) }
      }
      return succeeded({ imagesToRestore }, { rollbackTypes, rollbackContexts })
    },
  }),
}

const isIn = (group: ServerGroupView, region: string) => group.region.toLowerCase() === region.toLowerCase()
const isEnabled = ({ disabled }: ServerGroupView) => !disabled

/** The cluster that is named, else the one of `serverGroup`; undefined while the inventory does not have that group. */
async function clusterToRollBack(stage: StageView, clouddriver: ClouddriverClient) {
  const { context } = stage
  const serverGroup = text(context.serverGroup)
  if (text(json(context.moniker).cluster) === undefined && serverGroup !== undefined) {
    const region = texts(context.regions)[0] ?? ''
    const group = await clouddriver.serverGroupNamed(requireAccount(context), region, serverGroup)
    return (
      group &&
      clusterOf({ moniker: group.moniker, serverGroupName: serverGroup, application: stage.execution.application })
    )
  }
  const named = clusterOf({ application: stage.execution.application, ...context })
  if (named === undefined) throw new Error('The rollback names no cluster: set `cluster` or `moniker`.')
  return named
}

/** In this order: the group that the deploy names, one with the image that the bad one replaced, that image itself, the group before it. */
function candidateFor(
  stage: StageView,
  bad: ServerGroupView,
  groups: readonly ServerGroupView[],
  recorded: RecordedImage | undefined,
): Candidate {
  const { context } = stage
  const onlyEnabled = isTrue(json(context.additionalRollbackContext).onlyEnabledServerGroups)
  const others = groups.filter((group) => group.name !== bad.name && (!onlyEnabled || isEnabled(group)))
  const original = text(context.originalServerGroup)
  if (original !== undefined) return explicit(bad, original, recorded)
  if (recorded !== undefined) {
    const same = others.find(
      ({ image }) => text(json(image).imageId)?.toLowerCase() === recorded.imageId?.toLowerCase(),
    )
    return same === undefined ? previousImage(bad, recorded) : explicit(bad, same.name, recorded)
  }
  const [previous] = others
  if (previous === undefined)
    throw new Error(`Could not find a server group to roll back to! (serverGroupName: ${bad.name})`)
  const { image, buildInfo } = previous
  return explicit(bad, previous.name, {
    imageName: text(json(image).name) ?? text(json(image).imageName),
    buildNumber: text(json(json(buildInfo).jenkins).number),
  })
}

function explicit(
  bad: ServerGroupView,
  restoreServerGroupName: string,
  image: Partial<Pick<RecordedImage, 'imageName' | 'buildNumber'>> | undefined,
): Candidate {
  const context = { rollbackServerGroupName: bad.name, restoreServerGroupName }
  return { type: 'EXPLICIT', context, image: image?.imageName, buildNumber: image?.buildNumber }
}

function previousImage(bad: ServerGroupView, { imageId, imageName, buildNumber }: RecordedImage): Candidate {
  const context = present({ rollbackServerGroupName: bad.name, imageId, imageName })
  return { type: 'PREVIOUS_IMAGE', context, image: imageName, buildNumber }
}

/** The larger the group, the more instances may still be starting when the bad one is disabled. */
function healthyPercentage({ context }: StageView, { capacity }: ServerGroupView): number {
  const wished = number(context.targetHealthyRollbackPercentage)
  if (wished !== undefined) return wished
  return capacity.desired < 10 ? 100 : capacity.desired < 20 ? 90 : 95
}
