import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currentRevision, renderedOf, revisions } from '../../src/services/halyard/deploy/revisions.ts'
import { type HalHome, homeAt } from '../../src/services/halyard/home.ts'
import { points, randomFrom, seed } from '../chaos/points.ts'
import { root } from '../support/root.ts'

/**
 * Where services run: a file of names and hashes, written step by step by a process that may be killed before or after any write to
 * the disk. `$KILL_AT`: at which of them; what was counted goes to standard output otherwise.
 */
const applying = `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  const killAt = Number(process.env.KILL_AT ?? Infinity)
  let count = 0
  for (const name of ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync', 'cpSync', 'chmodSync']) {
    const real = fs[name]
    fs[name] = (...args) => {
      count += 1
      if (count === killAt) process.kill(process.pid, 'SIGKILL')
      return real(...args)
    }
  }
  syncBuiltinESMExports()
  const { apply } = await import('${root}/src/services/halyard/deploy/apply.ts')
  const { homeAt } = await import('${root}/src/services/halyard/home.ts')
  const shelf = process.env.SHELF
  const read = () => (fs.existsSync(shelf) ? JSON.parse(fs.readFileSync(shelf, 'utf8')) : {})
  const environment = {
    type: 'LocalGit',
    check: async () => [],
    prepare: async () => {},
    running: async () => Object.entries(read()).map(([service, hash]) => ({ service, where: 'here', health: 'UP', hash })),
    async apply({ steps, rendered }) {
      for (const { service, action } of steps) {
        if (action === 'configure') continue
        const next = { ...read(), [service]: rendered.services.find(({ name }) => name === service).hash }
        fs.writeFileSync(shelf + '.new', JSON.stringify(next))
        fs.renameSync(shelf + '.new', shelf)
      }
    },
  }
  const applied = await apply({
    home: homeAt(process.env.HAL_HOME), env: process.env, environment: () => environment, validate: async () => [],
    now: () => new Date(), signal: new AbortController().signal, tell() {},
  })
  if (applied.failure) throw new Error(applied.failure.reason)
  console.log(count)`

let folder: string
let home: HalHome
let script: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-kill-apply-'))
  home = homeAt(join(folder, '.hal'))
  script = join(folder, 'apply.mjs')
  writeFileSync(script, applying)
  configure('Etc/UTC')
  write('service-settings/gate.yml', { port: 8084 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, value: object): void {
  const file = join(home.of('default').directory, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
}

/** Applies in a process of its own; answers how many writes it took, or nothing when it was killed. */
async function applied(killAt?: number): Promise<number | undefined> {
  const env = { PATH: process.env.PATH, HOME: folder, HAL_HOME: home.directory, SHELF: join(folder, 'shelf.json') }
  const child = spawn(process.execPath, [script], {
    env: { ...env, ...(killAt === undefined ? {} : { KILL_AT: String(killAt) }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (signal === 'SIGKILL' && killAt !== undefined) return undefined
  expect(code).toBe(0)
  return Number(said)
}

const runs = () => JSON.parse(readFileSync(join(folder, 'shelf.json'), 'utf8')) as Record<string, string>
const configure = (timezone: string) =>
  write('../config', {
    deploymentConfigurations: [{ name: 'default', timezone, deploymentEnvironment: { type: 'LocalGit' } }],
  })

describe('an apply that is killed', () => {
  it('at any write leaves a history that can be read and the truth of what came up last, and the next one finishes it', async () => {
    process.stdout.write(`kill -9 while it writes; the same ones again with GENNAKER_CHAOS_SEED=${seed}\n`)
    await applied()
    const first = runs()
    configure('Europe/Paris')
    write('profiles/gate-local.yml', { 'rate-limit': { learning: true } })
    // How many writes there are: of an apply that nobody disturbs, undone again.
    const untouched = join(folder, 'untouched')
    const copy = (from: string, to: string) => {
      rmSync(to, { recursive: true, force: true })
      cpSync(from, to, { recursive: true })
    }
    copy(home.directory, untouched)
    const writes = (await applied())!
    expect(writes).toBeGreaterThan(20)
    const wanted = runs()
    expect(wanted.gate).not.toBe(first.gate)

    const random = randomFrom(seed)
    const chosen = Array.from({ length: Math.ceil(points / 2) }, () => 1 + Math.floor(random() * writes))
    // The last writes are those that tell what came up.
    for (const killAt of new Set([...chosen, writes - 2, writes - 1, writes])) {
      copy(untouched, home.directory)
      writeFileSync(join(folder, 'shelf.json'), JSON.stringify(first))
      expect(await applied(killAt), `write ${killAt} of ${writes}`).toBeUndefined()

      const current = currentRevision(home, 'default')
      const told = `killed at write ${killAt} of ${writes}`
      expect(current?.result?.state, told).toBe('SUCCEEDED')
      // The truth: what is said to have come up did run when it was said.
      const hashes = Object.fromEntries(renderedOf(current!).services.map(({ name, hash }) => [name, hash]))
      if (current!.number > 1) expect(runs().gate, told).toBe(hashes.gate)
      for (const revision of revisions(home, 'default')) expect(() => renderedOf(revision), told).not.toThrow()

      await applied()
      expect(runs(), told).toEqual(wanted)
      expect(currentRevision(home, 'default')?.result?.state, told).toBe('SUCCEEDED')
      const last = renderedOf(currentRevision(home, 'default')!)
      expect(last.services.find(({ name }) => name === 'gate')?.hash, told).toBe(wanted.gate)
      expect(readFileSync(home.backup), told).toEqual(readFileSync(home.config))
      const folders = [home.of('default').history, dirname(home.backup)]
      expect(
        folders.flatMap((each) => readdirSync(each)).filter((name) => /draft|tmp/.test(name)),
        told,
      ).toEqual([])
    }
  }, 300_000)
})
