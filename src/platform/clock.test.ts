import { expect, test } from 'vitest'
import { systemClock, virtualClock } from './clock.ts'

test('a virtual clock fires what falls due in order, and what that sets on the way', async () => {
  const clock = virtualClock(1_000)
  const fired: [string, number][] = []
  const note = (name: string) => () => void fired.push([name, clock.now()])
  clock.setTimer(note('second'), 20)
  clock.setTimer(() => {
    note('first')()
    clock.setTimer(note('nested'), 5)
  }, 10)
  clock.setTimer(note('later'), 100)
  const cancel = clock.setTimer(note('never'), 15)
  cancel()
  await clock.advance(50)
  expect(fired).toEqual([
    ['first', 1_010],
    ['nested', 1_015],
    ['second', 1_020],
  ])
  expect(clock.now()).toBe(1_050)
  expect(clock.nextTimer()).toBe(1_100)
})

test("the system's clock does not fire far timers at once, as setTimeout would", async () => {
  let fired = false
  const cancel = systemClock.setTimer(() => {
    fired = true
  }, 2 ** 40)
  await new Promise<void>((resolve) => systemClock.setTimer(resolve, 5))
  expect(fired).toBe(false)
  cancel()
})
