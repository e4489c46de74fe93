import { describe, expect, it } from 'vitest'
import { inputsOf, rightToJudge, timesOutAt } from './judgment.ts'
import type { Execution, Stage } from './shapes.ts'

const stage = (context: object): Stage =>
  ({ id: 's', refId: '1', type: 'manualJudgment', name: 'Go?', startTime: 1_000, context }) as unknown as Stage
const execution = { authentication: { user: 'ada' }, trigger: {} } as unknown as Execution
const application = (permissions: object) => ({ name: 'demo', attributes: { permissions } })

describe('who may judge', () => {
  it('is everybody where nobody signs in, whatever the stage asks for', () => {
    const right = rightToJudge({ username: 'anonymous' }, stage({ selectedStageRoles: ['ops'] }), execution, undefined)
    expect(right).toMatchObject({ may: true })
    expect(right.who).toContain('ops')
  })
  it('is who has one of the roles of the stage, in whatever case', () => {
    const asked = stage({ selectedStageRoles: ['Ops', 'release'] })
    expect(rightToJudge({ username: 'bob', roles: ['ops'] }, asked, execution, undefined).may).toBe(true)
    const refused = rightToJudge({ username: 'bob', roles: ['dev'] }, asked, execution, undefined)
    expect(refused).toMatchObject({ may: false })
    expect(refused.why).toContain('Ops or release')
  })
  it('goes by requiredJudgmentRoles before selectedStageRoles, as the engine does', () => {
    const asked = stage({ requiredJudgmentRoles: ['board'], selectedStageRoles: ['ops'] })
    expect(rightToJudge({ username: 'bob', roles: ['ops'] }, asked, execution, undefined).may).toBe(false)
  })
  it('is nobody who may not run the application', () => {
    const given = application({ READ: ['all'], WRITE: ['owners'], EXECUTE: ['ops'] })
    expect(rightToJudge({ username: 'bob', roles: ['all'] }, stage({}), execution, given).why).toContain(
      'ops or owners',
    )
    expect(rightToJudge({ username: 'bob', roles: ['owners'] }, stage({}), execution, given).may).toBe(true)
    expect(rightToJudge({ username: 'bob' }, stage({}), execution, application({ WRITE: ['owners'] })).may).toBe(true)
  })
  it('is not who started it where that is ruled out, unless an administrator', () => {
    const asked = stage({ preventSelfApproval: true })
    expect(rightToJudge({ username: 'ada' }, asked, execution, undefined).why).toContain('You started')
    expect(rightToJudge({ username: 'bob' }, asked, execution, undefined).may).toBe(true)
    expect(rightToJudge({ username: 'ada', isAdmin: true }, asked, execution, undefined).may).toBe(true)
  })
})

describe('a judgment', () => {
  it('offers its inputs once each, however they are written', () => {
    expect(inputsOf(stage({ judgmentInputs: [{ value: 'a' }, 'b', { value: 'a' }, {}, null] }))).toEqual(['a', 'b'])
    expect(inputsOf(stage({ judgmentInputs: 'a' }))).toEqual([])
    expect(inputsOf({ ...stage({}), context: undefined } as unknown as Stage)).toEqual([])
  })
  it('times out after three days, or when its author says', () => {
    expect(timesOutAt(stage({}))).toBe(1_000 + 3 * 86_400_000)
    expect(timesOutAt(stage({ stageTimeoutMs: 5_000 }))).toBe(6_000)
  })
})
