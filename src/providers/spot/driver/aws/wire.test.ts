import { describe, expect, it } from 'vitest'
import { toElastigroup } from './elastigroup.ts'
import { toWire } from './wire.ts'

const group = {
  id: 'sig-1',
  name: 'demo-main-v000',
  createdAt: '2026-01-05T10:00:00.000Z',
  capacity: { minimum: 1, maximum: 4, target: 2 },
  strategy: { risk: 80, availabilityVsCost: 'equalAzDistribution', unknown: ['kept'] },
  compute: {
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-1'] }],
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    launchSpecification: {
      monitoring: true,
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 20 } }],
    },
  },
  scaling: {
    up: [
      { policyName: 'up', threshold: 70, action: { type: 'setMinTarget', minTargetCapacity: '2' } },
      { policyName: 'steps', stepAdjustments: [{ threshold: 50, action: { type: 'percentageAdjustment' } }] },
    ],
    down: [{ policyName: 'down', action: { type: 'adjustment', adjustment: 'MAX(currCapacity / 5, value * 10)' } }],
  },
  scheduling: {
    tasks: [
      { taskType: 'percentageScaleUp', frequency: 'daily', adjustmentPercentage: 20 },
      { taskType: 'backup_ami', cronExpression: '0 1 * * *' },
      { taskType: 'statefulUpdateCapacity', startTime: '2026-02-01T00:00:00Z' },
    ],
  },
}

describe('what clients send back of a group', () => {
  it('is the wire again, from whatever Deck was shown, without what only Spot writes', () => {
    const { id: _id, createdAt: _createdAt, ...own } = group
    expect(toWire(toElastigroup(group))).toEqual(own)
  })

  it('may have nothing but the names of the SDKs', () => {
    expect(
      toWire({
        strategy: { spotPercentage: 50, elastigroupOrientation: 'COST_ORIENTED' },
        compute: {
          availabilityZones: [{ azName: 'us-east-1b' }],
          instanceTypes: { onDemand: 'm5.xlarge' },
          launchSpecification: { detailedMonitoring: false, blockDeviceMappings: [{ ebsDevice: { iops: 100 } }] },
        },
      }),
    ).toEqual({
      strategy: { risk: 50, availabilityVsCost: 'costOriented' },
      compute: {
        availabilityZones: [{ name: 'us-east-1b' }],
        instanceTypes: { ondemand: 'm5.xlarge' },
        launchSpecification: { monitoring: false, blockDeviceMappings: [{ ebs: { iops: 100 } }] },
      },
    })
  })

  it("has the wire's word where both are said", () => {
    expect(toWire({ strategy: { spotPercentage: 10, risk: 90 } })).toEqual({ strategy: { risk: 90 } })
  })

  it('may be policies as a form sends them: counted, with numbers as texts, and enumerated actions', () => {
    const sent = {
      scaling: {
        up: [
          {
            policyName: 'cpu',
            index: 0,
            kind: 'up',
            threshold: '50',
            period: '300',
            evaluationPeriods: '3',
            cooldown: '300',
            action: { type: 'ADJUSTMENT_NUMERIC', adjustment: '1' },
          },
        ],
        down: [],
        target: null,
      },
    }
    expect(toWire(sent)).toEqual({
      scaling: {
        up: [
          {
            policyName: 'cpu',
            threshold: 50,
            period: 300,
            evaluationPeriods: 3,
            cooldown: 300,
            action: { type: 'adjustment', adjustment: '1' },
          },
        ],
        down: [],
        target: null,
      },
    })
  })

  it('keeps all that is not known here, to the byte', () => {
    const text =
      '{"zeta":{"b":1,"a":[1,null,{"__proto__":{"x":1}}]},"compute":{"launchSpecification":{"newThing":{"index":3,"kind":"x","spotPercentage":1}}},"scaling":{"up":[{"policyName":"p","stepAdjustments":[{"threshold":"currCapacity","action":null}]}]},"alpha":"PLAIN_TEXT"}'
    expect(JSON.stringify(toWire(JSON.parse(text)))).toBe(text)
  })
})
