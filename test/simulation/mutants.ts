/**
 * Shows that the proof can fail: breaks the engine in one place at a time, in a copy, and says which seed noticed.
 *
 *     ./hal exec node test/simulation/mutants.ts [FIRST-WORDS-OF-ONE]
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../support/root.ts'

const seeds = 3_000
const engine = 'src/services/orca/engine'

/** What is broken, in which file, and how: `from` must be there, once. */
const mutants: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  [
    'no version guard',
    'src/services/orca/store/executions.ts',
    'where id = $1 and version = $2`',
    'where id = $1 and $2 = $2`',
  ],
  [
    'STOPPED lets the next stage start',
    `${engine}/status.ts`,
    "const passing = setOf('SUCCEEDED',",
    "const passing = setOf('STOPPED', 'SUCCEEDED',",
  ],
  [
    'CANCELED parts do not make their stage CANCELED',
    `${engine}/status.ts`,
    "  if (some('CANCELED')) return 'CANCELED'\n  if (some('FAILED_CONTINUE'))",
    "  if (some('FAILED_CONTINUE'))",
  ],
  [
    'the last downstream stage is not started',
    `${engine}/handlers/handler.ts`,
    'for (const each of next) push',
    'for (const each of next.slice(0, Math.max(1, next.length - 1))) push',
  ],
  [
    'a parent is not told of the end of its part',
    `${engine}/handlers/handler.ts`,
    'else if (parent !== undefined) {',
    'else if (parent === undefined) {',
  ],
  [
    'a join starts with its first requisite',
    `${engine}/handlers/start-stage.ts`,
    'if (!mayStart(execution, stage)) return',
    'const first = execution.stages.find(({ refId }) => refId === stage.requisiteStageRefIds[0])\n  if (first !== undefined && !isComplete(first.status)) return',
  ],
  [
    'completing a message is a commit of its own',
    `${engine}/turn.ts`,
    '        await commit(entry, step, rest, delivery)\n',
    '        if (delivery !== undefined) await store.transaction((tx) => queue.complete(tx, delivery))\n        await commit(entry, step, rest)\n',
  ],
  [
    'a lost lease does not stop a commit',
    'src/platform/queue/open.ts',
    'if (gone > 0) throw lost(gone)',
    'if (gone > 9) throw lost(gone)',
  ],
  ['what a failed commit left in memory is kept', `${engine}/turn.ts`, '        executions.forget(executionId)\n', ''],
  [
    'a task is decided on outside of its turn',
    `${engine}/shell.ts`,
    'const prepared = await inTurn(message.executionId, async () => {',
    'const prepared = await (async (_: string, work: () => Promise<ReturnType<typeof prepareRun> | undefined>) => work())(message.executionId, async () => {',
  ],
  ['a request id differs each time', `${engine}/view.ts`, "stage.startTime ?? '', suffix]", 'Math.random(), suffix]'],
  [
    'resuming forgets the tasks',
    `${engine}/handlers/resume-stage.ts`,
    "task.status === 'PAUSED'",
    "task.status === 'REDIRECT'",
  ],
  [
    'a task pauses after its execution was resumed',
    `${engine}/handlers/pause-task.ts`,
    "execution.status !== 'PAUSED'",
    "execution.status === 'SUSPENDED'",
  ],
  [
    'a stage ends before its parallel parts',
    `${engine}/handlers/complete-stage.ts`,
    '  if (!endsAll && ',
    '  if (false && !endsAll && ',
  ],
  [
    'after-stages of a failed stage run',
    `${engine}/handlers/complete-stage.ts`,
    '    if (!isHalt(status)) {\n      if (!isEnding',
    "    if (status !== 'CANCELED') {\n      if (!isEnding",
  ],
  [
    'stages for a failure are not started',
    `${engine}/handlers/complete-stage.ts`,
    '} else if (isFailure(status) && ',
    '} else if (!isFailure(status) && ',
  ],
  [
    'a loop goes round once only',
    `${engine}/handlers/complete-task.ts`,
    "if (status === 'REDIRECT') {",
    "if (status === 'REDIRECT' && task.startTime === 0) {",
  ],
  [
    'an ignored failure stops the tasks behind it',
    `${engine}/handlers/complete-task.ts`,
    'if (halts || next === undefined)',
    "if (halts || status === 'FAILED_CONTINUE' || next === undefined)",
  ],
  [
    'the failure policy is not asked',
    `${engine}/run-task.ts`,
    "return finish(failureStatus(execution, stage), 'TERMINAL', result)",
    "return finish('TERMINAL', 'TERMINAL', result)",
  ],
  [
    'the place of a limited pipeline is not asked for',
    `${engine}/handlers/start-execution.ts`,
    'if (await step.mustWait()) return',
    'if (false && (await step.mustWait())) return',
  ],
  [
    'the place is not asked for again at the commit',
    `${engine}/turn.ts`,
    'if (place !== undefined && (await',
    'if (place !== undefined && false && (await',
  ],
  [
    'a message about a free place gives way to one under way',
    `${engine}/shell.ts`,
    "message: executionMessage('startExecution', next), mode: 'push'",
    "message: executionMessage('startExecution', next), mode: 'ensure'",
  ],
  [
    'nobody starts those that wait',
    `${engine}/handlers/complete-execution.ts`,
    "kind: 'startWaitingExecutions',",
    "kind: 'startWaitingExecutions' as const,\n    ...(Number.isNaN(0) ? {} : { pipelineConfigId: 'nobody' }),",
  ],
  [
    'a task that asks to run again is forgotten',
    `${engine}/run-task.ts`,
    '                push(then, runTask(then.execution, now, current), delay)\n',
    '',
  ],
  ['ends are written without a time', `${engine}/handlers/complete-stage.ts`, '  stage.endTime = now\n', ''],
  [
    'a patch is not stored',
    `${engine}/interventions.ts`,
    "  changed(step, stage)\n  push(step, executionMessage('rescheduleExecution'",
    "  push(step, executionMessage('rescheduleExecution'",
  ],
]

for (const [what, file, from] of mutants) {
  const fits = readFileSync(join(root, file), 'utf8').split(from).length === 2
  if (!fits) throw new Error(`The mutant "${what}" no longer fits ${file}`)
}

const only = process.argv[2]
let missed = 0
for (const [what, file, from, to] of mutants) {
  if (only !== undefined && !what.startsWith(only)) continue
  const copy = mkdtempSync(join(tmpdir(), 'gennaker-mutant-'))
  try {
    for (const part of [
      'src',
      'test/simulation',
      'test/chaos/points.ts',
      'test/support/root.ts',
      'package.json',
      'tsconfig.json',
    ]) {
      cpSync(join(root, part), join(copy, part), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const source = readFileSync(join(copy, file), 'utf8')
    writeFileSync(
      join(copy, file),
      source.replace(from, () => to),
    )
    const { stdout, stderr } = spawnSync(process.execPath, ['test/simulation/first-failure.ts', String(seeds)], {
      cwd: copy,
      encoding: 'utf8',
    })
    const answer = stdout.trim()
    if (answer === 'none' || answer === '') missed += 1
    process.stdout.write(
      `${answer === 'none' ? 'MISSED' : answer === '' ? `BROKEN ${stderr.slice(-300)}` : `seed ${answer}`}: ${what}\n`,
    )
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
process.exitCode = missed === 0 ? 0 : 1
