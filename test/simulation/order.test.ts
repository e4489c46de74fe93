import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orcaConfigSchema } from '../../src/services/orca/config.ts'
import { handle } from '../../src/services/orca/engine/handle.ts'
import { createPlanner, executionMessage } from '../../src/services/orca/engine/index.ts'
import type { Message } from '../../src/services/orca/engine/messages.ts'
import { prepareRun } from '../../src/services/orca/engine/run-task.ts'
import { newChanges, type Step } from '../../src/services/orca/engine/step.ts'
import { createExpressions } from '../../src/services/orca/expressions/index.ts'
import type { Execution } from '../../src/services/orca/model.ts'
import type { Capabilities } from '../../src/services/orca/stage.ts'
import { randomFrom } from '../chaos/points.ts'
import { complaintsAbout } from './rules.ts'
import { type StageScript, scenario } from './scenario.ts'
import { executionOf } from './simulate.ts'
import { scriptedStage, type World } from './stage.ts'

const settings = orcaConfigSchema.parse({})
const mostDuplicates = 30
const runs = 500

/** A world that bears everything twice. */
function patientWorld(): World {
  const seen = new Set<string>()
  return {
    faults: () => 0,
    effect(requestId) {
      const before = seen.has(requestId)
      seen.add(requestId)
      return before
    },
  }
}

/** Runs the handlers alone, without shell, store and queue: `pick` chooses the next message and whether it will come again. */
async function play(
  stages: readonly StageScript[],
  pick: (messages: readonly Message[]) => { readonly index: number; readonly again: boolean },
): Promise<Execution> {
  const execution = executionOf({ stages, limit: 'none' }, 0, 0)
  const planner = createPlanner(
    [scriptedStage(patientWorld(), async () => {})],
    createExpressions({}, () => 0),
    { settings } as unknown as Capabilities,
  )
  const waiting: Message[] = [executionMessage('startExecution', execution)]
  for (let now = 1; waiting.length > 0; now += 1) {
    if (now > 20_000) throw new Error('It does not end')
    const { index, again } = pick(waiting)
    const message = waiting[index]!
    if (!again || isOfLoop(message, execution)) waiting.splice(index, 1)
    const step: Step = { execution, now, planner, changes: newChanges(), messages: [], mustWait: async () => false }
    if (message.kind === 'runTask') (await prepareRun(message, step).run())(step)
    else if (message.kind !== 'startWaitingExecutions' && message.kind !== 'startDependents') {
      await handle(message, step)
    }
    for (const { message: next } of step.messages) {
      const known = waiting.findIndex((each) => JSON.stringify(each) === JSON.stringify(next))
      if (known === -1) waiting.push(next)
    }
  }
  return execution
}

/** A message of one round of a loop can't be told from that of the next: that it comes once is the queue's promise. */
const isOfLoop = (message: Message, { stages }: Execution) =>
  'taskId' in message &&
  stages.some(({ id, tasks }) => id === message.stageId && tasks.some(({ loopStart }) => loopStart))

const inOrder = () => ({ index: 0, again: false })

/** Any waiting message next, and some of them more than once, now or much later. */
function anyhow(seed: number) {
  const random = randomFrom(seed)
  let duplicates = 0
  return (messages: readonly Message[]) => {
    const again = duplicates < mostDuplicates && random() < 0.3
    if (again) duplicates += 1
    return { index: Math.floor(random() * messages.length), again }
  }
}

const outcome = ({ status, stages }: Execution) => ({
  status,
  stages: stages.map((stage) => [stage.name, stage.status, stage.tasks.map((task) => task.status)]).sort(),
})

describe('handlers', () => {
  it('end a graph as they do in order when messages come in any order, twice, and again when they are old', async () => {
    let compared = 0
    const property = fc.asyncProperty(scenario, fc.noShrink(fc.nat()), async ({ stages }, seed) => {
      const ordered = await play(stages, inOrder)
      const shuffled = await play(stages, anyhow(seed))
      for (const execution of [ordered, shuffled]) {
        const facts = { canceled: false, restarted: false, skipped: false, notes: [] }
        expect(complaintsAbout({ stages }, execution, facts)).toEqual([])
      }
      // What ends an execution before its time cuts off whatever happens to be under way then; the rules have judged that.
      if (ordered.status !== 'SUCCEEDED' || shuffled.status !== 'SUCCEEDED') return
      compared += 1
      expect(outcome(shuffled)).toEqual(outcome(ordered))
    })
    await fc.assert(property, { numRuns: runs, seed: Number(process.env.GENNAKER_SIMULATION_FIRST ?? 1) })
    expect(compared).toBeGreaterThan(runs / 5)
  })
})
