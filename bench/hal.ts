/**
 * How long a command of `hal` takes, from the shell to its end.
 *
 *     npm run bench:hal
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../test/support/root.ts'
import { percentile, print } from './product.ts'

const rounds = 15
const home = mkdtempSync(join(tmpdir(), 'gennaker-bench-hal-'))
const env = { ...process.env, HAL_HOME: join(home, '.hal'), GENNAKER_HOME: join(home, '.gennaker') }

/** Milliseconds of one call, from a folder of its own. */
function time(line: readonly string[]): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(join(root, 'hal'), line, { cwd: home, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`hal ${line.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - started
}

const lines = [
  '--version',
  '--help',
  'config provider spot account add prod --account-id act-1a2b3c4d',
  'config provider spot account list',
  'config provider spot account edit prod --write-permissions',
  'config',
  '__complete config provider s',
].map((line) => line.split(' '))

try {
  for (const line of lines) {
    const words = line.at(-1) === '--write-permissions' ? (round: number) => [...line, `role-${round}`] : () => line
    const isOnce = line.includes('add')
    const times = Array.from({ length: isOnce ? 1 : rounds }, (_, round) => time(words(round)))
    print(`${percentile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`, `hal ${line.join(' ')}`)
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
