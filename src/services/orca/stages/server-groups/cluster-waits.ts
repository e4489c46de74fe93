import type { ServerGroupView } from '../../../clouddriver/client.ts'
import { type CloudSettings, cloudSettings } from '../../cloud-settings.ts'
import { defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { objects, text } from '../../values.ts'
import { running, succeeded } from '../results.ts'
import { deployedGroups, type GroupReference, pollBackoff, readNow } from './deployed-groups.ts'

interface ClusterWait {
  readonly name: string
  /** Below the original's package of such tasks. */
  readonly className: string
  /** Whether the group, undefined when it is gone, is as it should be. */
  isDone(stage: StageView, group: ServerGroupView | undefined, settings: CloudSettings): boolean
  /** How long after the stage's start it takes at least, in milliseconds. */
  leastMs?(settings: CloudSettings): number
}

/** Waits for each group that the stage acted upon (orca: AbstractWaitForClusterWideClouddriverTask). */
export function clusterWait({ name, className, isDone, leastMs }: ClusterWait): PlannedTask {
  const task = defineTask<'clouddriver' | 'settings' | 'clock'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.cluster.${className}`,
    needs: ['clouddriver', 'settings', 'clock'],
    backoffMs: pollBackoff,
    timeoutMs: (_stage, { settings }) => cloudSettings(settings).limits.clusterWaitMs,
    timeoutOverridable: true,
    async run(stage, { clouddriver, settings: config, clock }) {
      const settings = cloudSettings(config)
      const all = deployedGroups(stage)
      const known = remainingIn(stage)
      const remaining: GroupReference[] = []
      for (const reference of known.length > 0 ? known : all) {
        const group = await readNow(stage, clouddriver, reference)
        if (!isDone(stage, group, settings)) remaining.push(reference)
      }
      if (remaining.length > 0) return running({ remainingDeployServerGroups: remaining })
      const elapsed = clock.now() - (stage.stage.startTime ?? 0)
      return all.length > 0 && elapsed < (leastMs?.(settings) ?? 0) ? running() : succeeded()
    },
  })
  return { name, task }
}

const remainingIn = ({ context }: StageView): GroupReference[] =>
  objects(context.remainingDeployServerGroups).flatMap((reference) => {
    const [region, name] = [text(reference.region), text(reference.name)]
    return region === undefined || name === undefined ? [] : [{ region, name }]
  })
