import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { number } from '../../values.ts'
import { hours, minutes, running, succeeded, terminal } from '../results.ts'
import { deployedGroups, type GroupReference, groupsActedUpon, pollBackoff, readNow } from './deployed-groups.ts'
import { areDown, areUp, countsUp, sizeOf } from './enough-instances.ts'
import { consideredHealth, countHealth } from './health.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'settings' | 'clock'>

interface InstanceWait {
  readonly name: string
  /** Below the original's package of tasks. */
  readonly className: string
  groups(stage: StageView): readonly GroupReference[]
  /** The group may still have to appear, so one that is missing is waited for. */
  readonly mayAppear?: true
  done(stage: StageView, group: ServerGroupView, services: Services): boolean
  /** What UIs show while it lasts. */
  progress?(stage: StageView, group: ServerGroupView, services: Services): Json
}

/** Looks at the groups again and again until each has what it should (orca: AbstractInstancesCheckTask). */
function instanceWait({ name, className, groups, mayAppear, done, progress }: InstanceWait): PlannedTask {
  const task = defineTask<'clouddriver' | 'settings' | 'clock'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${className}`,
    needs: ['clouddriver', 'settings', 'clock'],
    backoffMs: pollBackoff,
    timeoutMs: hours(2),
    timeoutOverridable: true,
    run: (stage, services) =>
      patiently(stage, async () => {
        const references = groups(stage)
        if (references.length === 0) return terminal('The stage has no server group to wait for')
        for (const reference of references) {
          const group = await readNow(stage, services.clouddriver, reference)
          if (group === undefined) {
            if (mayAppear) return running()
            throw new Error(`Server group '${reference.region}:${reference.name}' does not exist`)
          }
          if (done(stage, group, services)) continue
          return running({
            ...snapshot(stage, group),
            ...progress?.(stage, group, services),
            currentInstanceCount: group.instances.length,
          })
        }
        return succeeded()
      }),
  })
  return { name, task }
}

/** A cloud that fails for a moment is asked again. */
async function patiently(stage: StageView, look: () => Promise<ReturnType<typeof running>>) {
  try {
    return await look()
  } catch (error) {
    const { status, message } = error as { status?: number; message: string }
    if (status === undefined || status < 500) throw error
    const details = { error: message, errors: [message] }
    return running({
      lastSpinnakerException: { exceptionType: (error as Error).name, operation: stage.stage.name, details },
    })
  }
}

/** The size with which the wait began, and how often it seemed to be none since. */
function snapshot({ context }: StageView, { capacity }: ServerGroupView): Json {
  const isFirst = context.capacitySnapshot === undefined
  const { min, desired, max } = capacity
  const seen = number(context.zeroDesiredCapacityCount) ?? 0
  return {
    ...(isFirst && { capacitySnapshot: { minSize: min, desiredCapacity: desired, maxSize: max } }),
    zeroDesiredCapacityCount: desired === 0 ? seen + 1 : 0,
  }
}

export const waitForUpInstances = instanceWait({
  name: 'waitForUpInstances',
  className: 'instance.WaitForUpInstancesTask',
  groups: groupsActedUpon,
  mayAppear: true,
  done: (stage, group, { clock }) => areUp(stage, group, clock.now()),
  progress: (stage, group, { clock }) => {
    const { target, capacity } = countsUp(stage, group, clock.now())
    const { min, desired, max } = capacity
    return {
      ...(stage.context.capacitySnapshot === undefined && {
        capacitySnapshot: { minSize: min, desiredCapacity: desired, maxSize: max },
      }),
      targetDesiredSize: target,
      lastCapacityCheck: countHealth(group.instances, consideredHealth(stage.context)),
    }
  },
})

/** After a resize: as many instances as wished, and healthy ones where the group serves. */
export const waitForCapacityMatch = instanceWait({
  name: 'waitForCapacityMatch',
  className: 'servergroup.WaitForCapacityMatchTask',
  groups: deployedGroups,
  done(stage, group, { clock, settings }) {
    const { wished } = countsUp(stage, group, clock.now())
    const target = cloudSettings(settings).matchesInstanceCount ? 0 : (number(stage.context.targetDesiredSize) ?? 0)
    const size = sizeOf(stage, group, group.instances)
    const isExact = size === group.instances.length
    // Weights rarely add up to just the wished number.
    if (target === 0 ? (isExact ? size !== wished : size < wished) : size < target) return false
    return group.disabled || areUp(stage, group, clock.now())
  },
  progress: (stage, group, { clock }) =>
    group.disabled ? {} : { targetDesiredSize: countsUp(stage, group, clock.now()).target },
})

export const waitForDownInstances = instanceWait({
  name: 'waitForDownInstances',
  className: 'servergroup.WaitForRequiredInstancesDownTask',
  groups: groupsActedUpon,
  done: (stage, group) => areDown(stage, group),
})

/** Until no instance says that it is up. */
export const waitForNotUpInstances = instanceWait({
  name: 'waitForNotUpInstances',
  className: 'servergroup.WaitForAllInstancesNotUpTask',
  groups: groupsActedUpon,
  done({ context }, group) {
    const considered = consideredHealth(context)
    const isUp = (type: unknown, state: unknown, healthClass: unknown) =>
      state === 'Up' &&
      (considered === undefined || considered.includes(String(type))) &&
      !(group.disabled && healthClass === 'platform')
    return group.instances.every(
      ({ health }) => !health?.some(({ type, state, healthClass }) => isUp(type, state, healthClass)),
    )
  },
})

interface GroupWait {
  readonly name: string
  readonly className: string
  look(stage: StageView, clouddriver: ClouddriverClient): Promise<ReturnType<typeof running>>
}

function groupWait({ name, className, look }: GroupWait): PlannedTask {
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.${className}`,
    needs: ['clouddriver'],
    backoffMs: pollBackoff,
    timeoutMs: minutes(30),
    run: (stage, { clouddriver }) => patiently(stage, () => look(stage, clouddriver)),
  })
  return { name, task }
}

/** A part of the traffic may go without the group being disabled. */
const isPartial = ({ desiredPercentage }: Json) => {
  const share = number(desiredPercentage)
  return share !== undefined && share !== 100
}

export const waitForServerGroupDisabled = groupWait({
  name: 'waitForServerGroupDisabled',
  className: 'WaitForDisabledServerGroupTask',
  async look(stage, clouddriver) {
    if (isPartial(stage.context)) return { status: 'SKIPPED' }
    for (const reference of deployedGroups(stage)) {
      const group = await readNow(stage, clouddriver, reference)
      if (group === undefined || !group.disabled) return running()
    }
    return succeeded()
  },
})

const destroyedWait = (name: string, className: string): PlannedTask =>
  groupWait({
    name,
    className,
    async look(stage, clouddriver) {
      const left: ServerGroupView[] = []
      for (const reference of deployedGroups(stage)) {
        const group = await readNow(stage, clouddriver, reference)
        if (group !== undefined) left.push(group)
      }
      const names = left.flatMap(({ instances }) => instances.map((instance) => instance.name))
      return left.length > 0 ? running({ remainingInstances: names }) : succeeded({ remainingInstances: [] })
    },
  })

export const waitForDestroyedServerGroup = destroyedWait(
  'waitForDestroyedServerGroup',
  'WaitForDestroyedServerGroupTask',
)
export const bulkWaitForDestroyedServerGroup = destroyedWait(
  'waitForDestroyedServerGroup',
  'BulkWaitForDestroyedServerGroupTask',
)
