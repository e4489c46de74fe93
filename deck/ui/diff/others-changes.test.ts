import { describe, expect, it } from 'vitest'
import { createMerge } from './others-changes.ts'

describe('saving on top of what others saved', () => {
  const base = { description: 'a', port: 80, chaos: { enabled: false, grouping: 'app' }, guards: [{ stack: 'prod' }] }

  it('joins what was done to different fields, also inside of one', () => {
    const mine = { ...base, description: 'b', chaos: { enabled: true, grouping: 'app' } }
    const theirs = { ...base, port: 81, chaos: { enabled: false, grouping: 'stack' }, ofAPlugin: 1 }
    expect(createMerge(base)(mine, theirs)).toEqual({
      ...theirs,
      description: 'b',
      chaos: { enabled: true, grouping: 'stack' },
    })
  })

  it('takes away what I took away and they left as it was, and brings back nothing that they took away', () => {
    const { port: _, ...mine } = base
    const { description: __, ...theirs } = base
    expect(createMerge(base)(mine, theirs)).toEqual({ chaos: base.chaos, guards: base.guards })
  })

  it('refuses once for each value that somebody put where I changed something, and names who and what', () => {
    const merge = createMerge(base)
    const mine = { ...base, description: 'mine' }
    const theirs = { ...base, description: 'theirs', port: 81, lastModifiedBy: 'bob' }
    expect(() => merge(mine, theirs)).toThrow(/^bob has changed .* description is now "theirs"/)
    expect(merge(mine, theirs)).toMatchObject({ description: 'mine', port: 81 })
    expect(() => merge(mine, { ...theirs, description: 'theirs again' })).toThrow(/theirs again/)
  })

  it('takes lists whole: two people who change the same one are told', () => {
    const merge = createMerge(base)
    const [mine, theirs] = ['canary', 'staging'].map((stack) => ({ ...base, guards: [...base.guards, { stack }] }))
    expect(() => merge(mine ?? {}, theirs ?? {})).toThrow(/Somebody else has changed the same meanwhile: guards/)
  })
})
