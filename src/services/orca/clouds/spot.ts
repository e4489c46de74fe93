import type { InstanceView, ServerGroupView } from '../../clouddriver/client.ts'
import type { Cloud } from '../cloud.ts'
import { json, number, objects, text } from '../values.ts'
import { regionalImages } from './images.ts'

const scaling = 'AUTO_SCALE'
/** On Azure it is listed under a name of its own. */
const listedAs = [scaling, 'autoScale']

/** Spot's Elastigroups, which run the images of AWS. Stages for what only Spot has are in `providers/spot/stages`. */
export const spot: Cloud = {
  id: 'spot',
  platformHealth: 'Spot',
  images: { ...regionalImages, provider: 'aws', artifactTypes: ['spot/image', 'amazon/image'] },
  weightOf,
  // Spot has nothing like that on Google Cloud and Azure.
  leavesTraffic: ({ cloud }) => cloud === undefined || cloud === 'aws',
  scalingPause: {
    isPaused: ({ suspendedProcesses }) =>
      objects(suspendedProcesses).some(({ name }) => listedAs.includes(String(name))),
    // Without a load balancer a group that does not scale is what Spot calls disabled.
    mayPause: ({ disabled, loadBalancers }) => !disabled && loadBalancers.length > 0,
    suspend: (group) => ({ suspendProcesses: { ...group, processes: [scaling] } }),
    resume: (group) => ({ resumeProcesses: { ...group, processes: [scaling] } }),
  },
}

/** Groups of the unit `weight` are sized by what their instance types count: what the group says of them, else their vCPUs. */
function weightOf({ group }: ServerGroupView, { type }: InstanceView): number {
  const { capacity, compute } = json(group)
  if (json(capacity).unit !== 'weight') return 1
  const name = (text(type) ?? '').toLowerCase().replace('_', '.')
  const given = objects(json(json(compute).instanceTypes).weights).find(({ instanceType }) => instanceType === name)
  return number(given?.weightedCapacity) ?? vcpusOf(name)
}

/** As sizes of EC2 are named; the few types that differ count a little too much or too little. */
function vcpusOf(type: string): number {
  const size = type.split('.').at(-1) ?? ''
  const [, times] = /^(\d+)xlarge$/.exec(size) ?? []
  if (times !== undefined) return 4 * Number(times)
  return { medium: 1, large: 2, xlarge: 4 }[size] ?? 1
}
