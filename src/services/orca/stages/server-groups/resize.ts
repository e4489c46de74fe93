import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { succeeded } from '../results.ts'
import { isTrue, json, number, text } from '../values.ts'
import { monitorOperation } from './cloud-operation.ts'
import { findGroup, groupsOfCluster } from './cluster.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { mutate } from './mutation.ts'
import type { Target } from './target.ts'
import { targetStage } from './target-stage.ts'
import { waitForCapacityMatch } from './waits.ts'

export interface Capacity {
  readonly min: number
  readonly max: number
  readonly desired: number
}

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max)

/** The capacity that a resize leads to (orca: ResizeStrategy). `siblings`: all groups of the cluster at the place. */
export function resizedCapacity(
  context: Json,
  current: Capacity,
  siblings: readonly ServerGroupView[],
  source?: Capacity,
): Capacity {
  const action = text(context.resizeType) === 'exact' ? 'scale_exact' : (text(context.action) ?? 'scale_exact')
  const [share, count] = [number(context.scalePct), number(context.scaleNum)]
  if (action === 'scale_up' || action === 'scale_down') {
    const sign = action === 'scale_up' ? 1 : -1
    const by = (value: number) => (share !== undefined ? Math.ceil((value * share) / 100) : (count ?? 0))
    const moved = (value: number) => Math.max(0, value + sign * by(value))
    return { min: moved(current.min), max: moved(current.max), desired: moved(current.desired) }
  }
  if (action === 'scale_to_cluster') {
    const most = (key: keyof Capacity) => Math.max(0, ...siblings.map(({ capacity }) => capacity[key]))
    const more = share !== undefined ? Math.ceil((most('desired') * Math.abs(share)) / 100) : Math.abs(count ?? 0)
    const [min, max] = [most('min'), most('max')]
    return { min, max, desired: clamp(most('desired') + more, min, max) }
  }
  const base = action === 'scale_to_server_group' && source ? source : exact(json(context.capacity), current)
  return pinned(context, scaled(base, share))
}

function exact(wished: Json, current: Capacity): Capacity {
  const [givenMin, givenMax, givenDesired] = [number(wished.min), number(wished.max), number(wished.desired)]
  const max = givenMax ?? Math.max(givenMin ?? current.min, current.max)
  const min = Math.min(givenMin ?? current.min, max)
  return { min, max, desired: givenDesired ?? clamp(current.desired, min, max) }
}

function scaled({ min, max, desired }: Capacity, share: number | undefined): Capacity {
  if (share === undefined) return { min, max, desired }
  const wished = Math.ceil((desired * share) / 100)
  return { min: Math.min(min, wished), max: Math.max(max, wished), desired: wished }
}

function pinned(context: Json, capacity: Capacity): Capacity {
  const { desired } = capacity
  if (isTrue(context.unpinMinimumCapacity)) {
    const saved = number(json(context.savedCapacity).min)
    return saved !== undefined && saved < capacity.min ? { ...capacity, min: saved } : capacity
  }
  if (isTrue(context.pinCapacity)) return { min: desired, max: desired, desired }
  return isTrue(context.pinMinimumCapacity) ? { ...capacity, min: desired } : capacity
}

async function describe(
  stage: StageView,
  target: Target,
  { clouddriver }: Pick<Capabilities, 'clouddriver'>,
): Promise<Json> {
  const { account, location, name } = target
  const group = await findGroup(clouddriver, stage.execution.application, account, location.value, name)
  if (group === undefined) throw new Error(`There is no server group ${name} in ${account}/${location.value} to resize`)
  const siblings =
    (await groupsOfCluster(clouddriver, { ...stage.context, serverGroupName: name }, account, location)) ?? []
  const sourceName = text(json(stage.context.source).serverGroupName) ?? text(json(stage.context.source).asgName)
  const source = siblings.find((each) => each.name === sourceName)?.capacity
  return { capacity: resizedCapacity(stage.context, group.capacity, siblings, source) }
}

const resize = mutate({
  operation: 'resizeServerGroup',
  taskClass: 'ResizeServerGroupTask',
  words: 'Resizing to 0',
  stopsTraffic: (_stage, description) => number(json(description.capacity).desired) === 0,
  describe,
})

const checkIfApplicationExists = {
  name: 'checkIfApplicationExists',
  task: defineTask<'front50'>({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.CheckIfApplicationExistsForServerGroupTask',
    needs: ['front50'],
    async run(stage, { front50 }) {
      const { application } = stage.execution
      if (await front50.findApplication(application)) return succeeded()
      return succeeded(undefined, {
        checkIfApplicationExistsWarning: `The application ${application} does not exist in Front50`,
      })
    },
  }),
}

export const resizeServerGroup: StageDefinition = targetStage({
  type: 'resizeServerGroup',
  label: 'Resize Server Group',
  tasks: () => [
    checkIfApplicationExists,
    determineHealthProviders,
    resize,
    { name: 'monitorServerGroup', task: monitorOperation() },
    forceCacheRefresh,
    waitForCapacityMatch,
  ],
})
