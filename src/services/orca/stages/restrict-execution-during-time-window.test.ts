import { describe, expect, it } from 'vitest'
import { stageView } from '../engine/view.ts'
import type { Execution, Json, Stage } from '../model.ts'
import type { Capabilities, TaskDefinition, TaskResult } from '../stage.ts'
import { restrictExecutionDuringTimeWindow as definition } from './restrict-execution-during-time-window.ts'

const openAt = Date.parse('2026-11-25T17:00:00Z')

function viewOf(context: Json, trigger: Json = { type: 'cron' }, jitterStart?: number) {
  const tasks = jitterStart === undefined ? [] : [{ name: 'waitForJitter', startTime: jitterStart }]
  const stage = { id: '1', refId: '1<1', type: definition.type, name: 'w', context, outputs: {}, tasks } as unknown
  const execution = { type: 'PIPELINE', id: 'e', stages: [stage], trigger } as unknown as Execution
  return stageView(execution, stage as Stage)
}
const taskOf = (view: ReturnType<typeof viewOf>, name: string) =>
  definition.tasks(view).flatMap((node) => ('task' in node && node.name === name ? [node.task] : []))[0]
const run = async (task: TaskDefinition | undefined, view: ReturnType<typeof viewOf>, now: number) =>
  (await task?.run(view, { clock: { now: () => now }, timeZone: 'America/Los_Angeles' } as Capabilities)) as TaskResult

const office = { whitelist: [{ startHour: 9, startMin: 0, endHour: 17, endMin: 0 }] }
const suspend = (window: Json, now: number, more: Json = {}) => {
  const view = viewOf({ restrictedExecutionWindow: window, ...more })
  return run(taskOf(view, 'suspendExecutionDuringTimeWindow'), view, now)
}

describe('a restricted execution window', () => {
  it('holds its stage while it is closed and says when it opens', async () => {
    expect(await suspend(office, openAt - 1)).toEqual({ status: 'RUNNING', scheduledTime: openAt })
    expect(await suspend(office, openAt)).toEqual({ status: 'SUCCEEDED' })
  })

  it('lets a person pass at once', async () => {
    expect(await suspend(office, openAt - 1, { skipRemainingWait: true })).toEqual({ status: 'SUCCEEDED' })
  })

  it('may go by a clock of its own', async () => {
    expect(await suspend({ ...office, timezone: 'UTC' }, Date.parse('2026-11-25T09:00:00Z'))).toEqual({
      status: 'SUCCEEDED',
    })
  })

  it.each([
    [{}, 'Incorrect time windows specified'],
    [{ whitelist: [{ startHour: 9, startMin: 30, endHour: 9, endMin: 0 }] }, 'never opens'],
    [{ whitelist: [{ startHour: 9, startMin: 0, endHour: 24, endMin: 0 }] }, 'valid values 0 - 23): 24'],
    [{ whitelist: [{ startHour: 9, startMin: 60, endHour: 10, endMin: 0 }] }, 'MinuteOfHour'],
  ])('that can never open fails with the reason: %j', async (window, reason) => {
    const result = await suspend(window, openAt)
    expect(result.status).toBe('TERMINAL')
    expect(result.context?.['failureReason']).toContain(reason)
  })

  it('waits at random after its opening, counted from there', async () => {
    const context = { restrictedExecutionWindow: { ...office, jitter: { enabled: true, minDelay: 5, maxDelay: 7 } } }
    const first = viewOf(context, { type: 'cron' }, openAt)
    const { status, context: chosen = {} } = await run(taskOf(first, 'waitForJitter'), first, openAt)
    expect(status).toBe('RUNNING')
    const waitTime = chosen['waitTime'] as number
    expect([5, 6, 7]).toContain(waitTime)
    const then = viewOf({ ...context, waitTime }, { type: 'cron' }, openAt)
    const at = (ms: number) => run(taskOf(then, 'waitForJitter'), then, openAt + ms)
    expect((await at(waitTime * 1_000 - 1)).status).toBe('RUNNING')
    expect((await at(waitTime * 1_000)).status).toBe('SUCCEEDED')
  })

  it('spares a person who starts by hand the random wait, where told so', () => {
    const window = { ...office, jitter: { enabled: true, maxDelay: 7, skipManual: true } }
    const has = (type: string) => taskOf(viewOf({ restrictedExecutionWindow: window }, { type }), 'waitForJitter')
    expect(has('manual')).toBeUndefined()
    expect(has('cron')).toBeDefined()
  })
})
