import { describe, expect, it } from 'vitest'
import { group, launch } from '../../testing.ts'
import { check } from './check.ts'

const compute = (changes: object) => ({ ...(group().compute as object), ...changes })
const specified = (changes: Record<string, unknown>) =>
  group({ compute: compute({ launchSpecification: launch(changes) }) })
const policy = { policyName: 'p', threshold: 1, action: { type: 'adjustment', adjustment: 1 } }

describe('a look at a group before Spot sees it', () => {
  it('finds nothing in one that is right', () => {
    expect(check(group())).toEqual({ errors: [], warnings: [] })
  })

  it.each([
    ['bounds out of order', group({ capacity: { minimum: 3, target: 2, maximum: 4 } }), /minimum 3, target 2/],
    [
      'simple policies beside target policies',
      group({ scaling: { up: [policy], target: [policy] } }),
      /scaling: .*exclude/,
    ],
    [
      'zones beside subnets',
      group({ compute: compute({ subnetIds: ['subnet-1'] }) }),
      /availabilityZones and subnetIds/,
    ],
    [
      'subnets without a region',
      group({ region: undefined, compute: compute({ availabilityZones: null, subnetIds: ['subnet-1'] }) }),
      /region/,
    ],
    ['one image beside several', specified({ images: [{ id: 'ami-1' }] }), /imageId and images/],
    [
      'two ways to size a volume',
      specified({ blockDeviceMappings: [{ deviceName: '/dev/x', ebs: { volumeSize: 1, dynamicVolumeSize: {} } }] }),
      /\/dev\/x.*volumeSize and dynamicVolumeSize/,
    ],
    ['windows that are missing', group({ strategy: { revertToSpot: { performAt: 'timeWindow' } } }), /timeWindows/],
  ])('says what Spot would refuse: %s', (_what, document, words) => {
    expect(check(document).errors).toEqual([expect.stringMatching(words)])
  })

  it.each([
    ['a share beside a count', group({ strategy: { risk: 50, onDemandCount: 1 } }), /onDemandCount counts/],
    ['deprecated fields', group({ compute: compute({ ebsVolumePool: [{ deviceName: '/dev/x' }] }) }), /ebsVolumePool/],
    ['actions on policies themselves', group({ scaling: { up: [{ policyName: 'p', adjustment: 1 }] } }), /policy p/],
  ])('warns of what Spot takes otherwise than one may think: %s', (_what, document, words) => {
    expect(check(document)).toEqual({ errors: [], warnings: [expect.stringMatching(words)] })
  })

  it('counts null and empty lists as absent: Spot writes them into its answers', () => {
    const types = { ondemand: 'm5.large', onDemandTypes: null, spot: ['m5.large'], resourceRequirements: null }
    const document = group({
      compute: compute({ instanceTypes: types, subnetIds: [] }),
      scaling: { up: [policy], down: null, target: [] },
    })
    expect(check(document)).toEqual({ errors: [], warnings: [] })
  })
})
