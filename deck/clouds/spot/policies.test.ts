import { describe, expect, it } from 'vitest'
import { actionWords, conditionOf, type Policy, policiesOf, scalingWith } from './policies.ts'
import { DEFAULTS, policyOf, valuesOf } from './policy-values.ts'
import { instanceType, timeOf } from './shapes.ts'

const up = {
  policyName: 'up',
  metricName: 'CPUUtilization',
  threshold: 70,
  ofTomorrow: 1,
  action: { type: 'adjustment', adjustment: 'currCapacity * 0.5' },
}
const down = {
  policyName: 'down',
  metricName: 'CPUUtilization',
  threshold: 20,
  action: { type: 'setMaxTarget', maxTargetCapacity: 4 },
}
const group = {
  name: 'shop-v000',
  account: 'prod',
  region: 'us-east-1',
  group: { scaling: { up: [up], down: [down], target: null } },
}

describe('the scaling of a group', () => {
  it('is sent whole, with a policy added to those that are there', () => {
    const added = { policyName: 'more', threshold: 90 }
    expect(scalingWith(group, undefined, { kind: 'up', policy: added })).toEqual({ up: [up, added], down: [down] })
  })

  it('clears a list whose last policy moved to another', () => {
    const [placed] = policiesOf(group)
    expect(scalingWith(group, placed, { kind: 'down', policy: up })).toEqual({ up: null, down: [down, up] })
  })

  it('keeps the place of a policy that is edited', () => {
    const two = { ...group, group: { scaling: { up: [up, down] } } }
    const [placed] = policiesOf(two)
    const edited = { ...up, threshold: 75 }
    expect(scalingWith(two, placed, { kind: 'up', policy: edited })).toEqual({ up: [edited, down] })
  })

  it('is told in words, old spellings and expressions too', () => {
    expect(actionWords('up', up)).toBe('add currCapacity * 0.5')
    expect(actionWords('down', down)).toBe('set maximum of 4')
    expect(actionWords('down', { adjustment: 2 })).toBe('remove 2')
    expect(conditionOf('up', { ...up, statistic: 'average', operator: 'gt', evaluationPeriods: 3, period: 60 })).toBe(
      'average CPUUtilization > 70 for 3 × 60 s',
    )
    expect(conditionOf('target', { metricName: 'CPUUtilization', unit: 'percent', target: 50 })).toBe(
      'keeps average CPUUtilization at 50 percent',
    )
  })
})

describe('the form of a policy', () => {
  const placed = (policy: Policy, kind: 'up' | 'down' | 'target' = 'up') => ({ kind, index: 0, policy })

  it('gives back what it was given, unknown fields and all', () => {
    const policy = { ...up, namespace: 'AWS/EC2', statistic: 'average', operator: 'gte', unit: 'percent' }
    const whole = { ...policy, evaluationPeriods: 3, period: 300, cooldown: 300, dimensions: [{ name: 'InstanceId' }] }
    expect(policyOf(valuesOf(placed(whole)), placed(whole))).toEqual({ kind: 'up', policy: whole })
  })

  it('writes a number as a number and an expression as it is', () => {
    const values = { ...DEFAULTS, sort: 'simple', action: 'setMaximum', amount: '4' }
    expect(policyOf(values).policy.action).toEqual({ type: 'setMaxTarget', maxTargetCapacity: 4 })
    expect(policyOf({ ...values, action: 'add', amount: 'value / 10' })).toMatchObject({
      kind: 'up',
      policy: { action: { type: 'adjustment', adjustment: 'value / 10' } },
    })
  })

  it('leaves nothing of a threshold in a target', () => {
    const values = { ...DEFAULTS, sort: 'target', predictive: 'FORECAST_ONLY' }
    const { kind, policy } = policyOf(values, placed(up))
    expect(kind).toBe('target')
    expect(policy).toMatchObject({ metricName: 'CPUUtilization', target: 50, predictive: { mode: 'FORECAST_ONLY' } })
    expect(policy).not.toHaveProperty('threshold')
    expect(policy).not.toHaveProperty('action')
  })

  it('shows steps as JSON, for no field can say them', () => {
    const steps = {
      policyName: 's',
      stepAdjustments: [{ threshold: 50, action: { type: 'adjustment', adjustment: 1 } }],
    }
    const values = valuesOf(placed(steps))
    expect(values).toMatchObject({ sort: 'json', kind: 'up', policy: steps })
    expect(policyOf(values, placed(steps))).toEqual({ kind: 'up', policy: steps })
  })
})

describe("Spot's notations", () => {
  it('of time are all read, those without a zone as UTC', () => {
    const expected = Date.UTC(2018, 5, 25, 11, 49)
    expect(timeOf('2018-06-25 11:49:00+00:00')).toBe(expected)
    expect(timeOf('2018-06-25T11:49:00.000+0000')).toBe(expected)
    expect(timeOf('2018-06-25 11:49:00.000123')).toBe(expected)
    expect(timeOf(null)).toBeUndefined()
  })

  it('of instance types become what the cloud calls them', () => {
    expect(instanceType('M5_LARGE')).toBe('m5.large')
    expect(instanceType('m5.large')).toBe('m5.large')
    expect(instanceType(undefined)).toBeUndefined()
  })
})
