import { describe, expect, it } from 'vitest'
import { attributesOf, valuesOf } from './application-form.ts'
import { nameProblem } from './application-names.ts'

describe('the form of an application', () => {
  it('keeps permissions that it does not know, and gives none that nobody asked for', () => {
    const before = { email: 'a@b.co', cloudProviders: 'aws,spot', permissions: { OWN: ['x'], READ: ['team'] } }
    const change = attributesOf({ ...valuesOf(before), WRITE: ['team'] }, before)
    expect(change.permissions).toEqual({ OWN: ['x'], READ: ['team'], WRITE: ['team'] })
    expect(change.cloudProviders).toBe('aws,spot')
    expect(attributesOf(valuesOf({ email: 'a@b.co' }), { email: 'a@b.co' })).not.toHaveProperty('permissions')
  })

  it('changes nothing where nothing was changed', () => {
    const before = { email: 'a@b.co', description: 'Sails', cloudProviders: 'spot', instancePort: 80 }
    expect({ ...before, ...attributesOf(valuesOf(before), before) }).toEqual(before)
    expect(attributesOf({ ...valuesOf(before), instancePort: undefined }, before).instancePort).toBeNull()
  })

  it('can take a right away from everybody who had it', () => {
    const before = { permissions: { READ: ['team'] } }
    expect(attributesOf({ ...valuesOf(before), READ: [] }, before).permissions).toEqual({ READ: [] })
  })
})

describe("an application's name", () => {
  it('is new, and fits each of its clouds', () => {
    expect(nameProblem('orders', ['aws', 'kubernetes'], [])).toBeUndefined()
    expect(nameProblem('orders', [], ['orders'])).toContain('already')
    expect(nameProblem('my-orders', ['aws'], [])).toContain('aws')
    expect(nameProblem('my_orders', ['kubernetes'], [])).toContain('kubernetes')
    expect(nameProblem('a b', [], [])).toContain('spaces')
  })
})
